using FsCheck;
using FsCheck.Fluent;
using Nexus.Application.Storage;
using Nexus.Testing.Postgres;
using static Nexus.Infrastructure.Tests.Storage.Ingest.IngestScene;

namespace Nexus.Infrastructure.Tests.Storage.Ingest;

/// <summary>Imports of a few points, in every mode, and undos in any order between them.</summary>
public sealed class UndoPropertyTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    /// <summary>Few keys and few values, so that imports meet, agree and contradict each other.</summary>
    private static readonly Gen<Given> Point =
        from metric in Gen.Frequency((3, Gen.Constant(Spend)), (1, Gen.Constant(Level)))
        from day in Gen.Choose(1, 4)
        from value in Gen.Choose(1, 3)
        from campaign in Gen.Frequency((2, Gen.Constant<string?>(null)), (1, Gen.Constant<string?>("A")))
        select new Given(metric, $"2026-01-0{day}", value, campaign);

    /// <summary>An import, or with no points the undo of one of those that stand.</summary>
    private static readonly Gen<Step> Steps = Gen.Frequency(
        (
            3,
            from mode in Gen.Elements(IngestMode.Upsert, IngestMode.Upsert, IngestMode.Replace, IngestMode.Append)
            from size in Gen.Choose(1, 4)
            from points in Gen.ArrayOf(Point, size)
            select new Step(mode, points, 0)
        ),
        (2, from which in Gen.Choose(0, 100) select new Step(IngestMode.Upsert, [], which))
    );

    [Fact]
    public void Imports_and_undos_in_any_order_leave_what_the_standing_imports_would_have_written() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(80),
            Prop.ForAll(
                (from length in Gen.Choose(2, 12) from steps in Gen.ArrayOf(Steps, length) select steps).ToArbitrary(),
                steps => LeavesWhatStands(steps).GetAwaiter().GetResult()
            )
        );

    private async Task<bool> LeavesWhatStands(Step[] steps)
    {
        await using var scene = await OpenAsync(postgres);
        var standing = new List<(Step Import, IngestOutcome Batch)>();
        foreach (var step in steps)
        {
            if (step.Points.Length > 0)
            {
                standing.Add((step, await scene.WriteAsync(step.Mode, step.Points)));
            }
            else if (standing.Count > 0)
            {
                var undone = standing[step.Which % standing.Count];
                standing.Remove(undone);
                await scene.UndoAsync(undone.Batch);
            }
        }

        await using var plain = await OpenAsync(postgres);
        foreach (var (import, _) in standing)
            await plain.WriteAsync(import.Mode, import.Points);
        return (await plain.PointsAsync()).SequenceEqual(await scene.PointsAsync())
            && (await scene.RollupsFromPointsAsync()).SequenceEqual(await scene.RollupsAsync());
    }

    private sealed record Step(IngestMode Mode, Given[] Points, int Which)
    {
        public override string ToString() =>
            Points.Length == 0
                ? $"undo {Which}"
                : $"{Mode} {string.Join(", ", Points.Select(p => $"{p.Metric} {p.Campaign} {p.At} = {p.Value}"))}";
    }
}
