using System.Text.Json;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;
using Npgsql;
using NpgsqlTypes;
using static Nexus.Infrastructure.Storage.Kpis.Sql;

namespace Nexus.Infrastructure.Storage.Kpis;

/// <summary>One statement that answers every read of the same form; a read's index is its slot.</summary>
internal sealed class SeriesStatement
{
    private readonly Form _form;
    private readonly KpiRead _read;
    private readonly List<(int Slot, SeriesLevel Level)> _levels = [];

    /// <param name="form">What the reads have in common.</param>
    /// <param name="read">One of them, for its grouping and filters.</param>
    private SeriesStatement(Form form, KpiRead read) => (_form, _read) = (form, read);

    /// <summary>Sorts reads into as few statements as their forms allow.</summary>
    public static IReadOnlyCollection<SeriesStatement> For(IReadOnlyList<KpiRead> reads)
    {
        var statements = new Dictionary<Form, SeriesStatement>();
        for (var slot = 0; slot < reads.Count; slot++)
        {
            foreach (var level in reads[slot].Levels)
            {
                foreach (var form in Forms(reads[slot], level))
                {
                    if (!statements.TryGetValue(form, out var statement))
                        statements[form] = statement = new SeriesStatement(form, reads[slot]);
                    statement._levels.Add((slot, level));
                }
            }
        }
        return statements.Values;
    }

    public void AddTo(NpgsqlBatch batch, int workspace)
    {
        var buckets = _form.Buckets.Items;
        var command = new NpgsqlBatchCommand(SeriesSql.For(_form.Text));
        batch.BatchCommands.Add(command);
        var values = command.Parameters;
        values.Add(P(workspace));
        values.Add(P(_levels.ConvertAll(entry => entry.Slot).ToArray()));
        values.Add(P(_levels.ConvertAll(entry => entry.Level.Metric).ToArray()));
        values.Add(P(_levels.ConvertAll(entry => entry.Level.Source.ConnectionId).ToArray()));
        values.Add(P(_levels.ConvertAll(entry => (short)entry.Level.Granularity).ToArray()));
        values.Add(P(_levels.ConvertAll(entry => entry.Level.DimensionNames).ToArray()));
        values.Add(P(_levels.ConvertAll(entry => entry.Level.Currency).ToArray()));
        if (_form.Text.Shape is SeriesShape.RollupDay or SeriesShape.RollupMonth)
        {
            values.Add(P(buckets.Select(bucket => bucket.FirstDate).ToArray()));
            values.Add(P(buckets[0].FirstDate));
            values.Add(P(buckets[^1].EndDate));
            return;
        }

        values.Add(Instants(buckets.Select(Start)));
        values.Add(P(Start(buckets[0])));
        values.Add(P(End(buckets[^1])));
        values.Add(Instants(_form.Text.Shape == SeriesShape.Latest ? buckets.Select(End) : []));
        if (_read.Grouping is { } grouping)
        {
            values.Add(P(grouping.Dimension));
            if (grouping.Values is { } shown)
                values.Add(P(shown.ToArray()));
        }
        foreach (var filter in _read.Filters)
        {
            values.Add(P(filter.Name));
            values.Add(P(filter.Values.ToArray()));
        }
    }

    private DateTime Start(TimeBucket bucket) => _form.Hourly ? bucket.Start.UtcDateTime : AsUtc(bucket.FirstDate);

    private DateTime End(TimeBucket bucket) => _form.Hourly ? bucket.End.UtcDateTime : AsUtc(bucket.EndDate);

    private static NpgsqlParameter<DateTime[]> Instants(IEnumerable<DateTime> instants) =>
        new NpgsqlParameter<DateTime[]>
        {
            TypedValue = [.. instants],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        };

    private static DateTime AsUtc(DateOnly date) => date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    private static IEnumerable<Form> Forms(KpiRead read, SeriesLevel level)
    {
        var hourly = level.Granularity == Granularity.Hour;
        var rollup = Rollup(read, level);
        var shape = rollup ?? Shape(read, level);
        var criteria = Criteria(read);
        yield return With(shape, overrides: rollup is null && read.Facts.HasOverrides);
        if (rollup is not null && read.Facts.HasOverrides)
            yield return With(SeriesShape.OverrideDelta, overrides: false);
        if (read.Facts.HasProvisional && read.Grouping is not { TotalsOnly: true })
            yield return With(SeriesShape.Provisional, overrides: false);

        Form With(SeriesShape chosen, bool overrides)
        {
            var grouping = read.Grouping;
            var text = new SeriesText(
                chosen,
                grouping is not null,
                grouping?.Values is not null,
                read.Filters.Count,
                overrides
            );
            return new Form(text, hourly, read.Buckets, criteria);
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
            words = words.Concat(["by", grouping.Dimension, .. grouping.Values ?? []]);
        return JsonSerializer.Serialize(words);
    }

    /// <summary>What reads have to share to be answered together.</summary>
    private readonly record struct Form(SeriesText Text, bool Hourly, TimeBuckets Buckets, string Criteria);
}
