using Nexus.ProviderSimulator.Stripe;

namespace Nexus.ProviderSimulator.Tests.Stripe;

public sealed class EventTests
{
    [Fact]
    public async Task An_event_is_not_listed_before_its_lag_nor_after_thirty_days()
    {
        await using var stripe = await StripeCaller.StartAsync(new() { EventLag = TimeSpan.FromMinutes(1) });
        stripe.Account.Customers.Create();

        Assert.Empty(await stripe.IdsAsync("/v1/events"));
        stripe.Clock.Advance(TimeSpan.FromMinutes(2));
        var listed = Assert.Single(await stripe.IdsAsync("/v1/events"));
        stripe.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Empty(await stripe.IdsAsync("/v1/events"));
        Assert.Contains("aged out", (string?)(await stripe.FailAsync($"/v1/events/{listed}")).Error["message"]);
    }

    [Fact]
    public async Task Events_are_found_by_their_types()
    {
        await using var stripe = await StripeCaller.StartAsync();
        var customer = stripe.Account.Customers.Create();
        stripe.Account.Customers.Rename(customer, "Renamed");
        stripe.Account.Payments.Charge(customer, 500, "usd");

        var events = await stripe.GetAsync("/v1/events?types[]=customer.updated&types[0]=charge.succeeded");

        Assert.Equal(
            ["charge.succeeded", "customer.updated"],
            events["data"]!.AsArray().Select(row => (string)row!["type"]!)
        );
    }

    [Fact]
    public async Task An_event_keeps_the_shape_of_the_accounts_version_whatever_is_asked_for()
    {
        await using var simulator = await StripeCaller.StartAsync();
        var terms = new StripeAccountTerms("acct_old") { DefaultVersion = ApiVersion.Acacia };
        var account = simulator.Simulator.Stripe.CreateAccount(terms);
        var price = account.Catalog.CreatePrice(new("usd", 1000));
        account.Subscriptions.Create(account.Customers.Create(), price);
        simulator.Key = account.CreateSecretKey();
        simulator.Version = ApiVersion.Dahlia;

        var events = await simulator.GetAsync("/v1/events?type=customer.subscription.created");

        var happened = events["data"]![0]!;
        Assert.Equal("2024-09-30.acacia", (string?)happened["api_version"]);
        Assert.NotNull(happened["data"]!["object"]!["current_period_end"]);
    }

    [Fact]
    public async Task A_change_names_what_was_before()
    {
        await using var stripe = await StripeCaller.StartAsync();
        var price = stripe.Account.Catalog.CreatePrice(new("usd", 1000));
        var subscription = stripe.Account.Subscriptions.Create(stripe.Account.Customers.Create(), price);
        stripe.Account.Subscriptions.ChangeQuantity(subscription, 5);

        var events = await stripe.GetAsync("/v1/events?type=customer.subscription.updated");

        var data = events["data"]![0]!["data"]!;
        Assert.Equal(5, (int)data["object"]!["items"]!["data"]![0]!["quantity"]!);
        Assert.Equal(1, (int)data["previous_attributes"]!["items"]!["data"]![0]!["quantity"]!);
    }
}
