using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Storage;
using Nexus.Testing.Postgres;
using static Nexus.Infrastructure.Tests.Storage.Ingest.IngestScene;

namespace Nexus.Infrastructure.Tests.Storage.Ingest;

/// <summary>Overrides that an import closed, once the import is undone.</summary>
public sealed class OverrideUndoTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly Given Stored = new(Spend, "2026-01-01", 1m);

    [Fact]
    public async Task An_override_that_an_import_closed_is_shown_again_once_the_import_is_undone()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.WriteAsync(Stored);
        await OverrideAsync(scene, 5m);
        var covering = await scene.WriteAsync(Stored);

        await scene.UndoAsync(covering);

        Assert.Equal(["5 True - -"], await OverridesAsync(scene));
        Assert.Equal(
            ["override.superseded", "override.reopened"],
            await scene.RowsAsync("select action from nexus.audit_event order by event_id")
        );
    }

    [Fact]
    public async Task It_stays_closed_while_a_later_import_speaks_of_its_point()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.WriteAsync(Stored);
        await OverrideAsync(scene, 5m);
        var first = await scene.WriteAsync(Stored);
        var second = await scene.WriteAsync(Stored with { Value = 2m });

        await scene.UndoAsync(first);
        Assert.Equal([$"5 False superseded {second.BatchId}"], await OverridesAsync(scene));
        await scene.UndoAsync(second);

        Assert.Equal(["5 True - -"], await OverridesAsync(scene));
    }

    [Fact]
    public async Task It_gives_way_to_an_override_that_was_put_there_since()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.WriteAsync(Stored);
        await OverrideAsync(scene, 5m);
        var covering = await scene.WriteAsync(Stored);
        await OverrideAsync(scene, 6m);

        await scene.UndoAsync(covering);

        Assert.Equal(
            ["5 replaced", "6 -"],
            await scene.RowsAsync("select value, closed_because from nexus.kpi_override order by value")
        );
    }

    [Fact]
    public async Task An_append_closes_the_overrides_of_points_that_it_adds_and_of_no_other()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.WriteAsync(Stored);
        await OverrideAsync(scene, 5m);

        await scene.WriteAsync(IngestMode.Append, Stored with { Value = 2m }, Stored with { At = "2026-01-02" });
        Assert.Equal(["5 True - -"], await OverridesAsync(scene));
        await OverrideAsync(scene, 6m, 3);
        var adding = await scene.WriteAsync(IngestMode.Append, Stored with { At = "2026-01-03" });

        Assert.Equal(["5 True - -", $"6 False superseded {adding.BatchId}"], await OverridesAsync(scene));
    }

    [Fact]
    public async Task It_is_shown_again_where_a_later_append_left_its_point_alone()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.WriteAsync(Stored);
        await OverrideAsync(scene, 5m);
        var covering = await scene.WriteAsync(Stored);
        await scene.WriteAsync(IngestMode.Append, Stored with { Value = 2m });

        await scene.UndoAsync(covering);

        Assert.Equal(["5 True - -"], await OverridesAsync(scene));
    }

    [Fact]
    public async Task A_replacement_that_removes_a_point_closes_its_override_and_its_undo_shows_both_again()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.WriteAsync(Stored with { At = "2025-12-31" }, Stored, Stored with { At = "2026-01-02" });
        await OverrideAsync(scene, 5m);
        Given[] others = [Stored with { At = "2025-12-31" }, Stored with { At = "2026-01-02" }];
        var first = await scene.WriteAsync(IngestMode.Replace, others);
        Assert.Equal([$"5 False superseded {first.BatchId}"], await OverridesAsync(scene));
        var second = await scene.WriteAsync(IngestMode.Replace, others);

        await scene.UndoAsync(first);
        Assert.Equal([$"5 False superseded {second.BatchId}"], await OverridesAsync(scene));
        await scene.UndoAsync(second);

        Assert.Equal(["5 True - -"], await OverridesAsync(scene));
        Assert.Equal(3, (await scene.PointsAsync()).Count);
    }

    private static Task<List<string>> OverridesAsync(IngestScene scene) =>
        scene.RowsAsync(
            "select value, closed_at is null, closed_because, closed_by_batch from nexus.kpi_override order by value"
        );

    private static Task<int> OverrideAsync(IngestScene scene, decimal value, int day = 1) =>
        scene.InTransactionAsync(async services =>
        {
            var overrides = services.GetRequiredService<IKpiOverrides>();
            var series = (await overrides.FindSeriesAsync(Spend, null, 1, default))[0];
            await overrides.SetAsync(
                series.Source.ConnectionId,
                series.SeriesId,
                new DateTime(2026, 1, day, 0, 0, 0, DateTimeKind.Utc),
                value,
                "test",
                default
            );
            return 0;
        });
}
