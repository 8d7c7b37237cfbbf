using Nexus.Application.Features.Syncs;
using Nexus.Domain.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

public sealed class CancelRunTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task A_foreign_run_is_an_unknown_one()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        var run = await scene.AskAsync(RunKind.Manual);
        var stranger = await scene.Node.Nexus.CreateWorkspaceAsync();

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            scene.Node.Nexus.SendAsync(stranger, new CancelRun.Command(run))
        );

        Assert.Equal((RefusalKind.NotFound, "run_not_found"), (refused.Kind, refused.Code));
        Assert.Equal(["manual queued 0 0"], await scene.RowsAsync(SyncScene.Runs));
    }

    [Fact]
    public async Task A_run_that_waits_ends_at_once_and_nothing_begins_in_its_place()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        var run = await RequestAsync(scene);

        var cancelled = await CancelAsync(scene, run);

        Assert.Equal(("cancelled", "test"), (cancelled.Status, cancelled.CancelRequestedBy));
        Assert.NotNull(cancelled.FinishedAt);
        Assert.Empty(await scene.Node.ClaimAsync());
        Assert.Equal(["1 False 0 True"], await scene.RowsAsync(SyncScene.Schedule));
    }

    [Fact]
    public async Task A_manual_connection_is_not_due_any_more()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database, schedule: "manual");

        await CancelAsync(scene, await RequestAsync(scene));

        Assert.Equal(["-"], await scene.RowsAsync("select next_due from nexus.sync_schedule"));
    }

    [Fact]
    public async Task What_else_waits_is_still_due()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database, schedule: "manual");
        var backfill = await scene.AskAsync(RunKind.Backfill, new(2026, 3, 1), new(2026, 3, 2));

        await CancelAsync(scene, await RequestAsync(scene));

        Assert.Equal(backfill, (await scene.SyncAsync()).RunId);
    }

    [Fact]
    public async Task A_run_that_is_under_way_stops_and_keeps_what_it_stored()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 6);
        RunView? cancelled = null;
        scene.Provider.During = async (call, token) =>
        {
            if (call != "page visits 2")
                return;
            var run = Guid.Parse((await scene.RowsAsync("select run_id from nexus.sync_run"))[0]);
            cancelled = await CancelAsync(scene, run);
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        };

        var answer = await scene.SyncAsync();

        Assert.Equal("running", cancelled!.Status);
        Assert.Equal(RunStatus.Cancelled, answer.Status);
        Assert.Equal(["2026-03-01 1", "2026-03-02 2"], await scene.PointsAsync());
        Assert.Equal(["1 False 0 True"], await scene.RowsAsync(SyncScene.Schedule));
    }

    [Fact]
    public async Task A_run_that_has_ended_stays_as_it_is()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 1);
        var run = (await scene.SyncAsync()).RunId!.Value;

        var seen = await CancelAsync(scene, run);

        Assert.Equal(("succeeded", null), (seen.Status, seen.CancelRequestedAt));
    }

    [Fact]
    public async Task Cancelling_twice_tells_who_was_first_and_when()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        var run = await RequestAsync(scene);

        Assert.Equal(await CancelAsync(scene, run), await CancelAsync(scene, run));
    }

    private static async Task<Guid> RequestAsync(SyncScene scene) =>
        (await scene.Node.Nexus.SendAsync(scene.Workspace, new RequestSync.Command(scene.Connection))).RunId;

    private static Task<RunView> CancelAsync(SyncScene scene, Guid run) =>
        scene.Node.Nexus.SendAsync(scene.Workspace, new CancelRun.Command(run));
}
