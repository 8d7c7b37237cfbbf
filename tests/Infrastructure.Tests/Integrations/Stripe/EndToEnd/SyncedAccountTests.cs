using Microsoft.Extensions.DependencyInjection;
using Nexus.Application;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Features.Syncs;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.ProviderSimulator.Oracle;
using Nexus.ProviderSimulator.Stripe;
using Nexus.ProviderSimulator.Stripe.Objects;
using Nexus.Testing.Integrations.Stripe;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.EndToEnd;

/// <summary>What every provider is held to, through the engine, over HTTP, into a real database as the unprivileged role.</summary>
public sealed class SyncedAccountTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Connects_with_a_valid_key()
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await nexus.OpenAsync();

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            workspace.ConnectAsync(apiKey: "rk_live_thisKeyDoesNotExist00000000")
        );
        Assert.DoesNotContain("thisKeyDoesNotExist", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["0"], await workspace.RowsAsync("select count(*) from nexus.connection"));

        var made = await workspace.ConnectAsync();
        var tested = await workspace.SendAsync(new TestConnection.Command(made.Id));

        Assert.Equal(("active", "acct_1Synced:live"), (made.Status, made.Account!.Id));
        Assert.True(tested.Ok, tested.Message);
        Assert.All(tested.Checks, check => Assert.True(check.Ok, check.Message));
    }

    [Fact]
    public async Task Syncs_revenue_correctly()
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await nexus.OpenAsync(timeZone: "America/New_York");
        var account = workspace.Account;
        using (account.At(Start.AddDays(-2)))
        {
            var customer = account.Customers.Create();
            account.Subscriptions.Create(customer, account.Catalog.CreatePrice(new("usd", 4900)));
            var charge = account.Payments.Charge(customer, 120_00, "usd");
            account.Payments.Refund(charge, 20_00);
            account.Payments.Dispute(account.Payments.Charge(customer, 75_50, "usd"));
        }
        // The evening of the ninth in New York is the tenth in London.
        using (account.At(new(2026, 3, 10, 2, 30, 0, TimeSpan.Zero)))
            account.Payments.Charge(null, 1_00, "usd");
        await workspace.ConnectAsync();

        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());

        foreach (var (key, ledger) in Ledger(account, "America/New_York").ByDay())
        {
            Assert.Equal(ledger.Gross, await workspace.OnAsync("revenue.gross_volume", key.Day));
            Assert.Equal(ledger.Refunds, await workspace.OnAsync("revenue.refunds", key.Day));
            Assert.Equal(ledger.Disputes, await workspace.OnAsync("revenue.disputes", key.Day));
            Assert.Equal(ledger.Fees, await workspace.OnAsync("revenue.fees", key.Day));
            Assert.Equal(ledger.Net, await workspace.OnAsync("revenue.net_volume", key.Day));
        }
        Assert.Equal(1.00m, await workspace.OnAsync("revenue.gross_volume", new(2026, 3, 9)));
        Assert.Equal(49m, await workspace.OnAsync("revenue.mrr", new(2026, 3, 10)));
        Assert.Null(await workspace.OnAsync("revenue.mrr", new(2026, 3, 7)));
    }

    [Fact]
    public async Task Handles_rate_limiting()
    {
        var terms = new StripeNexusTerms { Stripe = new() { Limits = new StripeLimits(PerEndpoint: 5) } };
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start, terms);
        var workspace = await nexus.OpenAsync();
        Charge(workspace.Account, 1_230);
        await workspace.ConnectAsync();

        var first = await nexus.RunOnceAsync();
        var calls = nexus.Simulator.Requests.All.Count;
        var early = await nexus.RunOnceAsync();
        var callsWhileParked = nexus.Simulator.Requests.All.Count - calls;
        List<RunStatus?> later = [];
        for (var minute = 0; minute < 10 && !later.Contains(RunStatus.Succeeded); minute++)
        {
            await nexus.MoveAsync(TimeSpan.FromMinutes(2));
            later.AddRange(await nexus.RunAsync());
        }

        Assert.Equal(RunStatus.Queued, first!.Status);
        Assert.Null(early);
        Assert.Equal(0, callsWhileParked);
        Assert.Equal(RunStatus.Succeeded, later[^1]);
        Assert.Equal(["1230"], await workspace.RowsAsync(Held("charges")));
        Assert.All(
            nexus.Simulator.Requests.PagesServed("/v1/balance_transactions"),
            page => Assert.True(page.Value == 1, $"{page.Key} was read {page.Value} times")
        );
        Assert.Equal(1_230m, await workspace.OnAsync("revenue.gross_volume", new(2026, 3, 9)));
    }

    [Fact]
    public async Task Transforms_to_the_KPI_format()
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await nexus.OpenAsync(currency: "EUR");
        using (workspace.Account.At(Start.AddDays(-1)))
            workspace.Account.Payments.Charge(null, 5000, "jpy", fee: 0);
        workspace.Account.Payments.Charge(null, 1, "jpy", fee: 0);
        var made = await workspace.ConnectAsync();
        await nexus.RunAsync();

        var points = (await workspace.SendAsync(new ListPoints.Query("revenue.gross_volume", Granularity: "day")))
            .Value
            .Items;

        Assert.Equal([("2026-03-09", 5000m, true), ("2026-03-10", 1m, false)], points.Select(Shape));
        Assert.All(
            points,
            point =>
                Assert.Equal(
                    ("stripe", "revenue.gross_volume", "day", "JPY", made.Id),
                    (point.Source, point.Metric, point.Granularity, point.Currency, point.Connection)
                )
        );
        Assert.Equal(
            Assert.Single(await workspace.RowsAsync("select public_id from nexus.workspace")),
            points[0].WorkspaceId.ToString()
        );

        static (string, decimal, bool) Shape(PointView point) => (point.Timestamp, point.Value, point.Final);
    }

    [Fact]
    public async Task Enforces_workspace_isolation()
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var one = await nexus.OpenAsync("acct_1One");
        var other = await nexus.OpenAsync("acct_1Other");
        one.Account.Payments.Charge(null, 11_00, "usd");
        other.Account.Payments.Charge(null, 22_00, "usd");
        await one.ConnectAsync();
        await other.ConnectAsync();
        Assert.Equal([RunStatus.Succeeded, RunStatus.Succeeded], await nexus.RunAsync());

        Assert.Equal(11m, await one.OnAsync("revenue.gross_volume", new(2026, 3, 10)));
        Assert.Equal(22m, await other.OnAsync("revenue.gross_volume", new(2026, 3, 10)));
        foreach (var (own, foreign) in new[] { (one, other), (other, one) })
        {
            Assert.Equal(["1"], await own.RowsAsync(Held("charges")));
            Assert.Equal(
                [own.Account.Store.Charges.All[0].Id],
                await own.RowsAsync("select object_id from nexus.source_record where stream = 'charges'")
            );
            Assert.Equal(["1"], await own.RowsAsync("select count(distinct connection_id) from nexus.sync_run"));
            var unseen = await Assert.ThrowsAsync<RefusedException>(() =>
                own.SendAsync(new GetConnection.Query(foreign.Connection))
            );
            Assert.Equal((RefusalKind.NotFound, "connection_not_found"), (unseen.Kind, unseen.Code));
        }

        // Even a right to a foreign connection is worth nothing in another workspace.
        var connection = int.Parse(
            Assert.Single(await other.RowsAsync("select connection_id from nexus.connection")),
            System.Globalization.CultureInfo.InvariantCulture
        );
        var stolen = new SyncLease(other.Id, connection, long.MaxValue, RunLane.Interactive, Start, "stripe");
        var before = await other.RowsAsync("select count(*), max(fence) from nexus.sync_run");
        var calls = nexus.Simulator.Requests.All.Count;
        var ran = await one.SendAsync(new RunSync.Command(stolen));
        Assert.Equal((null, null), (ran.RunId, ran.Status));
        Assert.Equal(before, await other.RowsAsync("select count(*), max(fence) from nexus.sync_run"));
        Assert.Equal(calls, nexus.Simulator.Requests.All.Count);
    }

    [Fact]
    public async Task A_second_key_of_another_account_never_feeds_the_first_connection()
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await nexus.OpenAsync("acct_1Mine");
        var foreign = nexus.Simulator.Stripe.CreateAccount("acct_1Foreign");
        foreign.Payments.Charge(null, 99_00, "usd");
        await workspace.ConnectAsync();
        await nexus.RunAsync();

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            workspace.SendAsync(
                new UpdateConnection.Command(
                    workspace.Connection,
                    Name: null,
                    Settings: null,
                    Schedule: null,
                    ScheduleZone: null,
                    new Dictionary<string, Secret?>(StringComparer.Ordinal)
                    {
                        ["apiKey"] = new(foreign.CreateRestrictedKey().Value),
                    }
                )
            )
        );

        Assert.Equal("account_changed", refused.Code);
        await nexus.MoveAsync(TimeSpan.FromHours(2));
        await nexus.RunAsync();
        Assert.Equal(["0"], await workspace.RowsAsync(Held("charges")));
    }

    [Fact]
    public async Task What_was_computed_before_everything_had_been_read_is_computed_again()
    {
        // A projection after the first page, the second, the fourth: long before the list of invoices.
        var terms = new StripeNexusTerms
        {
            Adjust = services => services.AddSingleton(new SyncOptions { PagesToFirstProjection = 1 }),
        };
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start, terms);
        var workspace = await nexus.OpenAsync();
        using (workspace.Account.At(Start.AddDays(-3)))
        {
            var price = workspace.Account.Catalog.CreatePrice(new("usd", 1000));
            workspace.Account.Subscriptions.Create(workspace.Account.Customers.Create(), price);
        }
        await workspace.ConnectAsync();

        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());

        var points = (await workspace.SendAsync(new ListPoints.Query("revenue.mrr", Granularity: "day"))).Value.Items;
        Assert.Equal([10m, 10m, 10m, 10m], points.Select(point => point.Value));
        Assert.Equal(
            [true, true, true, false],
            points.Select(point => point.Metadata?.TryGetProperty("reconstructed", out _) == true)
        );
    }

    internal static string Held(string stream) =>
        $"select count(*) from nexus.source_record where stream = '{stream}' and not deleted";

    internal static LedgerOracle Ledger(ProviderSimulator.Stripe.StripeAccount account, string zone = "UTC") =>
        new([.. account.Store.BalanceTransactions.All], zone);

    /// <summary>Charges of one dollar each, all on the day before the start, one a second.</summary>
    internal static void Charge(ProviderSimulator.Stripe.StripeAccount account, int count)
    {
        Customer? customer = null;
        for (var made = 0; made < count; made++)
        {
            using var _ = account.At(Start.AddDays(-1).AddSeconds(made));
            account.Payments.Charge(customer ??= account.Customers.Create(), 1_00, "usd", fee: 0);
        }
    }
}
