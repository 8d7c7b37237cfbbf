using Nexus.Application.Storage;
using Nexus.Domain.Kpis;
using Nexus.Domain.Workspaces;
using Npgsql;
using static Nexus.Infrastructure.Storage.Kpis.Sql;

namespace Nexus.Infrastructure.Storage.Kpis;

/// <summary>
/// Marks the buckets in which a source may still restate something, of lines that hold all series of their levels.
/// </summary>
/// <remarks>
/// Thousands of series are open on the same few days, at the end of what there is. Those days are read once for each level
/// and version of the data, and answer for every range after that.
/// </remarks>
/// <param name="memory">Knows those of earlier reads; null where the transaction may see what has no version yet.</param>
internal sealed class OpenBuckets(FactsMemory? memory) : ISeriesStatement
{
    /// <remarks>
    /// Answers <c>level, time</c> of points that are not final; levels count from 1. Parameters: <c>$1</c> workspace,
    /// <c>$2</c>–<c>$6</c> the levels. Series are chosen before any point is looked up.
    /// </remarks>
    private const string Text = """
        with picked as materialized (
            select q.n::int as level, s.series_id
            from unnest($2::text[], $3::int[], $4::smallint[], $5::text[], $6::text[])
                with ordinality q(metric, connection_id, granularity, names, currency, n)
            join nexus.kpi_series s on s.workspace_id = $1 and s.metric = q.metric and s.connection_id = q.connection_id
                and s.granularity = q.granularity and s.dimension_names = q.names and s.currency = q.currency)
        select distinct s.level, p.ts
        from picked s
        cross join lateral (
            select p.ts from nexus.kpi_point p
            where p.workspace_id = $1 and p.series_id = s.series_id and not p.final
            offset 0) p
        """;

    private readonly List<(int Slot, LevelKey Level, TimeBuckets Buckets)> _lines = [];
    private readonly Dictionary<LevelKey, IReadOnlyList<DateTime>> _known = [];
    private readonly List<LevelKey> _asked = [];
    private readonly List<List<DateTime>> _answered = [];
    private Workspace? _workspace;

    /// <summary>Whether nothing has to be read.</summary>
    public bool KnowsAll => _asked.Count == 0;

    /// <param name="read">Without groups and filters, planned on the snapshot that is read.</param>
    public void Add(int slot, SeriesLevel level, KpiRead read)
    {
        _workspace = read.Facts.Workspace;
        var key = LevelKey.Of(level);
        _lines.Add((slot, key, read.Buckets));
        if (_known.ContainsKey(key))
            return;
        if (memory?.RecallOpen(_workspace, key) is { } recalled)
        {
            _known.Add(key, recalled);
            return;
        }
        var times = new List<DateTime>();
        _known.Add(key, times);
        _asked.Add(key);
        _answered.Add(times);
    }

    public NpgsqlBatchCommand Command(int workspace)
    {
        var command = new NpgsqlBatchCommand(Text);
        command.Parameters.Add(P(workspace));
        command.Parameters.Add(P(_asked.ConvertAll(level => level.Metric).ToArray()));
        command.Parameters.Add(P(_asked.ConvertAll(level => level.ConnectionId).ToArray()));
        command.Parameters.Add(P(_asked.ConvertAll(level => (short)level.Granularity).ToArray()));
        command.Parameters.Add(P(_asked.ConvertAll(level => level.DimensionNames).ToArray()));
        command.Parameters.Add(P(_asked.ConvertAll(level => level.Currency).ToArray()));
        return command;
    }

    public void Read(NpgsqlDataReader row, IReadOnlyList<List<KpiCell>> cells) =>
        _answered[row.GetInt32(0) - 1].Add(row.GetDateTime(1));

    /// <summary>Adds a cell without value for each bucket that something is open in, once all rows are read.</summary>
    /// <param name="cells">By slot.</param>
    public void Mark(IReadOnlyList<List<KpiCell>> cells)
    {
        if (_workspace is { } workspace)
        {
            for (var i = 0; i < _asked.Count; i++)
                memory?.RememberOpen(workspace, _asked[i], _answered[i]);
        }
        foreach (var (slot, level, buckets) in _lines)
        {
            foreach (var bucket in Open(_known[level], buckets.Items, level.Granularity == Granularity.Hour))
                cells[slot].Add(new KpiCell(level.Currency, null, bucket, 0m, 0, Provisional: true, Overridden: false));
        }
    }

    private static IEnumerable<int> Open(IReadOnlyList<DateTime> times, IReadOnlyList<TimeBucket> buckets, bool hourly)
    {
        var (from, to) = (StoredTime.Start(buckets[0], hourly), StoredTime.End(buckets[^1], hourly));
        return times.Where(time => time >= from && time < to).Select(time => Last(buckets, time, hourly)).Distinct();
    }

    /// <summary>The last bucket that begins at the time or before it; the first one does.</summary>
    private static int Last(IReadOnlyList<TimeBucket> buckets, DateTime time, bool hourly)
    {
        var (low, high) = (0, buckets.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (StoredTime.Start(buckets[middle], hourly) <= time)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }
}

/// <summary>What tells a level from the others of its workspace.</summary>
internal readonly record struct LevelKey(
    string Metric,
    int ConnectionId,
    Granularity Granularity,
    string DimensionNames,
    string Currency
)
{
    public static LevelKey Of(SeriesLevel level) =>
        new(level.Metric, level.Source.ConnectionId, level.Granularity, level.DimensionNames, level.Currency);
}
