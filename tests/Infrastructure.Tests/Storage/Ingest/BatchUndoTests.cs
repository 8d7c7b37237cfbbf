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
    public async Task An_undo_is_part_of_the_history()
    {
        await using var scene = await OpenAsync(postgres);
        var batch = await scene.WriteAsync(new Given(Spend, "2026-01-01", 1m));

        await scene.UndoAsync(batch);

        Assert.Equal(["1 -"], await scene.ChangesAsync());
    }
}
