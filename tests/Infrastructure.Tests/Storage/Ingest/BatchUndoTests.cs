using Microsoft.Extensions.DependencyInjection;
using Nexus.Application;
using Nexus.Application.Storage;
using Nexus.Testing.Postgres;
using static Nexus.Infrastructure.Tests.Storage.Ingest.IngestScene;

namespace Nexus.Infrastructure.Tests.Storage.Ingest;

public sealed class BatchUndoTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task Undo_brings_back_added_changed_and_removed_points()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.WriteAsync(
            new Given(Spend, "2026-01-01", 1m),
            new(Spend, "2026-01-02", 2m),
            new(Spend, "2026-01-03", 3m)
        );
        var (points, rollups) = (await scene.PointsAsync(), await scene.RollupsAsync());
        var replaced = await scene.WriteAsync(
            IngestMode.Replace,
            new(Spend, "2026-01-01", 10m),
            new(Spend, "2026-01-03", 3m),
            new(Spend, "2026-01-04", 4m)
        );

        var undone = await scene.UndoAsync(replaced);

        Assert.Equal((1, 2, 0), (undone.Removed, undone.Restored, undone.Conflicts));
        Assert.Equal(points, await scene.PointsAsync());
        Assert.Equal(rollups, await scene.RollupsAsync());
    }

    [Fact]
    public async Task A_batch_of_before_undo_was_recorded_is_not_undone()
    {
        await using var scene = await OpenAsync(postgres);
        var old = await scene.WriteAsync(new Given(Spend, "2026-01-01", 1m));
        await ForgetAsync(scene, old);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => scene.UndoAsync(old));

        Assert.Equal("undo_not_recorded", refused.Code);
        Assert.Equal(["custom.spend - 2026-01-01T00:00 1"], await scene.PointsAsync());
    }

    [Fact]
    public async Task A_batch_over_one_of_before_undo_was_recorded_is_undone_only_where_that_one_has_no_say()
    {
        await using var scene = await OpenAsync(postgres);
        var old = await scene.WriteAsync(new Given(Spend, "2026-01-01", 1m));
        await ForgetAsync(scene, old);
        var settled = await scene.WriteAsync(new Given(Spend, "2026-01-01", 2m));
        var above = await scene.WriteAsync(new Given(Spend, "2026-01-01", 3m));

        Assert.Equal(1, (await scene.UndoAsync(above)).Restored);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => scene.UndoAsync(settled));

        Assert.Equal("undo_not_recorded", refused.Code);
        Assert.Equal(["custom.spend - 2026-01-01T00:00 2"], await scene.PointsAsync());
    }

    [Fact]
    public async Task Undo_leaves_alone_what_a_later_batch_wrote_and_counts_it()
    {
        await using var scene = await OpenAsync(postgres);
        var first = await scene.WriteAsync(new Given(Spend, "2026-01-01", 1m), new(Spend, "2026-01-02", 2m));
        await scene.WriteAsync(new Given(Spend, "2026-01-02", 20m));

        var undone = await scene.UndoAsync(first);

        Assert.Equal((1, 0, 1), (undone.Removed, undone.Restored, undone.Conflicts));
        Assert.Equal(["custom.spend - 2026-01-02T00:00 20"], await scene.PointsAsync());
        Assert.Equal(await scene.RollupsFromPointsAsync(), await scene.RollupsAsync());
    }

    [Fact]
    public async Task Batches_undone_from_the_latest_to_the_first_leave_nothing()
    {
        await using var scene = await OpenAsync(postgres);
        var batches = new List<IngestOutcome>
        {
            await scene.WriteAsync(new Given(Spend, "2026-01-01", 1m), new Given(Level, "2026-01-01", 1m)),
            await scene.WriteAsync(new Given(Spend, "2026-01-01", 2m), new Given(Spend, "2026-01-02", 2m)),
            await scene.WriteAsync(IngestMode.Replace, new Given(Spend, "2026-01-02", 3m)),
        };
        batches.Reverse();

        foreach (var batch in batches)
            Assert.Equal(0, (await scene.UndoAsync(batch)).Conflicts);

        Assert.Empty(await scene.PointsAsync());
        Assert.Empty(await scene.RollupsAsync());
    }

    [Fact]
    public async Task Batches_undone_from_the_first_to_the_latest_leave_nothing_either()
    {
        await using var scene = await OpenAsync(postgres);
        var first = await scene.WriteAsync(new Given(Spend, "2026-01-01", 1m));
        var second = await scene.WriteAsync(new Given(Spend, "2026-01-01", 2m));

        Assert.Equal((0, 0, 1), Counts(await scene.UndoAsync(first)));
        Assert.Equal((1, 0, 0), Counts(await scene.UndoAsync(second)));

        Assert.Empty(await scene.PointsAsync());
        Assert.Empty(await scene.RollupsAsync());
    }

    [Fact]
    public async Task A_point_that_a_later_batch_found_as_it_is_stays_until_that_one_is_undone_too()
    {
        await using var scene = await OpenAsync(postgres);
        var first = await scene.WriteAsync(new Given(Spend, "2026-01-01", 1m), new(Spend, "2026-01-02", 2m));
        var second = await scene.WriteAsync(new Given(Spend, "2026-01-02", 2m), new(Spend, "2026-01-03", 3m));

        Assert.Equal((1, 0, 1), Counts(await scene.UndoAsync(first)));
        Assert.Equal(
            ["custom.spend - 2026-01-02T00:00 2", "custom.spend - 2026-01-03T00:00 3"],
            await scene.PointsAsync()
        );
        Assert.Equal((2, 0, 0), Counts(await scene.UndoAsync(second)));
        Assert.Empty(await scene.PointsAsync());
    }

    [Fact]
    public async Task What_an_append_had_to_leave_out_is_added_once_nothing_else_is_there()
    {
        await using var scene = await OpenAsync(postgres);
        var first = await scene.WriteAsync(new Given(Spend, "2026-01-01", 1m));
        await scene.WriteAsync(IngestMode.Append, new Given(Spend, "2026-01-01", 2m));

        Assert.Equal((0, 1, 0), Counts(await scene.UndoAsync(first)));

        Assert.Equal(["custom.spend - 2026-01-01T00:00 2"], await scene.PointsAsync());
        Assert.Equal(await scene.RollupsFromPointsAsync(), await scene.RollupsAsync());
    }

    [Fact]
    public async Task Points_of_months_and_of_descending_days_are_all_taken_back()
    {
        await using var scene = await OpenAsync(postgres);
        Given[] points =
        [
            .. Enumerable.Range(1, 12).Select(month => new Given(Spend, $"2026-{month:00}-01", month, "months")),
            .. Enumerable.Range(1, 28).Select(day => new Given(Spend, $"2026-03-{29 - day:00}", day, "days")),
            .. new[] { "03-05", "03-09", "03-01", "03-01" }.Select(day => new Given(Spend, $"2026-{day}", 1m, "mixed")),
        ];

        var undone = await scene.UndoAsync(await scene.WriteAsync(points));

        Assert.Equal((43, 0, 0), Counts(undone));
        Assert.Empty(await scene.PointsAsync());
    }

    [Fact]
    public async Task Undo_gives_back_finality_and_metadata()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.WriteAsync(new Given(Spend, "2026-01-01", 1m, Final: false, Metadata: """{"page": 1}"""));
        var before = await scene.MarksAsync();
        var changed = await scene.WriteAsync(new Given(Spend, "2026-01-01", 1m));

        Assert.Equal((0, 1, 0), Counts(await scene.UndoAsync(changed)));

        Assert.Equal(before, await scene.MarksAsync());
    }

    [Fact]
    public async Task What_a_sync_wrote_is_not_undone()
    {
        await using var scene = await OpenAsync(postgres);
        var synced = await scene.InTransactionAsync(services =>
            WriteInAsync(services.GetRequiredService<IPointIngest>(), new Given(Spend, "2026-01-01", 1m))
        );

        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.UndoAsync(synced));
    }

    [Fact]
    public async Task A_point_that_only_changes_its_origin_is_no_change()
    {
        await using var scene = await OpenAsync(postgres);
        var first = await scene.WriteAsync(new Given(Spend, "2026-01-01", 5m));
        var second = await scene.WriteAsync(new Given(Spend, "2026-01-01", 5m));

        await scene.UndoAsync(first);
        Assert.Empty(await scene.ChangesAsync());
        Assert.Equal([$"{second.BatchId}"], await scene.RowsAsync("select batch_id from nexus.kpi_point"));
        await scene.UndoAsync(second);

        Assert.Equal(["5 -"], await scene.ChangesAsync());
    }

    [Fact]
    public async Task What_an_import_wrote_and_has_again_counts_once()
    {
        await using var scene = await OpenAsync(postgres);
        var first = await scene.WriteAsync(new Given(Spend, "2026-01-01", 5m));
        var second = await scene.WriteAsync(new Given(Spend, "2026-01-01", 7m));
        var third = await scene.WriteAsync(new Given(Spend, "2026-01-01", 5m));

        Assert.Equal((0, 0, 1), Counts(await scene.UndoAsync(second)));
        Assert.Equal((0, 0, 1), Counts(await scene.UndoAsync(third)));
        Assert.Equal((1, 0, 0), Counts(await scene.UndoAsync(first)));
    }

    [Fact]
    public async Task Times_apart_by_less_than_is_stored_are_one_point_and_are_taken_back()
    {
        await using var scene = await OpenAsync(postgres);
        var batch = await scene.WriteAsync(
            new Given(Spend, "1999-01-01T10:00:00.0000001Z", 1m),
            new(Spend, "1999-01-01T10:00:00.0000009Z", 2m),
            new(Spend, "1999-01-01T10:00:00.0000018Z", 3m),
            new(Spend, "2026-01-01T10:00:00.0000005Z", 4m),
            new(Spend, "2026-01-01T11:00:00.0000025Z", 5m),
            new(Spend, "2026-01-01T12:00:00.0000035Z", 6m)
        );
        Assert.Equal(5, batch.Inserted);

        await scene.UndoAsync(batch);

        Assert.Empty(await scene.PointsAsync());
    }

    [Fact]
    public async Task A_replacement_of_many_points_is_undone_by_looking_each_up()
    {
        await using var scene = await OpenAsync(postgres);
        var days = Enumerable.Range(0, 3_000).Select(i => new DateOnly(2018, 1, 1).AddDays(i)).ToList();
        await scene.WriteAsync([.. days.Select(day => new Given(Spend, $"{day:yyyy-MM-dd}", 1m))]);
        var replaced = await scene.WriteAsync(
            IngestMode.Replace,
            [.. days.Where((_, i) => i % 3 != 1).Select(day => new Given(Spend, $"{day:yyyy-MM-dd}", 2m))]
        );

        Assert.Equal((0, 3_000, 0), Counts(await scene.UndoAsync(replaced)));
    }

    [Fact]
    public async Task An_undo_is_part_of_the_history()
    {
        await using var scene = await OpenAsync(postgres);
        var batch = await scene.WriteAsync(new Given(Spend, "2026-01-01", 1m));

        await scene.UndoAsync(batch);

        Assert.Equal(["1 -"], await scene.ChangesAsync());
    }

    private static (long Removed, long Restored, long Conflicts) Counts(UndoOutcome undone) =>
        (undone.Removed, undone.Restored, undone.Conflicts);

    /// <summary>Leaves a batch as versions left it that did not yet record what an undo needs.</summary>
    private static Task ForgetAsync(IngestScene scene, IngestOutcome batch) =>
        scene.ChangeAsync($"update nexus.ingest_batch set mode = null where batch_id = {batch.BatchId}");
}
