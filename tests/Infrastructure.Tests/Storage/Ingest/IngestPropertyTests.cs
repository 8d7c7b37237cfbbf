using FsCheck;
using FsCheck.Fluent;
using Nexus.Testing.Postgres;
using static Nexus.Infrastructure.Tests.Storage.Ingest.IngestScene;

namespace Nexus.Infrastructure.Tests.Storage.Ingest;

/// <summary>Files of one source, cut into pieces that arrive in any order, repeated or broken off.</summary>
public sealed class IngestPropertyTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly Gen<Given> Point =
        from metric in Gen.Elements(Spend, "custom.clicks", Level)
        from day in Gen.Choose(1, 40)
        from hour in Gen.Frequency((3, Gen.Constant(-1)), (1, Gen.Choose(0, 23)))
        from cents in Gen.Choose(-100_000, 100_000)
        from campaign in Gen.Elements(null, "", "A", "B", "=1+1", "a,b\"c")
        from currency in Gen.Elements("", "EUR")
        select new Given(
            metric,
            $"2026-{(day <= 31 ? $"01-{day:00}" : $"02-{day - 31:00}")}{(hour < 0 ? "" : $"T{hour:00}:00Z")}",
            cents / 100m,
            campaign,
            currency
        );

    /// <summary>Files whose points do not contradict each other: one value per key, so that order cannot matter.</summary>
    private static readonly Gen<Given[][]> Files =
        from points in Gen.ArrayOf(Point, 24)
        let consistent = points.DistinctBy(p => (p.Metric, p.At, p.Campaign, p.Currency)).ToArray()
        from size in Gen.Choose(1, 8)
        select consistent.Chunk(size).ToArray();

    [Fact]
    public void Any_order_repetition_and_prefix_of_the_same_files_ends_in_the_same_table() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(40),
            Prop.ForAll(
                (
                    from files in Files
                    from shuffled in Gen.Shuffle(files)
                    from prefix in Gen.Choose(0, files.Length)
                    select (files, shuffled, prefix)
                ).ToArbitrary(),
                given => Same(given.files, given.shuffled, given.prefix).GetAwaiter().GetResult()
            )
        );

    [Fact]
    public void Rollups_equal_direct_aggregation_after_any_writes_and_undos() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(40),
            Prop.ForAll(
                (
                    from files in Gen.ArrayOf(Gen.NonEmptyListOf(Point), 4)
                    from undone in Gen.Choose(0, 3)
                    from zone in Gen.Elements("UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia")
                    select (files, undone, zone)
                ).ToArbitrary(),
                given =>
                    RollupsHold([.. given.files.Select(f => f.ToArray())], given.undone, given.zone)
                        .GetAwaiter()
                        .GetResult()
            )
        );

    private async Task<bool> Same(Given[][] files, Given[][] shuffled, int prefix)
    {
        await using var once = await OpenAsync(postgres);
        foreach (var file in files)
            await once.WriteAsync(file);

        await using var messy = await OpenAsync(postgres);
        foreach (var file in shuffled.Take(prefix).Concat(shuffled).Concat(files.Take(prefix)))
            await messy.WriteAsync(file);

        return (await once.PointsAsync()).SequenceEqual(await messy.PointsAsync())
            && (await messy.ChangesAsync()).Count == 0;
    }

    private async Task<bool> RollupsHold(Given[][] files, int undone, string zone)
    {
        await using var scene = await OpenAsync(postgres, zone);
        var batches = new List<Nexus.Application.Storage.IngestOutcome>();
        foreach (var file in files)
            batches.Add(await scene.WriteAsync(file));
        await scene.UndoAsync(batches[undone]);
        return (await scene.RollupsAsync()).SequenceEqual(await scene.RollupsFromPointsAsync());
    }
}
