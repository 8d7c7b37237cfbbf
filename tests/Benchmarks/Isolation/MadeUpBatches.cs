using System.Globalization;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Benchmarks.Isolation;

/// <summary>Points as a file's reader hands them over, ready in memory: day after day, all campaigns.</summary>
internal static class MadeUpBatches
{
    private const int Series = 200;
    private const int BatchPoints = 2_000;

    public static IReadOnlyList<PointBatch> Of(int points)
    {
        var first = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var all = Enumerable
            .Range(0, points)
            .Select(i => new StagedPoint(i % Series, first.AddDays(i / Series), (i * 37 % 100_000) / 100m, i + 2));
        return [.. all.Chunk(BatchPoints).Select((chunk, i) => new PointBatch(i == 0 ? [.. Keys()] : [], chunk))];
    }

    private static IEnumerable<SeriesKey> Keys() =>
        Enumerable
            .Range(0, Series)
            .Select(i => new SeriesKey(
                "ads.spend",
                Granularity.Day,
                "EUR",
                DimensionSet.Of([
                    KeyValuePair.Create("campaign", string.Create(CultureInfo.InvariantCulture, $"Campaign {i}")),
                ])
            ));
}
