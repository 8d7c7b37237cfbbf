using Nexus.Application.Features.Kpis;
using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Testing.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

/// <summary>What becomes of a person's value when its point is synced again: only a sync that succeeds takes it away.</summary>
public sealed class OverriddenPointTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Overrides =
        "select ts::date, value, coalesce(closed_because, 'shown') from nexus.kpi_override order by ts, created_at";

    private const string Superseded =
        "select e.action, e.actor, b.run_id is not null from nexus.audit_event e left join nexus.ingest_batch b using (workspace_id, batch_id) where e.action = 'override.superseded'";

    [Fact]
    public async Task A_sync_that_fails_on_its_second_page_leaves_the_override_of_its_first_page_shown()
    {
        await using var scene = await OpenAsync();
        Fail(scene, new(IntegrationFault.Unavailable, "It is down."));

        Assert.Equal(RunStatus.Partial, (await scene.SyncAsync()).Status);

        Assert.Equal(["2026-03-01 100 shown"], await scene.RowsAsync(Overrides));
        Assert.Empty(await scene.RowsAsync(Superseded));
    }

    [Fact]
    public async Task A_sync_that_is_cancelled_after_the_page_leaves_it_shown()
    {
        await using var scene = await OpenAsync();
        scene.Node.Failpoints.FreezeAt(Failpoint.AfterPageCommit);
        var running = scene.SyncAsync();
        await scene.Node.Failpoints.Frozen;
        await scene.CancelAsync();
        scene.Provider.During = (call, token) =>
            call == "page visits 2" ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;
        scene.Node.Failpoints.Thaw();

        Assert.Equal(RunStatus.Cancelled, (await running).Status);

        Assert.Equal(["2026-03-01 100 shown"], await scene.RowsAsync(Overrides));
    }

    [Fact]
    public async Task A_run_that_waits_for_its_provider_closes_it_once_it_has_succeeded()
    {
        await using var scene = await OpenAsync();
        Fail(scene, new(IntegrationFault.RateLimited, "Too many calls."));
        Assert.Equal(RunStatus.Queued, (await scene.SyncAsync()).Status);
        Assert.Equal(["2026-03-01 100 shown"], await scene.RowsAsync(Overrides));
        scene.Provider.Fails = _ => null;
        await scene.DueAsync();
        var version = await VersionAsync(scene);

        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync()).Status);

        Assert.Equal(["2026-03-01 100 superseded"], await scene.RowsAsync(Overrides));
        Assert.Equal(["override.superseded scheduler True"], await scene.RowsAsync(Superseded));
        Assert.True(await VersionAsync(scene) > version);
    }

    [Fact]
    public async Task A_run_whose_node_died_has_it_closed_by_the_one_that_goes_on()
    {
        await using var scene = await OpenAsync();
        scene.Node.Failpoints.FreezeAt(Failpoint.AfterPageCommit);
        var dying = scene.SyncAsync();
        await scene.Node.Failpoints.Frozen;
        await scene.ExpireLeaseAsync();
        await using var other = scene.AddNode();

        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync(other)).Status);

        Assert.Equal(["2026-03-01 100 superseded"], await scene.RowsAsync(Overrides));
        scene.Node.Failpoints.Thaw();
        await dying;
    }

    [Fact]
    public async Task A_value_that_was_put_there_after_the_page_is_newer_than_the_sync()
    {
        await using var scene = await OpenAsync();
        scene.Node.Failpoints.FreezeAt(Failpoint.AfterPageCommit);
        var running = scene.SyncAsync();
        await scene.Node.Failpoints.Frozen;
        await OverrideAsync(scene, 200);
        scene.Node.Failpoints.Thaw();

        Assert.Equal(RunStatus.Succeeded, (await running).Status);

        Assert.Equal(["2026-03-01 100 replaced", "2026-03-01 200 shown"], await scene.RowsAsync(Overrides));
    }

    [Fact]
    public async Task A_point_that_its_source_took_back_is_not_shown_by_its_override_any_longer()
    {
        await using var scene = await OpenAsync();
        RestatedDays.Answer(scene, new(2026, 3, 1), new(2026, 3, 5));
        scene.Account.Rows("visits").RemoveAt(0);

        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync()).Status);

        Assert.Equal(["2026-03-01 100 superseded"], await scene.RowsAsync(Overrides));
        Assert.Single(await scene.RowsAsync(Superseded));
    }

    [Fact]
    public async Task A_point_that_a_failing_sync_took_back_loses_its_override_with_the_next_that_succeeds()
    {
        await using var scene = await OpenAsync();
        scene.Account.Rows("visits").RemoveAt(0);
        RestatedDays.Answer(scene, new(2026, 3, 1), new(2026, 3, 5));
        var whole = scene.Provider.Pages;
        scene.Provider.Pages = request => whole(request).Concat(whole(request));
        Fail(scene, new(IntegrationFault.Unavailable, "It is down."));
        await scene.SyncAsync();
        Assert.Equal(["2026-03-01 100 shown"], await scene.RowsAsync(Overrides));
        Assert.DoesNotContain("2026-03-01 1", await scene.PointsAsync());
        scene.Provider.Fails = _ => null;
        scene.Provider.Pages = whole;
        await scene.DueAsync();

        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync()).Status);

        Assert.Equal(["2026-03-01 100 superseded"], await scene.RowsAsync(Overrides));
    }

    [Fact]
    public async Task A_value_where_the_source_never_had_one_stays()
    {
        await using var scene = await OpenAsync(day: "2026-03-20");
        RestatedDays.Answer(scene, new(2026, 3, 1), new(2026, 3, 31));

        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync()).Status);

        Assert.Equal(["2026-03-20 100 shown"], await scene.RowsAsync(Overrides));
    }

    /// <summary>Five days are stored, of which one is overridden with 100, and all of them are to be read again.</summary>
    private async Task<SyncScene> OpenAsync(string day = "2026-03-01")
    {
        var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 5);
        await scene.SyncAsync();
        await OverrideAsync(scene, 100, day);
        await scene.ChangeAsync("update nexus.connection_stream set checkpoint = null, complete = false");
        await scene.DueAsync();
        return scene;
    }

    private static Task OverrideAsync(SyncScene scene, decimal value, string day = "2026-03-01") =>
        scene.Node.Nexus.SendAsync(
            scene.Workspace,
            new SetOverride.Command(FakeAccount.Sessions.Metric, day, value, "counted by hand")
        );

    private static async Task<long> VersionAsync(SyncScene scene) =>
        long.Parse((await scene.RowsAsync("select data_version from nexus.workspace"))[0], null);

    private static void Fail(SyncScene scene, IntegrationException failure) =>
        scene.Provider.Fails = made => made == "page visits 2" ? failure : null;
}
