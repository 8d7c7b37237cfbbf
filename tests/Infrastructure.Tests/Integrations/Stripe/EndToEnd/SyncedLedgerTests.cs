using System.Text.Json.Nodes;
using Nexus.Domain.Integrations;
using Nexus.ProviderSimulator.Stripe.Scenarios;
using Nexus.Testing.Integrations.Stripe;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.EndToEnd;

/// <summary>The ledger of 22 rows that payment metrics are defined by, synced and read back.</summary>
public sealed class SyncedLedgerTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    private static readonly DateTimeOffset Start = new(2024, 1, 15, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false, "6650.62")]
    [InlineData(true, "6550.62")]
    public async Task The_ledger_adds_up(bool subtractsTransfers, string net)
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await nexus.OpenAsync("acct_1Ledger");
        Scenarios.Ledger(workspace.Account);
        await workspace.ConnectAsync(new JsonObject { ["includeConnectTransfers"] = subtractsTransfers });

        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());

        Assert.Equal(["22"], await workspace.RowsAsync(SyncedAccountTests.Held("balance_transactions")));
        foreach (var bucket in new[] { "day", "week", "month", "quarter", "year" })
        {
            Assert.Equal(8_981.00m, await TotalAsync("revenue.gross_volume", bucket));
            Assert.Equal(2_000.00m, await TotalAsync("revenue.refunds", bucket));
            Assert.Equal(7.00m, await TotalAsync("revenue.disputes", bucket));
            Assert.Equal(323.38m, await TotalAsync("revenue.fees", bucket));
            Assert.Equal(
                decimal.Parse(net, System.Globalization.CultureInfo.InvariantCulture),
                await TotalAsync("revenue.net_volume", bucket)
            );
        }

        async Task<decimal?> TotalAsync(string metric, string bucket) =>
            (await workspace.SeriesAsync(metric, "2021-01-01", "2025-01-01", bucket)).Total;
    }
}
