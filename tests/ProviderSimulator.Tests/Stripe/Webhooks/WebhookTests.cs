using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe;
using Nexus.ProviderSimulator.Stripe.Webhooks;

namespace Nexus.ProviderSimulator.Tests.Stripe.Webhooks;

public sealed class WebhookTests : IAsyncLifetime
{
    private WebhookReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await WebhookReceiver.StartAsync(CancellationToken.None);

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task What_is_refused_waits_and_is_sent_again()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Account.Webhooks.Register(Url);
        stripe.Account.Customers.Create();
        _receiver.Status = 500;

        var refused = await stripe.Account.Webhooks.DeliverAsync();
        _receiver.Status = 200;
        var accepted = await stripe.Account.Webhooks.DeliverAsync();

        Assert.Equal((500, 200), (Assert.Single(refused).Status, Assert.Single(accepted).Status));
        Assert.Equal(0, stripe.Account.Webhooks.Waiting);
    }

    [Fact]
    public async Task Every_secret_of_a_rotation_signs()
    {
        await using var stripe = await StripeCaller.StartAsync();
        var endpoint = stripe.Account.Webhooks.Register(Url, secret: "whsec_old");
        endpoint.RollSecret("whsec_new");
        stripe.Account.Customers.Create();

        await stripe.Account.Webhooks.DeliverAsync();

        var (body, signature) = Assert.Single(_receiver.Received);
        var time = StripeCaller.Start.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Assert.StartsWith($"t={time},", signature);
        Assert.Contains($"v1={WebhookSignature.Sign(body, time, "whsec_old")}", signature);
        Assert.Contains($"v1={WebhookSignature.Sign(body, time, "whsec_new")}", signature);
        Assert.Contains("v0=", signature);
    }

    /// <summary>The expected value was computed with another implementation of HMAC.</summary>
    [Fact]
    public void A_signature_covers_the_time_and_the_body() =>
        Assert.Equal(
            "35495024f4ef3f94e5a93e22221544c4b75e9a42300cd965ab81cb85cd994e91",
            WebhookSignature.Sign("{}", "1700000000", "whsec_test")
        );

    [Fact]
    public async Task A_delivery_can_be_shuffled_doubled_and_late()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Account.Webhooks.Register(Url, ["customer.created"]);
        for (var made = 0; made < 40; made++)
            stripe.Account.Customers.Create($"Customer {made}");
        var inOrder = stripe.Account.Store.Events.All.Select(one => one.Id).ToList();

        var first = await stripe.Account.Webhooks.DeliverAsync(
            new()
            {
                ShuffleSeed = 5,
                MaxCopies = 3,
                DelayedPercent = 20,
            }
        );
        var late = stripe.Account.Webhooks.Waiting;
        var second = await stripe.Account.Webhooks.DeliverAsync();

        Assert.NotEqual(inOrder, first.Select(attempt => attempt.Event.Id).Distinct());
        Assert.True(late > 0 && first.Count + late > 40);
        Assert.Equal(inOrder.Order(), first.Concat(second).Select(attempt => attempt.Event.Id).Distinct().Order());
    }

    [Fact]
    public async Task An_endpoint_gets_its_own_version_and_the_types_that_it_wants()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Account.Webhooks.Register(Url, ["customer.subscription.created"], ApiVersion.Acacia);
        var price = stripe.Account.Catalog.CreatePrice(new("usd", 1000));
        stripe.Account.Subscriptions.Create(stripe.Account.Customers.Create(), price);

        await stripe.Account.Webhooks.DeliverAsync();

        var happened = JsonNode.Parse(Assert.Single(_receiver.Received).Body)!;
        Assert.Equal("2024-09-30.acacia", (string?)happened["api_version"]);
        Assert.NotNull(happened["data"]!["object"]!["current_period_end"]);
    }

    [Fact]
    public async Task A_thin_event_says_what_to_fetch_and_nothing_else()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Account.Webhooks.Register(Url).IsThin = true;
        var customer = stripe.Account.Customers.Create();

        await stripe.Account.Webhooks.DeliverAsync();

        var happened = JsonNode.Parse(Assert.Single(_receiver.Received).Body)!;
        Assert.Equal("v2.core.event", (string?)happened["object"]);
        Assert.Null(happened["data"]);
        var fetched = await stripe.GetAsync((string)happened["related_object"]!["url"]!);
        Assert.Equal(customer.Id, (string?)fetched["id"]);
    }

    [Fact]
    public async Task They_go_out_by_themselves_where_that_is_wanted()
    {
        await using var stripe = await StripeCaller.StartAsync(new() { SendWebhooks = true });
        stripe.Account.Webhooks.Register(Url);
        stripe.Account.Customers.Create();

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (_receiver.Received.Count == 0)
            await Task.Delay(10, patience.Token);

        Assert.Single(_receiver.Received);
    }

    private Uri Url => _receiver.Url;
}
