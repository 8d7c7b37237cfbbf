using FluentValidation;
using Nexus.Application.Features.Syncs;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

public sealed class RequestBackfillTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly DateOnly March = new(2026, 3, 1);

    [Fact]
    public async Task Days_that_cannot_be_read_are_refused_with_why()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

        Assert.Equal("backfill_in_future", await RefusedAsync(scene, March, today.AddDays(2)));
        Assert.Equal("backfill_too_long", await RefusedAsync(scene, March.AddDays(-RequestBackfill.MaxDays), March));
        await Assert.ThrowsAsync<ValidationException>(() => RequestAsync(scene, March, March.AddDays(-1)));
        await Assert.ThrowsAsync<ValidationException>(() => RequestAsync(scene, null, March));
        Assert.Empty(await scene.RowsAsync(SyncScene.Runs));
    }

    [Fact]
    public async Task A_connection_has_one_backfill_at_a_time()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);

        var run = await RequestAsync(scene, March, March.AddDays(9));

        Assert.Equal(run, await RequestAsync(scene, March, March.AddDays(9)));
        var refused = await Assert.ThrowsAsync<RefusedException>(() => RequestAsync(scene, March, March.AddDays(10)));
        Assert.Equal(("backfill_under_way", run), (refused.Code, refused.Details["runId"]));
        Assert.Single(await scene.RowsAsync(SyncScene.Runs));
    }

    [Fact]
    public async Task A_sync_that_is_due_already_goes_first()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 1);

        await RequestAsync(scene, March, March.AddDays(9));

        Assert.Equal(["1 True 0 True"], await scene.RowsAsync(SyncScene.Schedule));
        await scene.SyncAsync();
        Assert.Contains("scheduled succeeded 1 0", await scene.RowsAsync(SyncScene.Runs));
    }

    [Fact]
    public async Task A_backfill_reads_its_days_slice_by_slice_and_tells_how_far_it_is()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database, schedule: "manual");
        scene.Account.Add("visits", "v1", "2026-02-27", 1).Add("visits", "v2", "2026-03-02", 2);

        var run = await RequestAsync(scene, new(2026, 2, 20), new(2026, 3, 5));
        var seen = new List<(string, double?, string)>();
        for (var slice = 0; slice < 2; slice++)
        {
            await scene.SyncAsync();
            var detail = await scene.Node.Nexus.SendAsync(scene.Workspace, new GetRun.Query(run));
            seen.Add((detail.Status, detail.Progress, string.Join(' ', detail.Slices.Select(Text))));
        }

        Assert.Equal(
            [
                ("queued", 0.5, "2026-03-01..2026-03-05:True 2026-02-20..2026-02-28:False"),
                ("succeeded", 1, "2026-03-01..2026-03-05:True 2026-02-20..2026-02-28:True"),
            ],
            seen
        );
        Assert.Equal(["2026-02-27 1", "2026-03-02 2"], await scene.PointsAsync());
    }

    private static string Text(SliceView slice) =>
        FormattableString.Invariant($"{slice.From:yyyy-MM-dd}..{slice.To:yyyy-MM-dd}:{slice.Done}");

    private static async Task<Guid> RequestAsync(SyncScene scene, DateOnly? from, DateOnly? to) =>
        (
            await scene.Node.Nexus.SendAsync(scene.Workspace, new RequestBackfill.Command(scene.Connection, from, to))
        ).RunId;

    private static async Task<string> RefusedAsync(SyncScene scene, DateOnly from, DateOnly to) =>
        (await Assert.ThrowsAsync<RefusedException>(() => RequestAsync(scene, from, to))).Code;
}
