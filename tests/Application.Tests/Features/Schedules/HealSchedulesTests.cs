using Nexus.Application.Features.Schedules;
using Nexus.Domain.Workspaces;
using Nexus.Testing.Postgres;
using Nexus.Testing.Storage;

namespace Nexus.Application.Tests.Features.Schedules;

public sealed class HealSchedulesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Schedule =
        "select c.name, s.enabled, s.next_due <= now(), s.lane from nexus.sync_schedule s join nexus.connection c using (workspace_id, connection_id) order by 1";

    [Fact]
    public async Task An_active_connection_without_a_place_gets_one_and_is_due()
    {
        await using var nexus = Open();
        var workspace = await nexus.CreateWorkspaceAsync();
        await AddAsync(nexus, workspace, "hourly", "active", "PT1H");
        await AddAsync(nexus, workspace, "by hand", "active", "manual");
        await AddAsync(nexus, workspace, "paused", "paused", "PT1H");
        await AddAsync(nexus, workspace, "files", "active", null);

        Assert.Equal(2, await nexus.SendAsync(workspace, new HealSchedules.Command()));
        Assert.Equal(["by hand True - 1", "hourly True True 1"], await nexus.RowsAsync(workspace, Schedule));
        Assert.Equal(0, await nexus.SendAsync(workspace, new HealSchedules.Command()));
    }

    [Theory]
    [InlineData("enabled = false, next_due = now() + interval '1 h'", 1)]
    [InlineData("next_due = null", 1)]
    [InlineData("next_due = null, lease_owner = 'a node', lease_until = now() + interval '1 h'", 0)]
    [InlineData("next_due = now() + interval '1 h'", 0)]
    public async Task A_place_that_can_never_come_up_is_mended_and_another_left_alone(string damage, int healed)
    {
        await using var nexus = Open();
        var workspace = await nexus.CreateWorkspaceAsync();
        await AddAsync(nexus, workspace, "hourly", "active", "PT1H");
        await nexus.SendAsync(workspace, new HealSchedules.Command());
        await nexus.RowsAsync(workspace, $"update nexus.sync_schedule set {damage} returning 1", commit: true);

        Assert.Equal(healed, await nexus.SendAsync(workspace, new HealSchedules.Command()));
    }

    [Fact]
    public async Task A_place_that_was_lost_knows_again_when_the_last_run_succeeded()
    {
        await using var nexus = Open();
        var workspace = await nexus.CreateWorkspaceAsync();
        await AddAsync(nexus, workspace, "hourly", "active", "PT1H");
        await nexus.RowsAsync(
            workspace,
            """
            insert into nexus.sync_run (workspace_id, run_id, connection_id, kind, status, requested_by, queued_at, finished_at,
                attempts, pages, records_read, records_changed, records_rejected, points_changed, calls, call_milliseconds)
            select workspace_id, gen_random_uuid(), connection_id, 'scheduled', ended.status, 'test', ended.at, ended.at,
                   1, 0, 0, 0, 0, 0, 0, 0
            from nexus.connection
            cross join (values ('succeeded', timestamptz '2026-03-01'), ('failed', timestamptz '2026-03-02')) ended(status, at)
            returning 1
            """,
            commit: true
        );

        await nexus.SendAsync(workspace, new HealSchedules.Command());

        Assert.Equal(
            ["True"],
            await nexus.RowsAsync(workspace, "select synced_at = '2026-03-01' from nexus.sync_schedule")
        );
    }

    [Fact]
    public async Task A_delivery_that_waits_wakes_its_connection()
    {
        await using var nexus = Open();
        var workspace = await nexus.CreateWorkspaceAsync();
        await AddAsync(nexus, workspace, "hourly", "active", "PT1H");
        await nexus.SendAsync(workspace, new HealSchedules.Command());
        await nexus.RowsAsync(
            workspace,
            "update nexus.sync_schedule set next_due = now() + interval '1 h' returning 1",
            commit: true
        );
        await nexus.RowsAsync(
            workspace,
            """
            insert into nexus.webhook_event (workspace_id, connection_id, event_id, type, happened_at, received_at, known, body)
            select workspace_id, connection_id, 'evt_1', 't', now(), now() - interval '1 minute', true, '' from nexus.connection
            returning 1
            """,
            commit: true
        );

        Assert.Equal(1, await nexus.SendAsync(workspace, new HealSchedules.Command()));
        Assert.Equal(["hourly True True 0"], await nexus.RowsAsync(workspace, Schedule));
    }

    [Fact]
    public async Task A_reconciliation_is_queued_once_for_what_was_read_once()
    {
        await using var nexus = Open();
        var workspace = await nexus.CreateWorkspaceAsync();
        await AddAsync(nexus, workspace, "read", "active", "PT1H");
        await nexus.RowsAsync(workspace, "update nexus.connection set synced_since = now() returning 1", commit: true);
        await AddAsync(nexus, workspace, "new", "active", "PT1H");
        await nexus.SendAsync(workspace, new HealSchedules.Command());

        Assert.Equal(1, await nexus.SendAsync(workspace, new QueueReconciliations.Command("fake")));
        Assert.Equal(0, await nexus.SendAsync(workspace, new QueueReconciliations.Command("fake")));
        Assert.Equal(0, await nexus.SendAsync(workspace, new QueueReconciliations.Command("stripe")));
        Assert.Equal(
            ["read reconcile queued"],
            await nexus.RowsAsync(
                workspace,
                "select c.name, r.kind, r.status from nexus.sync_run r join nexus.connection c using (workspace_id, connection_id)"
            )
        );
    }

    private NexusServices Open() => new(postgres.App, TimeProvider.System);

    private static Task AddAsync(
        NexusServices nexus,
        WorkspaceId workspace,
        string name,
        string status,
        string? schedule
    ) =>
        nexus.RowsAsync(
            workspace,
            $"""
            insert into nexus.connection (workspace_id, public_id, provider, name, source_key, status, schedule, created_at)
            values ({workspace}, gen_random_uuid(), 'fake', '{name}', '{name}', '{status}', {(
                schedule is null ? "null" : $"'{schedule}'"
            )}, now())
            returning 1
            """,
            commit: true
        );
}
