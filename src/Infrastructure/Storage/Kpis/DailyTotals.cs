using Nexus.Application.Storage;
using Nexus.Domain.Kpis;
using Npgsql;
using static Nexus.Infrastructure.Storage.Kpis.Sql;
using static Nexus.Infrastructure.Storage.NumericSql;

namespace Nexus.Infrastructure.Storage.Kpis;

/// <summary>
/// Reads sums by day as they are stored, for any number of lines and ranges: nothing is grouped or sorted, and a row
/// carries no more than its reader does not know.
/// </summary>
internal sealed class DailyTotals : ISeriesStatement
{
    /// <remarks>
    /// Answers <c>level, days after the level's first day, total, points</c>; levels count from 1. Parameters: <c>$1</c>
    /// workspace, <c>$2</c>–<c>$6</c> the levels, <c>$7</c> and <c>$8</c> their ranges.
    /// </remarks>
    private static readonly string Text = $"""
        select q.n::int, r.day - q.first, {Readable("r.total")}, r.points::bigint
        from unnest($2::text[], $3::int[], $4::smallint[], $5::text[], $6::text[], $7::date[], $8::date[])
            with ordinality q(metric, connection_id, granularity, names, currency, first, after, n)
        join nexus.kpi_rollup_day r on r.workspace_id = $1 and r.metric = q.metric and r.connection_id = q.connection_id
            and r.granularity = q.granularity and r.dimension_names = q.names and r.currency = q.currency
            and r.day >= q.first and r.day < q.after
        """;

    private readonly List<(int Slot, SeriesLevel Level, IReadOnlyList<TimeBucket> Buckets)> _lines = [];

    public bool IsEmpty => _lines.Count == 0;

    /// <param name="buckets">Days.</param>
    public void Add(int slot, SeriesLevel level, TimeBuckets buckets) => _lines.Add((slot, level, buckets.Items));

    public NpgsqlBatchCommand Command(int workspace)
    {
        var command = new NpgsqlBatchCommand(Text);
        command.Parameters.Add(P(workspace));
        command.Parameters.Add(P(_lines.ConvertAll(line => line.Level.Metric).ToArray()));
        command.Parameters.Add(P(_lines.ConvertAll(line => line.Level.Source.ConnectionId).ToArray()));
        command.Parameters.Add(P(_lines.ConvertAll(line => (short)line.Level.Granularity).ToArray()));
        command.Parameters.Add(P(_lines.ConvertAll(line => line.Level.DimensionNames).ToArray()));
        command.Parameters.Add(P(_lines.ConvertAll(line => line.Level.Currency).ToArray()));
        command.Parameters.Add(P(_lines.ConvertAll(line => line.Buckets[0].FirstDate).ToArray()));
        command.Parameters.Add(P(_lines.ConvertAll(line => line.Buckets[^1].EndDate).ToArray()));
        return command;
    }

    public void Read(NpgsqlDataReader row, IReadOnlyList<List<KpiCell>> cells)
    {
        var (slot, level, buckets) = _lines[row.GetInt32(0) - 1];
        var bucket = BucketAt(buckets, row.GetInt32(1));
        cells[slot].Add(new KpiCell(level.Currency, null, bucket, row.GetDecimal(2), row.GetInt64(3), false, false));
    }

    /// <summary>The last bucket that begins on the day or before it.</summary>
    private static int BucketAt(IReadOnlyList<TimeBucket> buckets, int days)
    {
        var day = buckets[0].FirstDate.AddDays(days);
        // Days that the zone skips put it further to the front, and a first bucket that holds no whole day one back.
        var at = Math.Min(days + 1, buckets.Count - 1);
        while (buckets[at].FirstDate > day)
            at--;
        return at;
    }
}
