using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Stripe.Projections;
using Nexus.ProviderSimulator.Stripe;
using Nexus.ProviderSimulator.Stripe.Scenarios;
using SimulatedFaults = Nexus.ProviderSimulator.Stripe.Api.StripeFaults;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe;

public sealed class StripeAdapterTests
{
    private static readonly StripeAccountTerms Terms = new("acct_1Terms")
    {
        Name = "Terms Ltd",
        TimeZone = "Europe/Berlin",
        DefaultCurrency = "eur",
    };

    [Fact]
    public async Task Connects_with_a_valid_key()
    {
        await using var scene = await StripeScene.StartAsync(Terms);

        var account = await scene.Open(scene.Account.CreateSecretKey().Value).ConnectAsync(CancellationToken.None);

        Assert.Equal(
            ("acct_1Terms:live", "Terms Ltd", "Europe/Berlin", "EUR"),
            (account.Id, account.Name, account.TimeZone, account.Currency)
        );
    }

    [Fact]
    public async Task Syncs_revenue_correctly()
    {
        await using var scene = await StripeScene.StartAsync();
        Scenarios.Ledger(scene.Account);

        var run = await scene.SyncAsync();

        Assert.Empty(run.Faults);
        var sums = (await ProjectPaymentsAsync(scene))
            .GroupBy(point => point.Series.Metric, StringComparer.Ordinal)
            .ToDictionary(metric => metric.Key, metric => metric.Sum(point => point.Value), StringComparer.Ordinal);
        Assert.Equal(8981.00m, sums["revenue.gross_volume"]);
        Assert.Equal(2000.00m, sums["revenue.refunds"]);
        Assert.Equal(7.00m, sums["revenue.disputes"]);
        Assert.Equal(6650.62m, sums["revenue.net_volume"]);
    }

    [Fact]
    public async Task Handles_rate_limiting()
    {
        await using var scene = await StripeScene.StartAsync();
        scene.Account.Payments.Charge(scene.Account.Customers.Create(), 1000, "usd");
        scene.Simulator.Faults.Always("/v1/charges", SimulatedFaults.RateLimited());

        var refused = (await scene.SyncAsync()).Faults;

        Assert.Equal(["charges"], refused.Keys);
        Assert.Equal(IntegrationFault.RateLimited, refused["charges"].Fault);
        Assert.True(refused["charges"].RetryAt > scene.Clock.GetUtcNow());
        scene.Simulator.Faults.Clear();
        scene.Simulator.Faults.Queue(
            "/v1/charges",
            SimulatedFaults.RateLimited("global-concurrency", asInvalidRequest: false)
        );
        Assert.Empty((await scene.SyncAsync()).Faults);
        Assert.Single(scene.Stored.All("charges"));
    }

    [Fact]
    public async Task Transforms_to_the_KPI_format()
    {
        await using var scene = await StripeScene.StartAsync();
        Scenarios.Ledger(scene.Account);
        await scene.SyncAsync();

        var points = await ProjectPaymentsAsync(scene);

        Assert.NotEmpty(points);
        Assert.All(
            points,
            point =>
            {
                Assert.True(MetricCatalog.TryFind(point.Series.Metric, out _));
                Assert.Equal("USD", point.Series.Currency);
                Assert.Equal(TimeSpan.Zero, point.At.TimeOfDay);
                Assert.Equal(Math.Round(point.Value, 2), point.Value);
            }
        );
    }

    [Fact]
    public async Task A_restricted_key_that_may_not_ask_for_the_account_connects_all_the_same()
    {
        await using var scene = await StripeScene.StartAsync(Terms);

        var account = await scene.Open().ConnectAsync(CancellationToken.None);

        Assert.Equal("acct_1Terms:live", account.Id);
        Assert.Null(account.TimeZone);
    }

    [Theory]
    [InlineData("pk_live_1234567890", IntegrationFault.Misconfigured)]
    [InlineData("whsec_1234567890", IntegrationFault.Misconfigured)]
    [InlineData("", IntegrationFault.Misconfigured)]
    [InlineData("rk_live_", IntegrationFault.Misconfigured)]
    [InlineData("rk_live_12345678\r\nX-Injected: 1", IntegrationFault.Misconfigured)]
    [InlineData("rk_live_unknown1234", IntegrationFault.NeedsReauthorisation)]
    public async Task A_key_that_cannot_work_is_refused_in_words_that_hold_no_key(string key, IntegrationFault fault)
    {
        await using var scene = await StripeScene.StartAsync();

        var refusal = await Assert.ThrowsAsync<IntegrationException>(async () =>
            await scene.Open(key).ConnectAsync(CancellationToken.None)
        );

        Assert.Equal(fault, refusal.Fault);
        Assert.DoesNotContain("1234", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_key_asks_for_a_new_one()
    {
        await using var scene = await StripeScene.StartAsync();
        scene.Key.Expire();

        var refusal = await Assert.ThrowsAsync<IntegrationException>(() =>
            scene.Open().ConnectAsync(CancellationToken.None)
        );

        Assert.Equal(IntegrationFault.NeedsReauthorisation, refusal.Fault);
        Assert.Contains("expired", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_another_account_or_mode_is_not_taken_for_the_connected_one()
    {
        await using var scene = await StripeScene.StartAsync();
        var test = scene.Simulator.Stripe.Account(scene.Account.Id, livemode: false).CreateRestrictedKey();

        var refusal = await Assert.ThrowsAsync<IntegrationException>(() =>
            scene.Open(test.Value, $"{scene.Account.Id}:live").ConnectAsync(CancellationToken.None)
        );

        Assert.Equal(IntegrationFault.AccountChanged, refusal.Fault);
    }

    [Fact]
    public async Task No_words_of_the_providers_reach_the_user()
    {
        await using var scene = await StripeScene.StartAsync();
        scene.Key.Deny("rak_charge_read");

        var fault = (await scene.SyncAsync("charges")).Faults["charges"];

        Assert.Contains("rak_charge_read", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("rk_live", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("provided key", fault.Message, StringComparison.Ordinal);
        Assert.NotNull(fault.RequestId);
    }

    [Fact]
    public async Task A_probe_reads_one_row_and_tells_which_right_is_missing()
    {
        await using var scene = await StripeScene.StartAsync();
        scene.Key.Deny("rak_invoice_read");
        var faults = new Dictionary<string, IntegrationFault>(StringComparer.Ordinal);

        foreach (var stream in scene.Module.Streams)
        {
            try
            {
                await ((IProbesStreams)scene.Open()).ProbeAsync(stream.Name, CancellationToken.None);
            }
            catch (IntegrationException refusal)
            {
                faults.Add(stream.Name, refusal.Fault);
            }
        }

        Assert.Equal(["invoices", "invoice_payments"], faults.Keys);
        Assert.All(faults.Values, fault => Assert.Equal(IntegrationFault.NoAccess, fault));
        Assert.All(scene.Simulator.Requests.All, request => Assert.Equal("1", request.Query["limit"]));
    }

    [Fact]
    public async Task The_version_is_pinned_to_the_one_that_is_described()
    {
        await using var scene = await StripeScene.StartAsync();

        Assert.Equal("2026-08-26.dahlia", scene.Module.Descriptor.ApiVersion);
        Assert.Equal(scene.Module.Streams.Count - 1, scene.Module.Streams.Count(stream => stream.Reconciled));
    }

    [Fact]
    public async Task Refunds_and_zero_amounts_are_accepted()
    {
        await using var scene = await StripeScene.StartAsync();
        var customer = scene.Account.Customers.Create();
        var charge = scene.Account.Payments.Charge(customer, 1000, "jpy");
        scene.Account.Payments.Refund(charge);
        scene.Account.Invoices.Finalize(scene.Account.Invoices.CreateManual(customer, "ugx", 0));

        var run = await scene.SyncAsync();

        Assert.Empty(run.Rejects);
        Assert.Single(scene.Stored.All("refunds"));
        Assert.Single(scene.Stored.All("invoices"));
    }

    [Fact]
    public async Task A_secret_key_is_warned_of_once()
    {
        await using var scene = await StripeScene.StartAsync();
        var request = scene.Stored.Request("events");
        var notices = new List<string?>();

        await foreach (
            var page in scene.Open(scene.Account.CreateSecretKey().Value).SyncAsync(request, CancellationToken.None)
        )
            notices.Add(page.Notice);

        Assert.Contains("restricted key", Assert.Single(notices), StringComparison.Ordinal);
    }

    private static async Task<List<Nexus.Domain.Integrations.KpiData>> ProjectPaymentsAsync(StripeScene scene)
    {
        var request = new ProjectionRequest(
            new DateRange(new DateOnly(2021, 1, 1), new DateOnly(2024, 1, 1)),
            new DateOnly(2026, 3, 1),
            ZonedCalendar.Of("UTC", DayOfWeek.Monday),
            "USD",
            JsonSerializer.SerializeToElement(new JsonObject()),
            scene.Stored,
            ExchangeRates.None,
            DateTimeOffset.UnixEpoch
        );
        var points = new List<Nexus.Domain.Integrations.KpiData>();
        await foreach (var point in new PaymentsProjection().ProjectAsync(request, CancellationToken.None))
            points.Add(point);
        return points;
    }
}
