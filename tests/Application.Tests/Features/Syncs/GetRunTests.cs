using Nexus.Application.Features.Syncs;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

public sealed class GetRunTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task An_unknown_run_is_refused()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => GetAsync(scene, Guid.NewGuid()));

        Assert.Equal("run_not_found", refused.Code);
    }

    [Fact]
    public async Task A_run_that_rejected_records_is_no_success_and_says_which()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 3);
        scene.Account.Rows("visits")[1]["broken"] = true;
        scene.Account.Rows("visits")[2]["x_new"] = 1;

        var run = await GetAsync(scene, (await scene.SyncAsync()).RunId!.Value);

        Assert.Equal("partial", run.Status);
        Assert.False(run.Result!.Success);
        Assert.Equal(["records_rejected", "field_missing"], run.Result.Errors.Select(error => error.Code));
        Assert.Contains("1 record of visits, field value:", run.Result.Errors[1].Message, StringComparison.Ordinal);
        var stream = Assert.Single(run.Streams);
        Assert.Equal(("Visits", "complete", 1), (stream.Title, stream.Status, stream.RecordsRejected));
        Assert.Equal(new KeyValuePair<string, long>("x_new", 1), Assert.Single(stream.UnknownFields));
    }

    [Fact]
    public async Task A_run_that_failed_tells_its_fault_and_what_was_stored()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 4);
        scene.Provider.Fails = call =>
            call == "page visits 2"
                ? new IntegrationException(IntegrationFault.NeedsReauthorisation, "Fake refuses the key.")
                : null;

        var run = await GetAsync(scene, (await scene.SyncAsync()).RunId!.Value);

        Assert.Equal((false, 2L), (run.Result!.Success, run.Result.RecordsProcessed));
        Assert.Equal("needs_reauthorisation", Assert.Single(run.Result.Errors).Code);
        Assert.Null(run.Result.LastSyncAt);
    }

    [Fact]
    public async Task A_run_that_succeeded_answers_as_a_sync_result()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 3);

        var run = await GetAsync(scene, (await scene.SyncAsync()).RunId!.Value);

        Assert.Equal((true, 3L), (run.Result!.Success, run.Result.RecordsProcessed));
        Assert.Empty(run.Result.Errors);
        Assert.NotNull(run.Result.LastSyncAt);
        Assert.Equal((scene.Connection, 1d, 3L), (run.Connection, run.Progress, run.PointsChanged));
    }

    [Fact]
    public async Task Waiting_for_a_run_ends_with_it()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 1);
        var run = await scene.AskAsync(RunKind.Manual);
        var waiting = scene.Node.Nexus.SendAsync(scene.Workspace, new AwaitRun.Query(run, TimeSpan.FromMinutes(1)));

        await scene.SyncAsync();

        Assert.Equal("succeeded", (await waiting).Status);
    }

    [Fact]
    public async Task Waiting_for_a_run_that_waits_longer_is_no_use()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        var run = await scene.AskAsync(RunKind.Manual);
        await scene.ChangeAsync("update nexus.sync_run set parked_until = now() + interval '1 h'");

        var seen = await scene.Node.Nexus.SendAsync(scene.Workspace, new AwaitRun.Query(run, TimeSpan.FromMinutes(1)));

        Assert.Equal("queued", seen.Status);
        Assert.Null(seen.Result);
    }

    private static Task<RunDetail> GetAsync(SyncScene scene, Guid run) =>
        scene.Node.Nexus.SendAsync(scene.Workspace, new GetRun.Query(run));
}
