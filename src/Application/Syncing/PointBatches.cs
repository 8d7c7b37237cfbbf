using Nexus.Application.Storage;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Syncing;

/// <summary>Points of adapters and projections in the form that the store takes.</summary>
internal static class PointBatches
{
    private const int Size = 10_000;

    /// <summary>Of points with the same series and time the last one stays: a source that says a thing twice means it once.</summary>
    public static async IAsyncEnumerable<PointBatch> Of(IReadOnlyList<KpiData> points)
    {
        await Task.CompletedTask;
        var numbers = new Dictionary<SeriesKey, int>();
        var last = new Dictionary<(int Series, DateTime At), int>(points.Count);
        for (var i = 0; i < points.Count; i++)
        {
            if (!numbers.TryGetValue(points[i].Series, out var number))
                numbers[points[i].Series] = number = numbers.Count;
            last[(number, points[i].At)] = i;
        }
        var introduced = numbers.OrderBy(pair => pair.Value).Select(pair => pair.Key).ToList();
        foreach (var chunk in last.OrderBy(pair => pair.Key).Chunk(Size))
        {
            yield return new PointBatch(introduced, [.. chunk.Select(pair => Staged(pair.Key.Series, pair.Value))]);
            introduced = [];
        }

        StagedPoint Staged(int series, int index)
        {
            var point = points[index];
            return new(series, point.At, point.Value, index + 1, point.Final, point.Metadata?.ToJsonString());
        }
    }
}
