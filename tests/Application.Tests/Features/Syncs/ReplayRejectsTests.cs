using Nexus.Application.Features.Syncs;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Testing.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

public sealed class ReplayRejectsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task Where_nothing_was_rejected_there_is_nothing_to_replay()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => ReplayAsync(scene));

        Assert.Equal((RefusalKind.Conflict, "nothing_rejected"), (refused.Kind, refused.Code));
    }

    [Fact]
    public async Task Rejected_records_are_listed_by_run_and_connection_page_by_page()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        var run = await RejectAsync(scene, 3);

        var first = await OfRunAsync(scene, run, null);
        var second = await OfRunAsync(scene, run, first[^1].Id);
        var all = await OfConnectionAsync(scene);

        Assert.Equal((2, 1), (first.Count, second.Count));
        Assert.Equal(all.Select(one => one.Id), first.Concat(second).Select(one => one.Id));
        Assert.All(all, one => Assert.Equal(("visits", "field_missing", "value"), (one.Stream, one.Code, one.Field)));
        Assert.All(first, one => Assert.Null(one.Record));
        Assert.All(all, one => Assert.Contains("\"broken\":true", one.Record, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Records_that_can_be_read_by_now_are_stored_and_no_longer_listed()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        var rejecting = await RejectAsync(scene, 2);
        scene.Provider.Maps = data => FakeAccount.AsPoints(Mended(data));

        var run = await ReplayAsync(scene);
        Assert.Equal(run, await ReplayAsync(scene));
        var answer = await scene.SyncAsync();

        Assert.Equal((run, RunStatus.Succeeded), (answer.RunId!.Value, answer.Status!.Value));
        Assert.Equal(["2026-03-01 1", "2026-03-02 2"], await scene.PointsAsync());
        Assert.Empty(await OfConnectionAsync(scene));
        Assert.All(await OfRunAsync(scene, rejecting, null), one => Assert.NotNull(one.ResolvedAt));
    }

    [Fact]
    public async Task A_value_that_a_later_sync_stored_is_not_replaced_by_an_older_one_that_can_be_read_by_now()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        await RejectAsync(scene, 2);
        scene.Account.Add("visits", "visits-3", "2026-03-02", 20);
        await scene.DueAsync();
        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync()).Status);
        Assert.Equal(["2026-03-02 20"], await scene.PointsAsync());
        scene.Provider.Maps = data => FakeAccount.AsPoints(Mended(data));

        await ReplayAsync(scene);
        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync()).Status);

        Assert.Equal(["2026-03-01 1", "2026-03-02 20"], await scene.PointsAsync());
        Assert.Contains(
            "1 value is older",
            Assert.Single(await scene.RowsAsync("select notice from nexus.sync_run_stream where notice is not null")),
            StringComparison.Ordinal
        );
        Assert.Empty(await OfConnectionAsync(scene));
    }

    [Fact]
    public async Task Days_that_a_later_page_has_restated_take_nothing_from_an_older_record()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        RestatedDays.Answer(scene, new(2026, 3, 1), new(2026, 3, 3));
        scene.Account.AddDays("visits", 3);
        scene.Account.Rows("visits")[1]["broken"] = true;
        await scene.SyncAsync();
        // The second of March has no value any more, and the first is not read again.
        RestatedDays.Answer(scene, new(2026, 3, 2), new(2026, 3, 4));
        scene.Account.Rows("visits").RemoveAt(1);
        await scene.DueAsync();
        await scene.SyncAsync();
        scene.Provider.Maps = data => FakeAccount.AsPoints(Mended(data));

        await ReplayAsync(scene);
        await scene.SyncAsync();

        Assert.Equal(["2026-03-01 1", "2026-03-03 3"], await scene.PointsAsync());
    }

    [Fact]
    public async Task What_cannot_be_read_yet_stays_the_same_rejected_record()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        await RejectAsync(scene, 1);

        await ReplayAsync(scene);
        await scene.SyncAsync();

        Assert.Equal(2, Assert.Single(await OfConnectionAsync(scene)).Times);
    }

    private static async Task<Guid> RejectAsync(SyncScene scene, int records)
    {
        scene.Account.AddDays("visits", records);
        foreach (var row in scene.Account.Rows("visits"))
            row["broken"] = true;
        return (await scene.SyncAsync()).RunId!.Value;
    }

    private static RawData Mended(RawData data)
    {
        var row = System.Text.Json.Nodes.JsonObject.Create(data.Payload)!;
        row.Remove("broken");
        return data with { Payload = System.Text.Json.JsonSerializer.SerializeToElement(row) };
    }

    private static async Task<Guid> ReplayAsync(SyncScene scene) =>
        (await scene.Node.Nexus.SendAsync(scene.Workspace, new ReplayRejects.Command(scene.Connection))).RunId;

    private static Task<IReadOnlyList<RejectView>> OfRunAsync(SyncScene scene, Guid run, long? cursor) =>
        scene.Node.Nexus.SendAsync(scene.Workspace, new ListRunRejects.Query(run, cursor, 2, WithRecords: false));

    private static Task<IReadOnlyList<RejectView>> OfConnectionAsync(SyncScene scene) =>
        scene.Node.Nexus.SendAsync(
            scene.Workspace,
            new ListConnectionRejects.Query(scene.Connection, null, 50, WithRecords: true)
        );
}
