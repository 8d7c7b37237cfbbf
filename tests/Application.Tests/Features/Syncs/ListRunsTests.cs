using FluentValidation;
using Nexus.Application.Features.Syncs;
using Nexus.Domain.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

public sealed class ListRunsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task A_status_or_kind_that_does_not_exist_is_refused()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);

        await Assert.ThrowsAsync<ValidationException>(() => ListAsync(scene, status: "done"));
        await Assert.ThrowsAsync<ValidationException>(() => ListAsync(scene, kind: "Manual"));
    }

    [Fact]
    public async Task Pages_hold_every_run_once_latest_first()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        var asked = new List<Guid>();
        for (var i = 0; i < 5; i++)
            asked.Add(await scene.AskAsync(RunKind.Manual));
        await scene.ChangeAsync("update nexus.sync_run set queued_at = now() - interval '1 h' where kind = 'manual'");

        var seen = new List<Guid>();
        IReadOnlyList<RunView> page;
        do
        {
            page = await ListAsync(scene, cursor: seen.Count == 0 ? null : seen[^1], limit: 2);
            seen.AddRange(page.Select(run => run.Id));
        } while (page.Count == 2);

        Assert.Equal(asked.AsEnumerable().Reverse().Order(), seen.Order());
        Assert.Equal(seen.Distinct(), seen);
    }

    [Fact]
    public async Task Runs_are_found_by_connection_status_and_kind()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        var other = await scene.ConnectAsync(scene.Workspace, "acct_2", "manual");
        await scene.SyncAsync();
        var queued = await scene.Node.Nexus.SendAsync(scene.Workspace, new RequestSync.Command(other));

        Assert.Equal(queued.RunId, Assert.Single(await ListAsync(scene, other)).Id);
        Assert.Equal(queued.RunId, Assert.Single(await ListAsync(scene, status: "queued")).Id);
        Assert.Equal(queued.RunId, Assert.Single(await ListAsync(scene, kind: "manual")).Id);
        Assert.Equal(2, (await ListAsync(scene)).Count);
        Assert.Empty(await ListAsync(scene, other, kind: "scheduled"));
    }

    private static Task<IReadOnlyList<RunView>> ListAsync(
        SyncScene scene,
        Guid? connection = null,
        string? status = null,
        string? kind = null,
        Guid? cursor = null,
        int limit = 50
    ) => scene.Node.Nexus.SendAsync(scene.Workspace, new ListRuns.Query(connection, status, kind, cursor, limit));
}
