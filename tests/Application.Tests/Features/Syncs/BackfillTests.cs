using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

public sealed class BackfillTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly DateOnly First = new(2026, 1, 15);
    private static readonly DateOnly Last = new(2026, 3, 20);

    [Fact]
    public async Task The_past_is_read_newest_first_a_slice_at_a_time_and_the_run_stays_the_same()
    {
        await using var scene = await OpenAsync();
        var run = await scene.AskAsync(RunKind.Backfill, First, Last);
        var statuses = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var answer = await scene.SyncAsync();
            Assert.Equal(run, answer.RunId);
            statuses.AddRange(
                await scene.RowsAsync(
                    $"select status, round(progress::numeric, 2) from nexus.sync_run where run_id = '{run}'"
                )
            );
        }

        Assert.Equal(["queued 0.33", "queued 0.67", "succeeded 1"], statuses);
        Assert.Equal(
            ["2026-03-01 2026-03-20", "2026-02-01 2026-02-28", "2026-01-15 2026-01-31"],
            await scene.RowsAsync("select first_day, last_day from nexus.backfill_slice order by slice_no")
        );
        Assert.Equal(["2026-01-20 2", "2026-02-10 3", "2026-03-10 4"], await scene.PointsAsync());
        // The ordinary sync goes on from where it was.
        Assert.Equal(
            ["{\"after\":0,\"since\":null} True"],
            await scene.RowsAsync("select checkpoint, complete from nexus.connection_stream where purpose = 'sync'")
        );
    }

    [Fact]
    public async Task A_backfill_gives_way_to_a_sync_that_is_due()
    {
        await using var scene = await OpenAsync();
        await scene.AskAsync(RunKind.Backfill, First, Last);
        await scene.SyncAsync();
        await scene.MissAsync();

        await scene.SyncAsync();
        await scene.SyncAsync();

        Assert.Equal(
            ["backfill queued", "scheduled succeeded", "scheduled suspicious"],
            await scene.RowsAsync("select kind, status from nexus.sync_run order by 1, 2")
        );
        Assert.Equal(["2 True 0 True"], await scene.RowsAsync(SyncScene.Schedule));
    }

    [Theory]
    [InlineData(Failpoint.PageFetched)]
    [InlineData(Failpoint.BeforePageCommit)]
    [InlineData(Failpoint.AfterPageCommit)]
    [InlineData(Failpoint.StreamEnded)]
    [InlineData(Failpoint.BeforeClose)]
    public async Task A_backfill_goes_on_in_the_middle_of_its_slice(string point)
    {
        await using var scene = await OpenAsync();
        for (var day = 1; day <= 5; day++)
            scene.Account.Add("visits", $"m{day}", $"2026-03-1{day}", day);
        var run = await scene.AskAsync(RunKind.Backfill, new(2026, 3, 1), Last);
        scene.Node.Failpoints.FreezeAt(point, point is Failpoint.StreamEnded or Failpoint.BeforeClose ? 1 : 2);
        _ = scene.Node.RunAsync((await scene.Node.ClaimAsync()).Single());
        await scene.Node.Failpoints.Frozen;
        await scene.Node.CutOffAsync();
        await scene.ExpireLeaseAsync();

        var answer = await scene.SyncAsync(scene.AddNode());

        Assert.Equal((run, RunStatus.Succeeded), (answer.RunId!.Value, answer.Status));
        Assert.Equal(6, (await scene.PointsAsync()).Count);
        Assert.InRange(scene.PagesAsked("visits"), 3, 4);
    }

    [Fact]
    public async Task A_backfill_that_fails_waits_and_goes_on_and_one_that_keeps_failing_ends()
    {
        await using var scene = await OpenAsync();
        var run = await scene.AskAsync(RunKind.Backfill, First, Last);
        scene.Provider.Fails = call =>
            call == "page visits 1" ? new IntegrationException(IntegrationFault.Unavailable, "It is down.") : null;
        Assert.Equal(RunStatus.Queued, (await scene.SyncAsync()).Status);
        Assert.Empty(await scene.Node.ClaimAsync());
        for (var i = 0; i < 7; i++)
        {
            await scene.ChangeAsync(
                "update nexus.sync_schedule set next_due = now(), lane = 2; update nexus.sync_run set parked_until = now() where status = 'queued'"
            );
            Assert.Equal(run, (await scene.SyncAsync()).RunId);
        }

        Assert.Equal(
            ["failed unavailable"],
            await scene.RowsAsync($"select status, error_code from nexus.sync_run where run_id = '{run}'")
        );
    }

    [Fact]
    public async Task A_backfill_is_cancelled_in_the_middle()
    {
        await using var scene = await OpenAsync();
        await scene.AskAsync(RunKind.Backfill, First, Last);
        await scene.SyncAsync();
        scene.Node.Failpoints.Passing = async (point, token) =>
        {
            if (point != Failpoint.PageTransformed)
                return;
            await scene.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        };

        Assert.Equal(RunStatus.Cancelled, (await scene.SyncAsync()).Status);

        Assert.Empty(await scene.Node.ClaimAsync());
        Assert.Equal(["2026-03-10 4"], await scene.PointsAsync());
    }

    [Fact]
    public async Task A_stream_that_may_not_be_read_stays_so_in_the_account_of_a_backfill()
    {
        await using var scene = await OpenAsync(SyncScene.OfRecords);
        scene.Provider.Fails = call =>
            call == "sync charges"
                ? new IntegrationException(IntegrationFault.NoAccess, "The key may not read it.")
                : null;
        await scene.AskAsync(RunKind.Backfill, new(2026, 3, 1), Last);

        Assert.Equal(RunStatus.Partial, (await scene.SyncAsync()).Status);

        Assert.Equal(
            ["charges denied no_access", "refunds complete -"],
            await scene.RowsAsync(
                "select s.stream, s.status, s.error_code from nexus.sync_run_stream s join nexus.sync_run r using (workspace_id, run_id) where r.kind = 'backfill' order by 1"
            )
        );
    }

    /// <summary>An account whose ordinary sync has been done before its rows of the past appear.</summary>
    private async Task<SyncScene> OpenAsync(
        Func<ProviderDescriptor, Testing.Integrations.FakeConnector>? provider = null
    )
    {
        var scene = await SyncScene.OpenAsync(postgres.Database, provider);
        await scene.SyncAsync();
        scene
            .Account.Add("visits", "a", "2026-01-10", 1)
            .Add("visits", "b", "2026-01-20", 2)
            .Add("visits", "c", "2026-02-10", 3)
            .Add("visits", "d", "2026-03-10", 4);
        scene.Provider.Calls.Clear();
        return scene;
    }
}
