using Nexus.Application.Features.Schedules;
using Nexus.Domain.Integrations;
using Nexus.ProviderSimulator.Oracle;
using Nexus.ProviderSimulator.Stripe.Scenarios;
using Nexus.Testing.Integrations.Stripe;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.EndToEnd;

/// <summary>The nightly comparison finds what no event told of, puts it right, and says how much it was.</summary>
public sealed class SyncedReconciliationTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Planted_drift_is_healed_and_counted()
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await SyncedAsync(nexus);
        var account = workspace.Account;
        await nexus.MoveAsync(TimeSpan.FromHours(12));
        var living = account.Store.Subscriptions.All.Where(one => one.Status == "active").Take(12).ToList();
        using (account.WithoutEvents())
        {
            foreach (var subscription in living)
                account.Subscriptions.ChangeQuantity(subscription, 40 + (subscription.Items[0].Quantity ?? 1));
            foreach (var customer in account.Store.Customers.All.Where(one => !one.IsDeleted).Take(3).ToList())
                account.Customers.SetDelinquent(customer, !customer.Delinquent);
            account.Payments.Charge(null, 777_00, "usd");
        }
        // Behind Nexus's back in its own house, too: a row that says something else than what was read.
        await workspace.ChangeRowsAsync(
            """
            update nexus.source_record set payload = replace(payload, '"active":true', '"active":false')
            where stream = 'prices'
            """
        );
        await nexus.RunAsync();
        Assert.NotEqual(await AccountCopy.TrueAsync(nexus, workspace), await AccountCopy.HeldAsync(workspace));

        var ended = await ReconcileAsync(nexus, workspace);

        Assert.Contains(RunStatus.Succeeded, ended);
        Assert.Equal(await AccountCopy.TrueAsync(nexus, workspace), await AccountCopy.HeldAsync(workspace));
        Assert.Contains("subscriptions: 12 records differed", string.Join('\n', await NoticesAsync(workspace)));
        var today = new DateOnly(2026, 3, 10);
        Assert.Equal(
            Math.Round(new MrrOracle(account.Facts, new FxTable("usd", [])).On(today), 8),
            Math.Round((await workspace.OnAsync("revenue.mrr", today))!.Value, 8)
        );
        Assert.Equal(
            SyncedAccountTests.Ledger(account).ByDay()[(today, "usd")].Gross,
            await workspace.OnAsync("revenue.gross_volume", today)
        );
    }

    [Fact]
    public async Task What_disappeared_without_a_word_is_marked_as_deleted()
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await SyncedAsync(nexus);
        await nexus.MoveAsync(TimeSpan.FromHours(12));
        var gone = workspace.Account.Store.Customers.All.First(one => !one.IsDeleted);
        using (workspace.Account.WithoutEvents())
            workspace.Account.Customers.Delete(gone);
        await nexus.RunAsync();
        Assert.Equal(["False"], await DeletedAsync(workspace, gone.Id));

        await ReconcileAsync(nexus, workspace);

        Assert.Equal(["True"], await DeletedAsync(workspace, gone.Id));
        Assert.Equal(await AccountCopy.TrueAsync(nexus, workspace), await AccountCopy.HeldAsync(workspace));
    }

    [Fact]
    public async Task Where_nothing_drifted_nothing_is_reported_and_no_point_changes()
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await SyncedAsync(nexus);
        await nexus.MoveAsync(TimeSpan.FromHours(12));
        await nexus.RunAsync();
        var before = await PointsAsync(workspace);

        var ended = await ReconcileAsync(nexus, workspace);

        Assert.All(ended, status => Assert.Equal(RunStatus.Succeeded, status));
        Assert.Empty(await NoticesAsync(workspace));
        Assert.Equal(before, await PointsAsync(workspace));
    }

    [Fact]
    public async Task It_is_repeated_every_night()
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await SyncedAsync(nexus);
        for (var night = 1; night <= 3; night++)
        {
            await nexus.MoveAsync(TimeSpan.FromDays(1));
            await nexus.RunAsync();
            using (workspace.Account.WithoutEvents())
                workspace.Account.Customers.SetDelinquent(
                    workspace.Account.Store.Customers.All.First(one => !one.IsDeleted),
                    night % 2 == 1
                );

            await ReconcileAsync(nexus, workspace);

            Assert.Equal(await AccountCopy.TrueAsync(nexus, workspace), await AccountCopy.HeldAsync(workspace));
        }
    }

    private static async Task<StripeWorkspace> SyncedAsync(StripeNexus nexus)
    {
        var workspace = await nexus.OpenAsync();
        Scenarios.Random(
            workspace.Account,
            seed: 3,
            new HistoryTerms(Start.AddDays(-70).UtcDateTime.Date, Start) { Customers = 40, Currencies = ["usd"] }
        );
        await workspace.ConnectAsync();
        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());
        return workspace;
    }

    private static async Task<IReadOnlyList<RunStatus?>> ReconcileAsync(StripeNexus nexus, StripeWorkspace workspace)
    {
        await workspace.SendAsync(new QueueReconciliations.Command("stripe"));
        return await nexus.RunAsync();
    }

    private static Task<List<string>> NoticesAsync(StripeWorkspace workspace) => workspace.NoticesAsync("reconcile");

    private static Task<List<string>> DeletedAsync(StripeWorkspace workspace, string customer) =>
        workspace.RowsAsync($"select deleted from nexus.source_record where object_id = '{customer}'");

    private static Task<List<string>> PointsAsync(StripeWorkspace workspace) =>
        workspace.RowsAsync("select series_id, ts, value, final from nexus.kpi_point order by series_id, ts");
}
