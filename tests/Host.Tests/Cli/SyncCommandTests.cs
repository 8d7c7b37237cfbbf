using System.Net.Http.Json;
using Nexus.ProviderSimulator;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Stripe.Scenarios;
using Nexus.Testing;
using Nexus.Testing.Http;
using Nexus.Testing.Postgres;
using Npgsql;

namespace Nexus.Host.Tests.Cli;

public sealed class SyncCommandTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private Simulator? _simulator;

    private Simulator Simulator => _simulator!;

    public async Task InitializeAsync()
    {
        _simulator = await Simulator.StartAsync();
        var account = _simulator.Stripe.CreateAccount(new("acct_1Console"));
        Scenarios.WorkedExample(account, new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        Scenarios.Ledger(account);
        await ConnectAsync(account.CreateRestrictedKey().Value);
    }

    public async Task DisposeAsync()
    {
        await Simulator.DisposeAsync();
        await using var administrator = NpgsqlDataSource.Create(postgres.Database.Administrator);
        await using var clear = administrator.CreateCommand("truncate nexus.workspace cascade");
        await clear.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task A_connection_that_is_not_there_is_told_with_those_that_are()
    {
        await using var sync = Run("sync", "nowhere");

        Assert.Equal(1, await sync.EndAsync());
        Assert.Contains("There is no connection nowhere", sync.Said, StringComparison.Ordinal);
        Assert.Contains("Shop", sync.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_node_syncs_the_command_does()
    {
        await using var sync = Run("sync", "SHOP");

        Assert.True(await sync.EndAsync() == 0, sync.Said);
        Assert.Contains("succeeded: ", sync.Said, StringComparison.Ordinal);
        await using var backfill = Run("backfill", "stripe", "--from", "2026-01-15", "--to", "2026-02-14");
        Assert.True(await backfill.EndAsync() == 0, backfill.Said);
        Assert.Equal(["backfill succeeded cli", "manual succeeded cli"], await RunsAsync());
    }

    [Fact]
    public async Task Where_a_node_syncs_the_command_follows_it()
    {
        await using var node = await StartAsync(syncs: true);
        await using var sync = Run("sync");

        Assert.True(await sync.EndAsync() == 0, sync.Said);
        Assert.Contains("succeeded: ", sync.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--wait", "goes on after its last page", "running")]
    [InlineData("--cancel", "is cancelled", "cancelled")]
    public async Task An_interruption_leaves_the_run_or_cancels_it(string option, string said, string status)
    {
        Simulator.Faults.Always("/v1/*", Fault.Silence());
        await using var sync = Run("sync", "shop", option);
        await sync.WaitForAsync("Shop: run ");
        await Eventually.IsTrueAsync(async () => (await RunsAsync())[0] == "manual running cli");

        await sync.SignalAsync("INT");

        Assert.Equal(3, await sync.EndAsync());
        Assert.Contains(said, sync.Said, StringComparison.Ordinal);
        Assert.Equal([$"manual {status} cli"], await RunsAsync());
    }

    private async Task ConnectAsync(string key)
    {
        await using var node = await StartAsync(syncs: false);
        using var client = node.Client(await node.FirstKeyAsync());
        using var made = await client.PostAsJsonAsync(
            "/api/v1/connections",
            new
            {
                provider = "stripe",
                name = "Shop",
                schedule = "manual",
                credentials = new { apiKey = key },
            }
        );
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
    }

    private Task<RunningNexus> StartAsync(bool syncs) =>
        RunningNexus.StartAsync(
            postgres.Database,
            $"Syncing:Enabled={syncs}",
            "Scheduling:Enabled=false",
            $"Providers:stripe:BaseUrl={Simulator.BaseUrl}"
        );

    private async Task<List<string>> RunsAsync()
    {
        await using var administrator = NpgsqlDataSource.Create(postgres.Database.Administrator);
        await using var find = administrator.CreateCommand(
            "select kind || ' ' || status || ' ' || requested_by from nexus.sync_run order by kind"
        );
        await using var row = await find.ExecuteReaderAsync();
        var runs = new List<string>();
        while (await row.ReadAsync())
            runs.Add(row.GetString(0));
        return runs.Count > 0 ? runs : [""];
    }

    private HostProcess Run(params string[] arguments) =>
        HostProcess.Start(
            arguments,
            ("ConnectionStrings__Nexus", postgres.Connections.App),
            ("ConnectionStrings__NexusOwner", postgres.Connections.Owner),
            ("NEXUS_MASTER_KEY", TestPostgres.MasterKeyText),
            ("Providers__stripe__BaseUrl", Simulator.BaseUrl.ToString())
        );
}
