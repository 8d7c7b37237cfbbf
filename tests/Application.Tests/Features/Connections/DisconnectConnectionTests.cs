using Nexus.Application.Features.Connections;
using Nexus.Application.Integrations;
using Nexus.Testing.Integrations;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Connections;

public sealed class DisconnectConnectionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Credentials = "select count(*) from nexus.credential";

    [Fact]
    public async Task Credentials_survive_until_the_provider_has_been_told_and_are_destroyed_then()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        scene.Provider.Fails = _ => new IntegrationException(IntegrationFault.Unavailable, "Down.");

        var answer = await scene.SendAsync(new DisconnectConnection.Command(made.Id, Erase: false));

        Assert.False(answer.Finished);
        Assert.Equal(["1"], await scene.RowsAsync(Credentials));
        Assert.Equal(
            [$"provider-disconnect queued {{\"connectionId\": \"{made.Id}\"}}"],
            await scene.RowsAsync("select kind, state, payload from nexus.work_item")
        );
        await Assert.ThrowsAsync<IntegrationException>(() => scene.SendAsync(new FinishDisconnect.Command(made.Id)));
        scene.Provider.Fails = _ => null;
        await scene.SendAsync(new FinishDisconnect.Command(made.Id));
        Assert.Equal(["0"], await scene.RowsAsync(Credentials));
        Assert.Equal("disconnected", (await scene.SendAsync(new GetConnection.Query(made.Id))).StatusCode);
    }

    [Fact]
    public async Task Work_that_comes_late_leaves_a_connection_that_was_connected_again_alone()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        scene.Provider.Fails = _ => new IntegrationException(IntegrationFault.Unavailable, "Down.");
        await scene.SendAsync(new DisconnectConnection.Command(made.Id, Erase: true));
        scene.Provider.Fails = _ => null;
        await scene.SendAsync(
            ConnectionScene.Patch(made.Id, credentials: ConnectionScene.Credentials(FakeConnector.KeyOf("acct_1")))
        );

        await scene.SendAsync(new FinishDisconnect.Command(made.Id));

        Assert.Equal("active", (await scene.SendAsync(new GetConnection.Query(made.Id))).Status);
        Assert.Equal(["1"], await scene.RowsAsync(Credentials));
    }

    [Fact]
    public async Task A_credential_that_the_provider_has_withdrawn_is_no_obstacle()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        scene.Provider.Fails = _ => new IntegrationException(IntegrationFault.NeedsReauthorisation, "Revoked.");

        Assert.True((await scene.SendAsync(new DisconnectConnection.Command(made.Id, Erase: false))).Finished);
    }

    [Fact]
    public async Task Runs_that_wait_are_cancelled_and_the_one_that_runs_is_asked_to_stop()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        await scene.ChangeRowsAsync(Run("queued"));
        await scene.ChangeRowsAsync(Run("running"));

        await scene.SendAsync(new DisconnectConnection.Command(made.Id, Erase: false));

        Assert.Equal(
            ["cancelled True", "running True"],
            await scene.RowsAsync("select status, cancel_requested_at is not null from nexus.sync_run order by 1")
        );
        Assert.Equal(["False -"], await scene.RowsAsync("select enabled, next_due from nexus.sync_schedule"));
    }

    [Fact]
    public async Task Kept_data_stays_and_the_account_is_connected_again_in_the_same_place()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        await scene.ChangeRowsAsync(Fill);

        await scene.SendAsync(new DisconnectConnection.Command(made.Id, Erase: false));

        Assert.Equal(["1"], await scene.RowsAsync("select count(*) from nexus.kpi_point"));
        Assert.Equal(["t"], await scene.RowsAsync("select title from nexus.annotation where deleted_at is null"));
        Assert.Equal("account_connected", await scene.RefusedAsync(ConnectionScene.New("acct_1")));
        Assert.Equal("connection_disconnected", await scene.RefusedAsync(new TestConnection.Command(made.Id)));
        Assert.Equal("connection_disconnected", await scene.RefusedAsync(new ResumeConnection.Command(made.Id)));
        Assert.Equal(
            "connection_disconnected",
            await scene.RefusedAsync(ConnectionScene.Patch(made.Id, name: "Again"))
        );
        var again = await scene.SendAsync(
            ConnectionScene.Patch(made.Id, credentials: ConnectionScene.Credentials(FakeConnector.KeyOf("acct_1")))
        );
        Assert.Equal(("active", ConnectionScene.Now), (again.Status, again.NextDue));
    }

    [Fact]
    public async Task Erasing_leaves_no_row_in_any_table_and_other_connections_untouched()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        await using var other = await ConnectionScene.OpenAsync(postgres.App);
        await other.ConnectAsync();
        await other.ChangeRowsAsync(Fill);
        await scene.ConnectAsync("acct_0");
        await scene.ChangeRowsAsync(Fill);
        var before = (await CountsAsync(scene), await CountsAsync(other));
        var made = await scene.ConnectAsync();
        await scene.ChangeRowsAsync(Fill);
        Assert.Empty(Unfilled(before.Item1, await CountsAsync(scene)));
        var version = await scene.RowsAsync("select data_version from nexus.workspace");

        var answer = await scene.SendAsync(new DisconnectConnection.Command(made.Id, Erase: true));

        Assert.True(answer.Finished);
        Assert.Equal(before.Item1, await CountsAsync(scene));
        Assert.Equal(before.Item2, await CountsAsync(other));
        Assert.NotEqual(version, await scene.RowsAsync("select data_version from nexus.workspace"));
        Assert.Equal("connection_not_found", await scene.RefusedAsync(new GetConnection.Query(made.Id)));
    }

    [Fact]
    public async Task Erasing_while_the_provider_is_away_deletes_the_data_at_once()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        await scene.ChangeRowsAsync(Fill);
        await scene.ChangeRowsAsync("update nexus.sync_schedule set synced_at = now()");
        Assert.NotNull((await scene.SendAsync(new GetConnection.Query(made.Id))).LastSuccessAt);
        scene.Provider.Fails = _ => new IntegrationException(IntegrationFault.Unavailable, "Down.");

        await scene.SendAsync(new DisconnectConnection.Command(made.Id, Erase: true));

        Assert.Null((await scene.SendAsync(new GetConnection.Query(made.Id))).LastSuccessAt);
        Assert.Equal(
            ["0 0 0 0"],
            await scene.RowsAsync(
                "select (select count(*) from nexus.kpi_point), (select count(*) from nexus.source_record), (select count(*) from nexus.sync_run), (select count(*) from nexus.kpi_point_change)"
            )
        );
        Assert.Equal(["1"], await scene.RowsAsync("select fence from nexus.sync_schedule"));
    }

    [Fact]
    public async Task History_of_a_connection_that_lives_cannot_be_erased()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        await scene.ConnectAsync();
        await scene.ChangeRowsAsync(Fill);

        await scene.ChangeRowsAsync("select nexus.erase_changes(workspace_id, connection_id) from nexus.connection");

        Assert.Equal(["1"], await scene.RowsAsync("select count(*) from nexus.kpi_point_change"));
    }

    /// <summary>A row of the newest connection in every table that a sync writes.</summary>
    private const string Fill = """
        with c as materialized (select workspace_id as w, connection_id as id from nexus.connection order by 2 desc limit 1),
        run as (insert into nexus.sync_run (workspace_id, run_id, connection_id, kind, status, requested_by, queued_at,
                    attempts, pages, records_read, records_changed, records_rejected, points_changed, calls, call_milliseconds)
                select w, gen_random_uuid(), id, 'scheduled', 'succeeded', 'test', now(), 1, 1, 1, 1, 0, 1, 1, 1 from c
                returning workspace_id, run_id),
        run_stream as (insert into nexus.sync_run_stream (workspace_id, run_id, stream, status, pages, records_read,
                    records_changed, records_rejected) select workspace_id, run_id, 'charges', 'succeeded', 1, 1, 1, 0 from run),
        slice as (insert into nexus.backfill_slice (workspace_id, run_id, slice_no, first_day, last_day)
                select workspace_id, run_id, 0, '2026-01-01', '2026-01-02' from run),
        stream as (insert into nexus.connection_stream (workspace_id, connection_id, stream, purpose, complete, has_data,
                    access, updated_at) select w, id, 'charges', 'sync', true, true, 'granted', now() from c),
        record as (insert into nexus.source_record (workspace_id, connection_id, stream, object_id, version, deleted, seen_at)
                select w, id, 'charges', 'ch_1', 1, false, now() from c),
        note as (insert into nexus.annotation (workspace_id, annotation_id, connection_id, external_id, title, first_day, last_day,
                    created_at, updated_at)
                select w, gen_random_uuid(), id, 'notes/1', 't', '2026-01-01', '2026-01-01', now(), now() from c),
        state as (insert into nexus.source_record_state (workspace_id, connection_id, stream, object_id, version, deleted)
                select w, id, 'charges', 'ch_1', 1, false from c),
        dirty as (insert into nexus.projection_dirty (workspace_id, connection_id, projection, first_day, last_day)
                select w, id, 'p', '2026-01-01', '2026-01-02' from c),
        rejected as (insert into nexus.rejected_record (workspace_id, connection_id, run_id, stream, payload_hash, payload,
                    code, field, message, fetched_at, first_at, last_at, times)
                select c.w, c.id, run.run_id, 'charges', 'h', '{}', 'field_missing', 'a', 'm', now(), now(), now(), 1 from c, run),
        event as (insert into nexus.webhook_event (workspace_id, connection_id, event_id, type, happened_at, received_at, known, body)
                select w, id, 'evt_1', 't', now(), now(), true, 'b' from c),
        batch as (insert into nexus.ingest_batch (workspace_id, connection_id, kind, actor, at, inserted, updated, unchanged, deleted)
                select w, id, 'sync', 'test', now(), 1, 0, 0, 0 from c returning batch_id),
        cover as (insert into nexus.ingest_cover (workspace_id, batch_id, part, series_ids, firsts, lasts, steps)
                select c.w, b.batch_id, 0, '{1}', '{2026-01-01}', '{2026-01-01}', '{0}' from c, batch b),
        series as (insert into nexus.kpi_series (workspace_id, connection_id, metric, granularity, dimension_hash,
                    dimension_names, dimensions, currency, additive)
                select w, id, 'finance.revenue', 1, gen_random_uuid(), 'a', '{}', 'EUR', true from c returning workspace_id, series_id),
        dimension as (insert into nexus.kpi_series_dimension (workspace_id, series_id, name, value)
                select workspace_id, series_id, 'a', 'b' from series),
        point as (insert into nexus.kpi_point (workspace_id, series_id, ts, value, batch_id)
                select s.workspace_id, s.series_id, '2026-01-01', 1, b.batch_id from series s, batch b),
        change as (insert into nexus.kpi_point_change (workspace_id, series_id, ts, old_value, new_value, batch_id, at)
                select s.workspace_id, s.series_id, '2026-01-01', 2, 1, b.batch_id, now() from series s, batch b),
        overridden as (insert into nexus.kpi_override (workspace_id, override_id, series_id, ts, value, reason, actor, created_at)
                select workspace_id, gen_random_uuid(), series_id, '2026-01-01', 3, 'r', 'test', now() from series),
        day as (insert into nexus.kpi_rollup_day (workspace_id, metric, connection_id, granularity, dimension_names, currency,
                    day, total, points) select w, 'finance.revenue', id, 1, 'a', 'EUR', '2026-01-01', 1, 1 from c)
        insert into nexus.kpi_rollup_month (workspace_id, metric, connection_id, granularity, dimension_names, currency,
                    month, total, points) select w, 'finance.revenue', id, 1, 'a', 'EUR', '2026-01-01', 1, 1 from c
        """;

    /// <summary>Tables that no connection has rows of its own in, and the trail of what people did, which stays.</summary>
    private static readonly string[] NotOfConnections =
    [
        "workspace",
        "workspace_key",
        "work_item",
        "audit_event",
        "api_key",
        "custom_metric",
        "exchange_rate",
        "import",
        "import_chunk",
        "import_conflict",
        "import_template",
        "master_key",
        "schema_migration",
        "rate_budget",
        "connection_draft",
        "dashboard",
        "dashboard_tile",
        "goal",
        "share_link",
        "person",
        "person_session",
        "membership",
        "invitation",
        "protection_key",
        // Several connections may share a grant: it is given up with the last of them.
        "oauth_grant",
        "oauth_state",
    ];

    private static string Run(string status) =>
        $"""
            insert into nexus.sync_run (workspace_id, run_id, connection_id, kind, status, requested_by, queued_at, attempts,
                pages, records_read, records_changed, records_rejected, points_changed, calls, call_milliseconds)
            select workspace_id, gen_random_uuid(), connection_id, 'scheduled', '{status}', 'test', now(), 0, 0, 0, 0, 0, 0, 0, 0
            from nexus.connection
            """;

    /// <summary>How many rows of the workspace each table holds.</summary>
    private static async Task<SortedDictionary<string, string>> CountsAsync(ConnectionScene scene)
    {
        var tables = await scene.RowsAsync(
            "select relname from pg_class where relnamespace = 'nexus'::regnamespace and relkind = 'r'"
        );
        var counts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in tables.Where(table => table is not ("audit_event" or "rate_budget")))
            counts[table] = (await scene.RowsAsync($"select count(*) from nexus.{table}"))[0];
        return counts;
    }

    /// <remarks>Tables of the scheduler's library are the cluster's, and no workspace's.</remarks>
    private static IEnumerable<string> Unfilled(
        SortedDictionary<string, string> before,
        SortedDictionary<string, string> after
    ) =>
        before
            .Where(count => after[count.Key] == count.Value)
            .Select(count => count.Key)
            .Where(table => !table.StartsWith("qrtz_", StringComparison.Ordinal))
            .Except(NotOfConnections);
}
