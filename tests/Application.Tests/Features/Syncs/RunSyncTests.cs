using Nexus.Application.Features.Syncs;
using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

public sealed class RunSyncTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Rollup =
        "select day, total, points from nexus.kpi_rollup_day where metric = 'web.sessions' order by day";
    private const string Position =
        "select stream, purpose, checkpoint, complete, has_data from nexus.connection_stream order by 1, 2";

    [Fact]
    public async Task A_sync_stores_points_position_counts_and_rollups()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 3);

        var answer = await scene.SyncAsync();

        Assert.Equal(RunStatus.Succeeded, answer.Status);
        Assert.Equal(["2026-03-01 1", "2026-03-02 2", "2026-03-03 3"], await scene.PointsAsync());
        Assert.Equal(["2026-03-01 1 1", "2026-03-02 2 1", "2026-03-03 3 1"], await scene.RowsAsync(Rollup));
        Assert.Equal(["visits sync {\"after\":3,\"since\":null} True True"], await scene.RowsAsync(Position));
        Assert.Equal(
            ["scheduled succeeded 2 3 0 3 1 True True"],
            await scene.RowsAsync(
                "select kind, status, pages, records_read, records_rejected, points_changed, progress, started_at is not null, finished_at is not null from nexus.sync_run"
            )
        );
        Assert.Equal(
            ["visits complete 2 3 0"],
            await scene.RowsAsync(
                "select stream, status, pages, records_read, records_rejected from nexus.sync_run_stream"
            )
        );
        Assert.Equal(["True True"], await scene.RowsAsync(SyncScene.UpToDate));
        Assert.Equal(["1 False 0 True"], await scene.RowsAsync(SyncScene.Schedule));
    }

    [Fact]
    public async Task A_stream_in_which_nothing_is_new_ends_with_the_run_and_keeps_its_place()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 3);
        await scene.SyncAsync();
        var before = await scene.RowsAsync(Position);
        scene.Provider.Pages = _ => [];
        await scene.DueAsync();

        var answer = await scene.SyncAsync();

        Assert.Equal(RunStatus.Succeeded, answer.Status);
        Assert.Equal(before, await scene.RowsAsync(Position));
        var run = await GetAsync(scene, answer.RunId);
        Assert.Equal(["visits complete 0"], run.Streams.Select(Told));
    }

    [Fact]
    public async Task A_stream_that_failed_and_found_nothing_when_the_run_went_on_is_told_as_read()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfRecords);
        scene.Account.AddDays("charges", 1).AddDays("refunds", 1);
        await scene.SyncAsync();
        await scene.DueAsync();
        scene.Provider.Fails = call =>
            call == "sync refunds" ? new IntegrationException(IntegrationFault.RateLimited, "Too many calls.") : null;
        scene.Provider.Pages = request =>
            request.Stream == "charges"
                ? throw new IntegrationException(IntegrationFault.UnexpectedResponse, "It answers nonsense.")
                : [];
        var first = await scene.SyncAsync();
        Assert.Equal(RunStatus.Queued, first.Status);
        Assert.Equal(
            ["charges failed"],
            await scene.RowsAsync("select stream, status from nexus.sync_run_stream where status <> 'complete'")
        );
        (scene.Provider.Fails, scene.Provider.Pages) = (_ => null, _ => []);
        await scene.DueAsync();

        var second = await scene.SyncAsync();

        Assert.Equal((first.RunId, RunStatus.Succeeded), (second.RunId, second.Status));
        var run = await GetAsync(scene, second.RunId);
        Assert.Equal(["charges complete 0", "refunds complete 0"], run.Streams.Select(Told));
        Assert.All(run.Streams, stream => Assert.Null(stream.Error));
    }

    [Fact]
    public async Task A_stream_that_ended_empty_and_was_then_put_back_is_not_marked_as_read()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfRecords);
        scene.Account.Add("charges", "ch_1", "2026-03-01", 5, "a");
        await scene.SyncAsync();
        var looks = 0;
        scene.Provider.Pages = request =>
            request.Stream == "refunds" ? [new SourcePage([], Checkpoint.Start) { Restart = ["charges"] }]
            : ++looks == 1 ? []
            : throw new IntegrationException(IntegrationFault.Unavailable, "It does not answer.");
        await scene.DueAsync();

        await scene.SyncAsync();

        Assert.Equal(2, looks);
        Assert.Contains("charges sync - False True", await scene.RowsAsync(Position));
    }

    [Fact]
    public async Task A_claim_that_a_stopping_node_has_not_begun_is_another_nodes_at_once()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 3);
        var lease = Assert.Single(await scene.Node.ClaimAsync());

        await scene.Node.RunAsync(lease, new CancellationToken(canceled: true));

        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync(scene.AddNode())).Status);
        Assert.Single(await scene.RowsAsync(SyncScene.Runs));
    }

    [Fact]
    public async Task A_sync_stores_records_and_computes_what_they_touch()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfRecords);
        scene.Account.Add("charges", "ch_1", "2026-03-01", 5, "a").Add("charges", "ch_2", "2026-03-02", 7, "b");
        scene.Account.Add("refunds", "re_1", "2026-03-02", 1);

        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync()).Status);

        Assert.Equal(
            ["charges ch_1 1 False", "charges ch_2 1 False", "refunds re_1 1 False"],
            await scene.RowsAsync("select stream, object_id, version, deleted from nexus.source_record order by 1, 2")
        );
        Assert.Equal(["2026-03-01 5", "2026-03-02 7"], await scene.PointsAsync("web.page_views"));
        Assert.Equal(["2026-03-01 2"], await scene.PointsAsync("web.active_users"));
        Assert.Empty(await scene.RowsAsync("select 1 from nexus.projection_dirty"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_knows_how_often_it_called_how_long_it_waited_and_what_is_used_of_the_quota(bool fails)
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 3);
        if (fails)
            scene.Provider.Fails = call =>
                call == "page visits 2" ? new IntegrationException(IntegrationFault.Unavailable, "Away.") : null;
        var calls = 0;
        scene.Provider.During = (_, _) =>
        {
            CallMeter.Count(TimeSpan.FromMilliseconds(20));
            CallMeter.TellQuota(0.25 * Interlocked.Increment(ref calls));
            return Task.CompletedTask;
        };

        await scene.SyncAsync();

        Assert.True(calls > 1);
        Assert.Equal(
            [$"{calls} {20 * calls} {Math.Min(1, 0.25 * calls)}"],
            await scene.RowsAsync("select calls, call_milliseconds, quota_used from nexus.sync_run")
        );
    }

    [Fact]
    public async Task The_second_sync_begins_after_the_last_page()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 4);
        await scene.SyncAsync();
        scene.Account.Add("visits", "new", "2026-04-01", 9);
        scene.Provider.Calls.Clear();

        await scene.DueAsync();
        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync()).Status);

        Assert.Equal(1, scene.PagesAsked("visits"));
        Assert.Equal("2026-04-01 9", (await scene.PointsAsync())[^1]);
    }

    [Fact]
    public async Task The_same_data_again_changes_nothing()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfRecords);
        scene.Account.AddDays("charges", 5);
        await scene.SyncAsync();
        var before = await scene.RowsAsync("select series_id, ts, value, batch_id from nexus.kpi_point order by 1, 2");
        await scene.ChangeAsync("update nexus.connection_stream set checkpoint = null");

        await scene.DueAsync();
        await scene.SyncAsync();

        Assert.Equal(
            before,
            await scene.RowsAsync("select series_id, ts, value, batch_id from nexus.kpi_point order by 1, 2")
        );
        Assert.Equal(
            ["5 0 0"],
            await scene.RowsAsync(
                "select records_read, records_changed, points_changed from nexus.sync_run order by queued_at desc limit 1"
            )
        );
    }

    private static Task<RunDetail> GetAsync(SyncScene scene, Guid? run) =>
        scene.Node.Nexus.SendAsync(scene.Workspace, new GetRun.Query(run!.Value));

    private static string Told(RunStreamView stream) => $"{stream.Name} {stream.Status} {stream.RecordsRead}";
}
