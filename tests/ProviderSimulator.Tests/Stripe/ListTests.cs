using Nexus.ProviderSimulator.Stripe.Actions;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Tests.Stripe;

public sealed class ListTests
{
    private static readonly PriceTerms Monthly = new("usd", 1000);

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("updated[gte]=1", "updated[gte]")]
    [InlineData("created[gte]=yesterday", "created")]
    [InlineData("starting_after=ch_unknown", "starting_after")]
    public async Task A_parameter_that_makes_no_sense_is_refused(string query, string param)
    {
        await using var stripe = await StripeCaller.StartAsync();

        var (status, error) = await stripe.FailAsync($"/v1/charges?{query}");

        Assert.Equal((400, param), (status, (string?)error["param"]));
    }

    [Fact]
    public async Task Paging_forward_meets_every_row_once_also_where_all_are_of_one_second()
    {
        await using var stripe = await StripeCaller.StartAsync();
        using (stripe.Account.At(StripeCaller.Start))
        {
            for (var made = 0; made < 25; made++)
                stripe.Account.Payments.Charge(null, 100 + made, "usd");
        }

        List<string> met = [];
        var page = await stripe.IdsAsync("/v1/charges");
        while (page.Count > 0)
        {
            met.AddRange(page);
            page = await stripe.IdsAsync($"/v1/charges?starting_after={met[^1]}");
        }

        Assert.Equal(stripe.Account.Store.Charges.All.Reverse().Select(charge => charge.Id), met);
    }

    [Fact]
    public async Task A_page_tells_whether_there_are_more()
    {
        await using var stripe = await StripeCaller.StartAsync();
        for (var made = 0; made < 3; made++)
            stripe.Account.Payments.Charge(null, 100, "usd");

        Assert.True((bool)(await stripe.GetAsync("/v1/charges?limit=2"))["has_more"]!);
        Assert.False((bool)(await stripe.GetAsync("/v1/charges?limit=3"))["has_more"]!);
    }

    [Fact]
    public async Task Ending_before_gives_the_rows_just_above_the_cursor()
    {
        await using var stripe = await StripeCaller.StartAsync();
        for (var made = 0; made < 5; made++)
            stripe.Account.Payments.Charge(null, 100, "usd");
        var ids = stripe.Account.Store.Charges.All.Select(charge => charge.Id).ToList();

        Assert.Equal([ids[3], ids[2]], await stripe.IdsAsync($"/v1/charges?ending_before={ids[1]}&limit=2"));
    }

    [Theory]
    [InlineData("gt", new[] { 3 })]
    [InlineData("gte", new[] { 3, 2 })]
    [InlineData("lt", new[] { 1 })]
    [InlineData("lte", new[] { 2, 1 })]
    public async Task Created_is_compared_in_seconds(string bound, int[] days)
    {
        await using var stripe = await StripeCaller.StartAsync();
        var made = new Dictionary<int, string>();
        foreach (var day in new[] { 2, 1, 3 })
        {
            using var _ = stripe.Account.At(StripeCaller.Start.AddDays(day - 10));
            made[day] = stripe.Account.Payments.Charge(null, 100, "usd").Id;
        }
        var second = StripeCaller.Start.AddDays(-8).ToUnixTimeSeconds();

        Assert.Equal(days.Select(day => made[day]), await stripe.IdsAsync($"/v1/charges?created[{bound}]={second}"));
    }

    [Fact]
    public async Task Subscriptions_that_ended_are_hidden_unless_all_are_asked_for()
    {
        await using var stripe = await StripeCaller.StartAsync();
        var subscription = stripe.Account.Subscriptions.Create(
            stripe.Account.Customers.Create(),
            stripe.Account.Catalog.CreatePrice(Monthly)
        );
        stripe.Account.Subscriptions.Cancel(subscription);

        Assert.Empty(await stripe.IdsAsync("/v1/subscriptions"));
        Assert.Equal([subscription.Id], await stripe.IdsAsync("/v1/subscriptions?status=all"));
        Assert.Equal([subscription.Id], await stripe.IdsAsync("/v1/subscriptions?status=canceled"));
    }

    [Fact]
    public async Task A_customer_who_was_deleted_is_in_no_list_and_still_answers()
    {
        await using var stripe = await StripeCaller.StartAsync();
        var customer = stripe.Account.Customers.Create("Gone");
        stripe.Account.Customers.Delete(customer);

        Assert.Empty(await stripe.IdsAsync("/v1/customers"));
        Assert.True((bool)(await stripe.GetAsync($"/v1/customers/{customer.Id}"))["deleted"]!);
    }

    [Fact]
    public async Task A_list_inside_an_object_ends_at_ten_and_says_where_the_rest_is()
    {
        await using var stripe = await StripeCaller.StartAsync();
        var customer = stripe.Account.Customers.Create();
        var amounts = Enumerable.Range(1, 23).Select(amount => (long)amount).ToArray();
        var invoice = stripe.Account.Invoices.CreateManual(customer, "usd", amounts);

        var lines = (await stripe.GetAsync($"/v1/invoices/{invoice.Id}"))["lines"]!;
        var url = (string)lines["url"]!;
        var rest = await stripe.IdsAsync($"{url}?limit=100&starting_after={invoice.Lines[9].Id}");

        Assert.Equal(10, lines["data"]!.AsArray().Count);
        Assert.True((bool)lines["has_more"]!);
        Assert.Equal(invoice.Lines.Skip(10).Select(line => line.Id), rest);
    }

    [Fact]
    public async Task Items_of_a_subscription_have_a_list_of_their_own()
    {
        await using var stripe = await StripeCaller.StartAsync();
        var price = stripe.Account.Catalog.CreatePrice(Monthly);
        var subscription = stripe.Account.Subscriptions.Create(
            stripe.Account.Customers.Create(),
            price,
            new SubscriptionTerms { MoreItems = [.. Enumerable.Repeat((price, (long?)1), 11)] }
        );

        var items = (await stripe.GetAsync($"/v1/subscriptions/{subscription.Id}"))["items"]!;

        Assert.True((bool)items["has_more"]!);
        Assert.Equal(12, (await stripe.IdsAsync($"{(string)items["url"]!}&limit=100")).Count);
        Assert.Equal(400, (await stripe.FailAsync("/v1/subscription_items")).Status);
    }
}
