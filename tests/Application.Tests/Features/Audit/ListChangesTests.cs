using System.Globalization;
using Nexus.Application.Features.Audit;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Tests.Features.Kpis;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Audit;

public sealed class ListChangesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private async Task<KpiScene> SceneAsync()
    {
        var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(new("notes.edited", "2026-11-01", 3), new("ads.clicks", "2026-11-01", 5));
        await scene.StoreAsync(new("notes.edited", "2026-11-01", 4), new("ads.clicks", "2026-11-01", 6));
        await scene.SendAsync(new SetOverride.Command("notes.edited", "2026-11-01", 9, "why"));
        return scene;
    }

    [Fact]
    public async Task Another_workspace_has_a_history_of_its_own()
    {
        await using var scene = await SceneAsync();
        await using var other = await scene.AnotherAsync();

        Assert.Empty((await other.SendAsync(new ListChanges.Query())).Items);
    }

    [Fact]
    public async Task A_changed_point_has_a_before_and_an_after()
    {
        await using var scene = await SceneAsync();

        var history = await scene.SendAsync(new ListChanges.Query(Metric: "ads.clicks"));

        var change = Assert.Single(history.Items);
        Assert.Equal(("point.changed", "test", "sync"), (change.Action, change.Actor, change.BatchKind));
        Assert.Equal(5, change.Before!.Value.GetProperty("value").GetDecimal());
        Assert.Equal(6, change.After!.Value.GetProperty("value").GetDecimal());
        Assert.Equal("2026-11-01", change.After.Value.GetProperty("at").GetString());
    }

    [Fact]
    public async Task It_is_narrowed_by_who_what_and_which_batch()
    {
        await using var scene = await SceneAsync();
        var all = (await scene.SendAsync(new ListChanges.Query())).Items;
        var batch = all.First(change => change.Action == "point.changed").Batch;

        Assert.Equal(3, all.Count);
        Assert.Equal(2, (await scene.SendAsync(new ListChanges.Query(Batch: batch))).Items.Count);
        Assert.Single((await scene.SendAsync(new ListChanges.Query(Action: "override.set"))).Items);
        Assert.Empty((await scene.SendAsync(new ListChanges.Query(Actor: "somebody"))).Items);
        Assert.Equal(2, (await scene.SendAsync(new ListChanges.Query(Metric: "notes.edited"))).Items.Count);
        Assert.Empty(
            (
                await scene.SendAsync(
                    new ListChanges.Query(To: all.Min(change => change.At).ToString("O", CultureInfo.InvariantCulture))
                )
            ).Items
        );
    }

    [Fact]
    public async Task Pages_hold_every_change_once()
    {
        await using var scene = await SceneAsync();
        var whole = (await scene.SendAsync(new ListChanges.Query())).Items;
        var paged = new List<ListChanges.Change>();
        string? cursor = null;
        do
        {
            var page = await scene.SendAsync(new ListChanges.Query(Cursor: cursor, Limit: 1));
            paged.AddRange(page.Items);
            cursor = page.Cursor;
        } while (cursor is not null);

        Assert.Equal(
            whole.Select(change => (change.Action, change.Subject)),
            paged.Select(change => (change.Action, change.Subject))
        );
    }
}
