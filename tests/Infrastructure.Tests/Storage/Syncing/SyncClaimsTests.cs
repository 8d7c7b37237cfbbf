using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Domain.Workspaces;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Storage.Syncing;

public sealed class SyncClaimsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task What_people_wait_for_goes_before_the_schedule_and_that_before_the_past()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        await scene.ChangeAsync("delete from nexus.sync_schedule");
        await PlaceAsync(scene, scene.Workspace, "b", 1, "lane = 2, next_due = now() - interval '3 h'");
        await PlaceAsync(scene, scene.Workspace, "s", 1, "lane = 1, next_due = now() - interval '2 h'");
        await PlaceAsync(scene, scene.Workspace, "i", 1, "lane = 0, next_due = now()");
        var lanes = new List<RunLane>();

        for (var i = 0; i < 3; i++)
            lanes.Add((await scene.Node.ClaimAsync(most: 1)).Single().Lane);

        Assert.Equal([RunLane.Interactive, RunLane.Scheduled, RunLane.Backfill], lanes);
    }

    [Fact]
    public async Task A_node_without_room_for_backfills_takes_none()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        await scene.ChangeAsync("update nexus.sync_schedule set lane = 2");

        Assert.Empty(await scene.Node.ClaimAsync(lastLane: RunLane.Scheduled));
        Assert.Single(await scene.Node.ClaimAsync());
    }

    [Fact]
    public async Task One_workspace_with_five_hundred_due_connections_does_not_hide_another()
    {
        await using var scene = await SyncScene.OpenAsync(
            postgres.Database,
            options: options => options.PerWorkspace = 8
        );
        await PlaceAsync(scene, scene.Workspace, "many", 500, "next_due = now() - interval '5 h'");
        var other = await scene.Node.Nexus.CreateWorkspaceAsync();
        await PlaceAsync(scene, other, "few", 2, "next_due = now() - interval '1 minute'");

        var claimed = await scene.Node.ClaimAsync(most: 4);

        Assert.Equal(2, claimed.Count(lease => lease.Workspace == other));
        Assert.Equal(2, claimed.Count(lease => lease.Workspace == scene.Workspace));
    }

    [Fact]
    public async Task A_workspace_runs_so_many_at_a_time_over_all_nodes()
    {
        await using var scene = await SyncScene.OpenAsync(
            postgres.Database,
            options: options => options.PerWorkspace = 3
        );
        await PlaceAsync(scene, scene.Workspace, "many", 20, "next_due = now()");
        var nodes = Enumerable.Range(0, 4).Select(_ => scene.AddNode(options => options.PerWorkspace = 3)).ToList();

        var claims = await Task.WhenAll(nodes.Select(node => node.ClaimAsync(most: 10)));

        Assert.Equal(3, claims.Sum(claimed => claimed.Count));
        Assert.Empty(await scene.Node.ClaimAsync());
    }

    [Fact]
    public async Task Nothing_is_claimed_twice()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database, options: Unlimited);
        await PlaceAsync(scene, scene.Workspace, "many", 60, "next_due = now()");
        var nodes = Enumerable.Range(0, 4).Select(_ => scene.AddNode(Unlimited)).ToList();
        var claimed = new List<SyncLease>();

        for (var round = 0; round < 10; round++)
            claimed.AddRange(
                (await Task.WhenAll(nodes.Select(node => node.ClaimAsync(most: 5)))).SelectMany(all => all)
            );

        Assert.Equal(61, claimed.Count);
        Assert.Equal(61, claimed.DistinctBy(lease => lease.ConnectionId).Count());

        static void Unlimited(SyncOptions options) => options.PerWorkspace = 1000;
    }

    [Fact]
    public async Task A_node_that_was_frozen_while_it_sent_a_page_is_cut_off_so_that_another_can_take_over()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        await using var frozen = await SendingAsync(scene, "update nexus.sync_schedule set fence = fence");
        var heir = scene.AddNode(options => options.Lease = TimeSpan.Zero);
        Assert.Empty(await heir.ClaimAsync());

        Assert.Equal(1, await heir.EndStandingAsync());

        Assert.Single(await heir.ClaimAsync());
    }

    [Fact]
    public async Task An_import_that_waits_for_its_file_is_not_cut_off()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        await using var importing = await SendingAsync(scene, "update nexus.connection set name = name");

        Assert.Equal(0, await scene.AddNode(options => options.Lease = TimeSpan.Zero).EndStandingAsync());
    }

    [Theory]
    [InlineData("next_due = now() + interval '1 h'", 0)]
    [InlineData("not_before = now() + interval '1 h'", 0)]
    [InlineData("enabled = false", 0)]
    [InlineData("next_due = null", 0)]
    [InlineData("lease_owner = 'another', lease_until = now() + interval '1 minute'", 0)]
    [InlineData("lease_owner = 'another', lease_until = now() - interval '1 s'", 1)]
    [InlineData("lease_owner = 'another', lease_until = now() - interval '1 s', next_due = null", 1)]
    [InlineData("lease_owner = 'another', lease_until = now() - interval '1 s', next_due = now() + interval '1 d'", 1)]
    [InlineData("lease_owner = 'another', lease_until = now() - interval '1 s', enabled = false", 1)]
    public async Task Only_what_is_due_and_free_is_claimed_and_whatever_a_dead_node_held(string state, int claimed)
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        await scene.ChangeAsync($"update nexus.sync_schedule set {state}");

        Assert.Equal(claimed, (await scene.Node.ClaimAsync()).Count);
    }

    private static Task PlaceAsync(SyncScene scene, WorkspaceId workspace, string name, int count, string state) =>
        scene.Node.Nexus.RowsAsync(
            workspace,
            $"""
            with made as (
                insert into nexus.connection (workspace_id, public_id, provider, name, source_key, status, schedule, created_at)
                select {workspace}, gen_random_uuid(), '{scene.Provider.Descriptor.Key}', '{name}', '{name}' || n, 'active', 'PT1H', now()
                from generate_series(1, {count}) n
                returning connection_id)
            insert into nexus.sync_schedule (workspace_id, connection_id, provider, enabled, next_due, lane, fence, failures)
            select {workspace}, connection_id, '{scene.Provider.Descriptor.Key}', true, now(), 1, 0, 0 from made;
            update nexus.sync_schedule s set {state}
            from nexus.connection c where c.workspace_id = s.workspace_id and c.connection_id = s.connection_id and c.name = '{name}'
            """,
            commit: true
        );

    /// <summary>A transaction that changed something and is in the middle of a COPY.</summary>
    private async Task<NpgsqlConnection> SendingAsync(SyncScene scene, string change)
    {
        var connection = await postgres.Database.App.OpenConnectionAsync();
        await using var begin = connection.CreateCommand();
        begin.CommandText = $"""
            begin; select set_config('nexus.workspace_id', '{scene.Workspace}', true); {change};
            create temporary table sent (value int) on commit drop
            """;
        await begin.ExecuteNonQueryAsync();
        await connection.BeginTextImportAsync("copy sent from stdin");
        return connection;
    }
}
