using Nexus.Application.Features.Retention;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

/// <summary>A run reaches its own workspace and nothing else, and its account does not grow for ever.</summary>
public sealed class IsolationTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly string[] Tables =
    [
        "sync_schedule",
        "sync_run",
        "sync_run_stream",
        "connection_stream",
        "source_record",
        "projection_dirty",
        "rejected_record",
        "kpi_series",
        "kpi_point",
        "kpi_rollup_day",
        "ingest_batch",
        "connection",
        "workspace",
    ];

    [Fact]
    public async Task A_run_touches_no_row_of_another_workspace()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfRecords);
        scene.Account.AddDays("charges", 5);
        var other = await scene.Node.Nexus.CreateWorkspaceAsync();
        await scene.ConnectAsync(other, "acct_1");
        foreach (var lease in await scene.Node.ClaimAsync())
            await scene.Node.RunAsync(lease);
        var before = await RowsOfAsync(scene, other);
        scene.Account.Add("charges", "new", "2026-03-20", 9);
        scene.Account.Add("charges", "charges-1", "2026-03-01", 99, version: 2);

        await scene.DueAsync();
        await scene.SyncAsync();

        Assert.Contains("2026-03-01 99", await scene.PointsAsync("web.page_views"));
        Assert.Equal(before, await RowsOfAsync(scene, other));
    }

    [Fact]
    public async Task A_lease_with_the_wrong_workspace_finds_nothing()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 5);
        var lease = (await scene.Node.ClaimAsync()).Single();
        var other = await scene.Node.Nexus.CreateWorkspaceAsync();

        Assert.Null((await scene.Node.RunAsync(lease with { Workspace = other })).RunId);

        Assert.Empty(scene.Provider.Calls);
        Assert.Empty(await scene.RowsAsync(SyncScene.Runs));
    }

    [Fact]
    public async Task A_lease_of_another_claim_finds_nothing()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        var lease = (await scene.Node.ClaimAsync()).Single();

        Assert.Null((await scene.Node.RunAsync(lease with { Fence = lease.Fence + 1 })).RunId);
        Assert.Null((await scene.AddNode().RunAsync(lease)).RunId);
        Assert.Empty(await scene.RowsAsync(SyncScene.Runs));
    }

    [Fact]
    public async Task Runs_that_ended_long_ago_are_removed_but_for_the_latest_of_each_connection()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 3);
        scene.Account.Rows("visits")[0]["broken"] = true;
        await scene.SyncAsync();
        await scene.ChangeAsync(
            """
            insert into nexus.sync_run (workspace_id, run_id, connection_id, kind, status, requested_by, queued_at, started_at, finished_at,
                attempts, pages, records_read, records_changed, records_rejected, points_changed, calls, call_milliseconds)
            select workspace_id, gen_random_uuid(), connection_id, 'scheduled', 'succeeded', 'scheduler', old, old, old, 1, 0, 0, 0, 0, 0, 0, 0
            from nexus.connection, (select now() - interval '1 year' - interval '1 h' * n as old from generate_series(1, 500) n) t
            """
        );
        await scene.Node.Nexus.SendAsync(scene.Workspace, new RemoveExpired.Command());

        Assert.Equal(["True"], await scene.RowsAsync("select count(*) between 1 and 250 from nexus.sync_run"));
        Assert.Equal(
            ["partial"],
            await scene.RowsAsync("select status from nexus.sync_run where queued_at > now() - interval '1 d'")
        );
        await scene.DueAsync();
        Assert.NotNull((await scene.SyncAsync()).Status);
    }

    private static async Task<List<string>> RowsOfAsync(SyncScene scene, Domain.Workspaces.WorkspaceId workspace)
    {
        var rows = new List<string>();
        foreach (var table in Tables)
            rows.AddRange(
                await scene.Node.Nexus.RowsAsync(
                    workspace,
                    $"select '{table}', t.xmin::text, t::text from nexus.{table} t order by 3"
                )
            );
        return rows;
    }
}
