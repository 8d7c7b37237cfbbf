using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Syncs;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

public sealed class RequestSyncTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Parked =
        "update nexus.sync_run set status = 'queued', parked_until = now() + interval '1 h'; update nexus.sync_schedule set next_due = now() + interval '1 h'";

    [Fact]
    public async Task A_connection_that_waits_for_a_person_is_refused_with_what_it_waits_for()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        await scene.Node.Nexus.SendAsync(scene.Workspace, new PauseConnection.Command(scene.Connection));

        var refused = await Assert.ThrowsAsync<RefusedException>(() => RequestAsync(scene));

        Assert.Equal((RefusalKind.Conflict, "connection_not_active"), (refused.Kind, refused.Code));
        Assert.Equal("paused", refused.Details["connectionStatus"]);
        Assert.Empty(await scene.RowsAsync(SyncScene.Runs));
    }

    [Fact]
    public async Task A_foreign_connection_is_an_unknown_one()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        var stranger = await scene.Node.Nexus.CreateWorkspaceAsync();

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            scene.Node.Nexus.SendAsync(stranger, new RequestSync.Command(scene.Connection))
        );

        Assert.Equal("connection_not_found", refused.Code);
    }

    [Fact]
    public async Task A_sync_that_is_asked_for_is_due_at_once_before_whatever_is_scheduled()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database, schedule: "manual");
        scene.Account.AddDays("visits", 2);

        var run = await RequestAsync(scene);

        Assert.Equal(["manual queued 0 0"], await scene.RowsAsync(SyncScene.Runs));
        Assert.Equal(["0 True 0 True"], await scene.RowsAsync(SyncScene.Schedule));
        Assert.Equal((run, RunStatus.Succeeded), Of(await scene.SyncAsync()));
    }

    [Fact]
    public async Task Asking_again_while_it_waits_is_the_same_run()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);

        var first = await RequestAsync(scene);

        Assert.Equal(first, await RequestAsync(scene));
        Assert.Single(await scene.RowsAsync(SyncScene.Runs));
    }

    [Fact]
    public async Task A_run_that_is_under_way_is_the_answer()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 2);
        Guid? answered = null;
        scene.Provider.During = async (call, _) =>
            answered ??= call.StartsWith("page", StringComparison.Ordinal) ? await RequestAsync(scene) : null;

        var ran = await scene.SyncAsync();

        Assert.Equal(ran.RunId, answered);
        Assert.Equal(["scheduled succeeded 2 0"], await scene.RowsAsync(SyncScene.Runs));
    }

    [Fact]
    public async Task A_run_that_was_asked_to_stop_is_not_the_answer()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 2);
        var answered = new TaskCompletionSource<Guid?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = false;
        scene.Provider.During = async (call, _) =>
        {
            if (asked || !call.StartsWith("page", StringComparison.Ordinal))
                return;
            asked = true;
            await scene.CancelAsync();
            answered.SetResult(await RequestAsync(scene));
        };

        var ran = await scene.SyncAsync();

        // The run lets go of the provider's call, so that it may end before the call does.
        var answer = await answered.Task;
        Assert.NotEqual(ran.RunId, answer);
        Assert.Equal((answer, RunStatus.Succeeded), Of(await scene.SyncAsync()));
    }

    [Fact]
    public async Task A_run_whose_node_is_silent_is_not_the_answer()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        var dead = await scene.AskAsync(RunKind.Manual);
        await scene.Node.ClaimAsync();
        await scene.ChangeAsync("update nexus.sync_run set status = 'running', started_at = now(), fence = 1");
        await scene.ExpireLeaseAsync();

        Assert.NotEqual(dead, await RequestAsync(scene));
    }

    [Fact]
    public async Task A_time_that_the_provider_named_is_waited_for()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        var waiting = await scene.AskAsync(RunKind.Scheduled);
        await scene.ChangeAsync($"{Parked}, not_before = now() + interval '1 h'");

        Assert.Equal(waiting, await RequestAsync(scene));

        Assert.Empty(await scene.Node.ClaimAsync());
        Assert.Equal(
            ["True"],
            await scene.RowsAsync(
                "select s.next_due = s.not_before and r.parked_until = s.not_before from nexus.sync_schedule s, nexus.sync_run r"
            )
        );
    }

    [Fact]
    public async Task A_time_that_nexus_chose_itself_is_not()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 1);
        var waiting = await scene.AskAsync(RunKind.Scheduled);
        await scene.ChangeAsync(Parked);

        Assert.Equal(waiting, await RequestAsync(scene));

        Assert.Equal((waiting, RunStatus.Succeeded), Of(await scene.SyncAsync()));
    }

    [Fact]
    public async Task This_node_is_woken_once_the_run_can_be_seen()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        var signal = new Signal();
        var node = scene.AddNode(adjust: services => services.AddSingleton<ISyncSignal>(signal));
        signal.OnWake = () => scene.RowsAsync(SyncScene.Runs);

        await node.Nexus.SendAsync(scene.Workspace, new RequestSync.Command(scene.Connection));

        Assert.Equal(["manual queued 0 0"], await signal.Seen!);
    }

    private static async Task<Guid> RequestAsync(SyncScene scene) =>
        (await scene.Node.Nexus.SendAsync(scene.Workspace, new RequestSync.Command(scene.Connection))).RunId;

    private static (Guid?, RunStatus?) Of(RunSync.Answer answer) => (answer.RunId, answer.Status);

    private sealed class Signal : ISyncSignal
    {
        public Func<Task<List<string>>> OnWake { get; set; } = () => Task.FromResult(new List<string>());

        public Task<List<string>>? Seen { get; private set; }

        public void Wake() => Seen = OnWake();
    }
}
