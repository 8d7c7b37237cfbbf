using System.Text.Json;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;
using Npgsql;

namespace Nexus.Infrastructure.Storage.Kpis;

/// <summary>One statement of a batch that reads series.</summary>
internal interface ISeriesStatement
{
    NpgsqlBatchCommand Command(int workspace);

    /// <summary>Adds what a row of its answer says to the cells of the reads that it belongs to.</summary>
    /// <param name="cells">By slot.</param>
    void Read(NpgsqlDataReader row, IReadOnlyList<List<KpiCell>> cells);
}

/// <summary>What reads have to share to be answered together.</summary>
internal readonly record struct SeriesForm(SeriesText Text, bool Hourly, TimeBuckets Buckets, string Criteria);

/// <summary>Sorts reads into as few statements as their forms allow; a read's index is its slot.</summary>
internal static class SeriesStatements
{
    /// <param name="open">Takes the lines whose open buckets it marks.</param>
    public static IReadOnlyList<ISeriesStatement> For(IReadOnlyList<KpiRead> reads, OpenBuckets open)
    {
        var daily = new DailyTotals();
        var others = new Dictionary<SeriesForm, SeriesStatement>();
        for (var slot = 0; slot < reads.Count; slot++)
        {
            var read = reads[slot];
            foreach (var level in read.Levels)
            {
                if (IsDaily(read, Rollup(read, level)))
                    daily.Add(slot, level, read.Buckets);
                if (read is { Facts.HasProvisional: true, Grouping: null, Filters.Count: 0 })
                    open.Add(slot, level, read);
                foreach (var form in Forms(read, level))
                {
                    if (!others.TryGetValue(form, out var statement))
                        others[form] = statement = new SeriesStatement(form, read);
                    statement.Add(slot, level);
                }
            }
        }
        return
        [
            .. daily.IsEmpty ? [] : (IEnumerable<ISeriesStatement>)[daily],
            .. others.Values,
            .. open.KnowsAll ? [] : (IEnumerable<ISeriesStatement>)[open],
        ];
    }

    /// <summary>Whether the stored sums are the answer as they stand.</summary>
    private static bool IsDaily(KpiRead read, SeriesShape? rollup) =>
        rollup == SeriesShape.RollupDay && read.Buckets.Size == Granularity.Day;

    private static IEnumerable<SeriesForm> Forms(KpiRead read, SeriesLevel level)
    {
        var hourly = level.Granularity == Granularity.Hour;
        var rollup = Rollup(read, level);
        var shape = rollup ?? Shape(read, level);
        var criteria = Criteria(read);
        if (!IsDaily(read, rollup))
            yield return With(shape, overrides: rollup is null && read.Facts.HasOverrides);
        if (rollup is not null && read.Facts.HasOverrides)
            yield return With(SeriesShape.OverrideDelta, overrides: false);
        if (
            read.Facts.HasProvisional
            && (read.Grouping is { TotalsOnly: false } || read is { Grouping: null, Filters.Count: > 0 })
        )
            yield return With(SeriesShape.Provisional, overrides: false);

        SeriesForm With(SeriesShape chosen, bool overrides)
        {
            var grouping = read.Grouping;
            var text = new SeriesText(
                chosen,
                grouping is not null,
                grouping?.Values is not null,
                read.Filters.Count,
                overrides
            );
            return new SeriesForm(text, hourly, read.Buckets, criteria);
        }
    }

    private static SeriesShape? Rollup(KpiRead read, SeriesLevel level)
    {
        if (
            !read.UseRollups
            || read.Aggregation != MetricAggregation.Sum
            || !level.Additive
            || read.Grouping is not null
            || read.Filters.Count > 0
            || read.Buckets.Size == Granularity.Hour
        )
            return null;

        // Ready sums know no instants, only days: a range that cuts through one needs the points.
        if (level.Granularity == Granularity.Hour && !read.Buckets.IsWholeDays)
            return null;
        var items = read.Buckets.Items;
        var wholeMonths = items[0].FirstDate.Day == 1 && items[^1].EndDate.Day == 1;
        return read.Buckets.Size >= Granularity.Month && wholeMonths ? SeriesShape.RollupMonth : SeriesShape.RollupDay;
    }

    private static SeriesShape Shape(KpiRead read, SeriesLevel level)
    {
        var adds = read.Aggregation == MetricAggregation.Sum;
        if (read.Grouping is { TotalsOnly: true, Top: not null })
            return SeriesShape.TopSum;
        if (read.Grouping is { TotalsOnly: true })
            return adds ? SeriesShape.RangeSum : SeriesShape.RangeLatest;
        // A series has one point a day, so its days have nothing to choose the latest from.
        var one = level.Granularity == Granularity.Day && read.Buckets.Size == Granularity.Day;
        return adds || one ? SeriesShape.Sum : SeriesShape.Latest;
    }

    private static string Criteria(KpiRead read)
    {
        if (read.Grouping is null && read.Filters.Count == 0)
            return string.Empty;
        var words = read.Filters.SelectMany(filter => (IEnumerable<string>)["=", filter.Name, .. filter.Values]);
        if (read.Grouping is { } grouping)
            words = words.Concat(["by", grouping.Dimension, $"{grouping.Top}", .. grouping.Values ?? []]);
        return JsonSerializer.Serialize(words);
    }
}
