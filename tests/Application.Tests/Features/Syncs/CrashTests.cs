using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Testing;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

/// <summary>Nodes that die, and nodes that come back after another took over.</summary>
public sealed class CrashTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Stored = """
        select stream || ' ' || object_id || ' ' || version from nexus.source_record union all
        select s.metric || ' ' || s.granularity || ' ' || p.ts || ' ' || p.value || ' ' || p.final
        from nexus.kpi_point p join nexus.kpi_series s using (workspace_id, series_id) union all
        select 'day ' || metric || ' ' || day || ' ' || total || ' ' || points from nexus.kpi_rollup_day union all
        select 'position ' || stream || ' ' || purpose || ' ' || checkpoint || ' ' || complete from nexus.connection_stream union all
        select 'dirty ' || projection from nexus.projection_dirty
        order by 1
        """;

    /// <summary>Everything of a run that is counted or decided, which nobody but the holder may change.</summary>
    private const string Account = """
        select run_id, status, pages, records_read, records_rejected, finished_at, points_changed from nexus.sync_run order by run_id
        """;

    public static TheoryData<string, int> Moments()
    {
        var moments = new TheoryData<string, int>();
        foreach (var point in Failpoint.All)
        {
            moments.Add(point, 1);
            if (point is Failpoint.PageFetched or Failpoint.BeforePageCommit or Failpoint.AfterPageCommit)
                moments.Add(point, 2);
        }
        return moments;
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task A_node_that_dies_loses_nothing_and_doubles_nothing_and_one_page_at_most_is_fetched_again(
        string point,
        int time
    )
    {
        var expected = await UndisturbedAsync();
        await using var scene = await OpenAsync();
        scene.Node.Failpoints.FreezeAt(point, time);
        var dead = scene.Node.RunAsync((await scene.Node.ClaimAsync()).Single());
        await scene.Node.Failpoints.Frozen;
        await scene.Node.CutOffAsync();
        var heir = scene.AddNode();
        if (point != Failpoint.AfterClose)
        {
            await scene.ExpireLeaseAsync();
            Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync(heir)).Status);
        }

        Assert.Equal(expected, await scene.RowsAsync(Stored));
        Assert.InRange(scene.PagesAsked("charges"), 3, 4);
        Assert.InRange(scene.PagesAsked("refunds"), 1, 2);

        var account = await scene.RowsAsync(Account);
        scene.Node.Failpoints.Thaw();
        await Record.ExceptionAsync(() => dead);
        Assert.Equal(expected, await scene.RowsAsync(Stored));
        Assert.Equal(account, await scene.RowsAsync(Account));
    }

    [Theory]
    [InlineData(Failpoint.Claimed)]
    [InlineData(Failpoint.RunOpened)]
    [InlineData(Failpoint.PageFetched)]
    [InlineData(Failpoint.BeforePageCommit)]
    [InlineData(Failpoint.AfterPageCommit)]
    [InlineData(Failpoint.StreamEnded)]
    [InlineData(Failpoint.BeforeProjectionCommit)]
    [InlineData(Failpoint.BeforeClose)]
    public async Task A_node_that_was_frozen_blocks_nobody_and_writes_nothing_once_it_is_thawed(string point)
    {
        await using var scene = await OpenAsync(options =>
        {
            options.Lease = TimeSpan.FromSeconds(1);
            options.WatchEvery = TimeSpan.FromHours(1);
        });
        scene.Node.Failpoints.FreezeAt(point);
        var frozen = scene.Node.RunAsync((await scene.Node.ClaimAsync()).Single());
        await scene.Node.Failpoints.Frozen;
        var heir = scene.AddNode();
        IReadOnlyList<SyncLease> claimed = [];
        await Eventually.IsTrueAsync(async () => (claimed = await heir.ClaimAsync()).Count > 0);
        // The new holder has stored nothing yet, so whatever appears is the frozen node's.
        var stored = await scene.RowsAsync(Stored);
        var account = await scene.RowsAsync(Account);

        scene.Node.Failpoints.Thaw();
        await Record.ExceptionAsync(() => frozen);

        Assert.Equal(stored, await scene.RowsAsync(Stored));
        Assert.Equal(account, await scene.RowsAsync(Account));
        Assert.Equal(RunStatus.Succeeded, (await heir.RunAsync(claimed.Single())).Status);
        Assert.Equal(await UndisturbedAsync(), await scene.RowsAsync(Stored));
    }

    [Fact]
    public async Task A_dead_run_is_resumed_whatever_its_schedule_says()
    {
        await using var scene = await OpenAsync();
        scene.Node.Failpoints.FreezeAt(Failpoint.AfterPageCommit);
        _ = scene.Node.RunAsync((await scene.Node.ClaimAsync()).Single());
        await scene.Node.Failpoints.Frozen;
        await scene.ChangeAsync("update nexus.sync_schedule set next_due = null");
        await scene.ExpireLeaseAsync();

        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync(scene.AddNode())).Status);
        Assert.Equal(["scheduled interrupted 2 0", "scheduled succeeded 4 0"], await scene.RowsAsync(SyncScene.Runs));
    }

    [Fact]
    public async Task A_dead_run_of_a_connection_that_was_paused_meanwhile_is_ended_and_not_gone_on_with()
    {
        await using var scene = await OpenAsync();
        scene.Node.Failpoints.FreezeAt(Failpoint.AfterPageCommit);
        _ = scene.Node.RunAsync((await scene.Node.ClaimAsync()).Single());
        await scene.Node.Failpoints.Frozen;
        await scene.ChangeAsync("update nexus.sync_schedule set enabled = false, next_due = null");
        await scene.ExpireLeaseAsync();

        Assert.Null((await scene.SyncAsync(scene.AddNode())).RunId);

        Assert.Equal(["scheduled interrupted 2 0", "scheduled queued 0 0"], await scene.RowsAsync(SyncScene.Runs));
        Assert.Empty(await scene.Node.ClaimAsync());
    }

    [Fact]
    public async Task A_dead_run_that_was_cancelled_is_not_begun_again()
    {
        await using var scene = await OpenAsync(options => options.WatchEvery = TimeSpan.FromHours(1));
        scene.Node.Failpoints.FreezeAt(Failpoint.AfterPageCommit);
        _ = scene.Node.RunAsync((await scene.Node.ClaimAsync()).Single());
        await scene.Node.Failpoints.Frozen;
        await scene.CancelAsync();
        await scene.ExpireLeaseAsync();

        Assert.Null((await scene.SyncAsync(scene.AddNode())).RunId);

        Assert.Equal(["scheduled cancelled 2 0"], await scene.RowsAsync(SyncScene.Runs));
        Assert.Empty(await scene.Node.ClaimAsync());
    }

    [Fact]
    public async Task A_run_that_ends_every_node_that_begins_it_is_given_up()
    {
        await using var scene = await OpenAsync(options => options.Attempts = 2);
        for (var i = 0; i < 2; i++)
        {
            var node = scene.AddNode(options => options.Attempts = 2);
            node.Failpoints.FreezeAt(Failpoint.PageFetched);
            _ = node.RunAsync((await node.ClaimAsync()).Single());
            await node.Failpoints.Frozen;
            await scene.ExpireLeaseAsync();
        }

        Assert.Equal(RunStatus.Failed, (await scene.SyncAsync()).Status);
        Assert.Equal("failed gave_up", await scene.LastRunAsync());
    }

    [Fact]
    public async Task A_node_that_shuts_down_gives_the_connection_back_and_the_run_goes_on_after_its_last_page()
    {
        await using var scene = await OpenAsync();
        using var stopping = new CancellationTokenSource();
        scene.Provider.During = async (call, token) =>
        {
            if (call != "page charges 2" || stopping.IsCancellationRequested)
                return;
            await stopping.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        };

        Assert.Null((await scene.SyncAsync(cancellationToken: stopping.Token)).Status);
        Assert.Equal(["1 True 0 True"], await scene.RowsAsync(SyncScene.Schedule));

        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync(scene.AddNode(), CancellationToken.None)).Status);
        Assert.Equal(await UndisturbedAsync(), await scene.RowsAsync(Stored));
    }

    private Task<SyncScene> OpenAsync(Action<SyncOptions>? options = null) => OpenAsync(postgres, options);

    private static async Task<SyncScene> OpenAsync(PostgresFixture postgres, Action<SyncOptions>? options)
    {
        var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfRecords, options: options);
        scene.Account.AddDays("charges", 5);
        scene.Account.Add("refunds", "re_1", "2026-03-02", 1);
        return scene;
    }

    private async Task<List<string>> UndisturbedAsync()
    {
        await using var scene = await OpenAsync();
        await scene.SyncAsync();
        return await scene.RowsAsync(Stored);
    }
}
