using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Testing.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

public sealed class CancelTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Theory]
    [InlineData("connect acct_1")]
    [InlineData("sync charges")]
    [InlineData("page charges 2")]
    [InlineData("page refunds 1")]
    public async Task A_run_is_cancelled_while_it_waits_for_a_provider_that_does_not_let_go(string call)
    {
        await using var scene = await OpenAsync();
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Provider.During = (made, _) =>
        {
            if (made != call)
                return Task.CompletedTask;
            waiting.TrySetResult();
            return Task.Delay(Timeout.Infinite, CancellationToken.None);
        };
        var run = scene.SyncAsync();
        await waiting.Task;

        await scene.CancelAsync();

        Assert.Equal(RunStatus.Cancelled, (await run).Status);
        await AssertNothingIsBegunAgainAsync(scene);
    }

    [Theory]
    [InlineData(Failpoint.RunOpened)]
    [InlineData(Failpoint.Connected)]
    [InlineData(Failpoint.PageTransformed)]
    [InlineData(Failpoint.AfterPageCommit)]
    [InlineData(Failpoint.StreamEnded)]
    [InlineData(Failpoint.BeforeProjectionCommit)]
    [InlineData(Failpoint.AfterProjectionCommit)]
    public async Task A_run_is_cancelled_at_every_moment_and_what_was_stored_stays(string point)
    {
        await using var scene = await OpenAsync();
        scene.Node.Failpoints.Passing = async (reached, token) =>
        {
            if (reached != point)
                return;
            await scene.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        };

        Assert.Equal(RunStatus.Cancelled, (await scene.SyncAsync()).Status);

        await AssertNothingIsBegunAgainAsync(scene);
        scene.Node.Failpoints.Passing = (_, _) => Task.CompletedTask;
        await scene.DueAsync();
        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync()).Status);
        Assert.Equal(5, (await scene.PointsAsync("web.page_views")).Count);
    }

    [Fact]
    public async Task A_run_is_cancelled_while_it_computes()
    {
        var projection = new FakeProjection();
        await using var scene = await SyncScene.OpenAsync(
            postgres.Database,
            key => new FakeConnector
            {
                Descriptor = key,
                Streams = [new("charges", "Charges")],
                Maps = FakeAccount.AsRecords,
                Projections = [projection],
            }
        );
        scene.Account.AddDays("charges", 3);
        projection.During = _ => scene.CancelAsync();
        scene.Node.Failpoints.Passing = (point, token) =>
            point == Failpoint.BeforeProjectionCommit ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;

        Assert.Equal(RunStatus.Cancelled, (await scene.SyncAsync()).Status);
        Assert.Equal(["views"], await scene.RowsAsync("select projection from nexus.projection_dirty"));
    }

    [Fact]
    public async Task A_run_that_parks_at_the_moment_it_is_cancelled_does_not_come_back()
    {
        await using var scene = await OpenAsync();
        scene.Provider.Fails = call =>
            call == "page charges 2" ? new IntegrationException(IntegrationFault.RateLimited, "Too many calls.") : null;
        scene.Node.Failpoints.Passing = (point, _) =>
            point == Failpoint.BeforeClose ? scene.CancelAsync() : Task.CompletedTask;

        Assert.Equal(RunStatus.Cancelled, (await scene.SyncAsync()).Status);
        await AssertNothingIsBegunAgainAsync(scene);
    }

    private async Task<SyncScene> OpenAsync()
    {
        var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfRecords);
        scene.Account.AddDays("charges", 5);
        scene.Account.Add("refunds", "re_1", "2026-03-02", 1);
        return scene;
    }

    private static async Task AssertNothingIsBegunAgainAsync(SyncScene scene)
    {
        Assert.Empty(await scene.Node.ClaimAsync());
        Assert.Equal(
            ["cancelled"],
            await scene.RowsAsync(
                "select status from nexus.sync_run where finished_at is not null or status <> 'cancelled'"
            )
        );
    }
}
