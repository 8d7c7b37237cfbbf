using Nexus.Domain.Kpis;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Infrastructure.Storage.Ingest;

/// <summary>Turns the series of an ingest, numbered in order of appearance, into stored series ids.</summary>
/// <param name="session">The open transaction; the source's lock is held.</param>
/// <param name="connectionId">The source.</param>
/// <param name="metrics">Definition of every metric that may appear.</param>
internal sealed class SeriesResolver(WorkspaceSession session, int connectionId, Func<string, MetricDefinition> metrics)
{
    private const string Find = """
        select w.place, s.series_id
        from unnest($3::text[], $4::smallint[], $5::uuid[], $6::text[])
             with ordinality as w(metric, granularity, hash, currency, place)
        join nexus.kpi_series s
          on s.workspace_id = $1 and s.connection_id = $2 and s.metric = w.metric
         and s.granularity = w.granularity and s.dimension_hash = w.hash and s.currency = w.currency
        """;

    private const string Create = """
        with added as (
            insert into nexus.kpi_series (workspace_id, connection_id, metric, granularity, dimension_hash, currency,
                                          dimension_names, dimensions, additive)
            select $1, $2, w.metric, w.granularity, w.hash, w.currency, w.names, w.dimensions::jsonb, w.additive
            from unnest($3::text[], $4::smallint[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::boolean[])
                 as w(metric, granularity, hash, currency, names, dimensions, additive)
            returning series_id, metric, granularity, dimension_hash, currency, dimensions),
        described as (
            insert into nexus.kpi_series_dimension (workspace_id, series_id, name, value)
            select $1, a.series_id, d.key, d.value from added a cross join lateral jsonb_each_text(a.dimensions) d)
        select metric, granularity, dimension_hash, currency, series_id from added
        """;

    private readonly List<int> _ids = [];
    private readonly List<int> _rollOf = [];
    private readonly List<int> _rolls = [];
    private readonly Dictionary<(string, Granularity, string, string), int> _rollNumbers = [];

    public int IdOf(int series) => _ids[series];

    /// <summary>Which sums the series is part of: a number from 1 on; 0 where its values do not add up.</summary>
    public int RollOf(int series) => _rollOf[series];

    /// <summary>A series of each roll, the first for roll 1.</summary>
    public IReadOnlyList<int> Rolls => _rolls;

    /// <summary>Whether one of the series was there before.</summary>
    public bool HasFound { get; private set; }

    /// <summary>Numbers the given series after those before them.</summary>
    /// <returns>Their ids.</returns>
    public async Task<int[]> AddAsync(IReadOnlyList<SeriesKey> series, CancellationToken cancellationToken)
    {
        var ids = new int[series.Count];
        await FindAsync(series, ids, cancellationToken);
        HasFound |= ids.AsSpan().ContainsAnyExcept(0);
        await CreateMissingAsync(series, ids, cancellationToken);
        _ids.AddRange(ids);
        for (var i = 0; i < ids.Length; i++)
            _rollOf.Add(Adds(series[i]) ? Roll(series[i], ids[i]) : 0);
        return ids;
    }

    private int Roll(SeriesKey key, int id)
    {
        var sums = (key.Metric, key.Granularity, key.Dimensions.Names, key.Currency);
        if (!_rollNumbers.TryGetValue(sums, out var number))
        {
            _rolls.Add(id);
            _rollNumbers[sums] = number = _rolls.Count;
        }
        return number;
    }

    private async Task FindAsync(IReadOnlyList<SeriesKey> series, int[] ids, CancellationToken cancellationToken)
    {
        await using var find = session.Command(Find, [.. Place(), .. Identity(series)]);
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            ids[(int)reader.GetInt64(0) - 1] = reader.GetInt32(1);
    }

    private async Task CreateMissingAsync(
        IReadOnlyList<SeriesKey> series,
        int[] ids,
        CancellationToken cancellationToken
    )
    {
        var missing = series.Where((_, i) => ids[i] == 0).Distinct().ToList();
        if (missing.Count == 0)
            return;
        var created = await CreateAsync(missing, cancellationToken);
        for (var i = 0; i < ids.Length; i++)
        {
            if (ids[i] == 0)
                ids[i] = created[
                    (series[i].Metric, series[i].Granularity, series[i].Dimensions.Hash, series[i].Currency)
                ];
        }
    }

    private async Task<Dictionary<(string, Granularity, Guid, string), int>> CreateAsync(
        List<SeriesKey> missing,
        CancellationToken cancellationToken
    )
    {
        await using var create = session.Command(
            Create,
            [
                .. Place(),
                .. Identity(missing),
                Texts(missing.Select(key => key.Dimensions.Names)),
                Texts(missing.Select(key => key.Dimensions.Json)),
                new NpgsqlParameter<bool[]> { TypedValue = [.. missing.Select(Adds)] },
            ]
        );
        var created = new Dictionary<(string, Granularity, Guid, string), int>(missing.Count);
        await using var reader = await create.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            created[(reader.GetString(0), (Granularity)reader.GetInt16(1), reader.GetGuid(2), reader.GetString(3))] =
                reader.GetInt32(4);
        }
        return created;
    }

    private bool Adds(SeriesKey key) => metrics(key.Metric).Aggregation == MetricAggregation.Sum;

    private NpgsqlParameter[] Place() =>
        [
            new NpgsqlParameter<int> { TypedValue = session.Workspace.Value },
            new NpgsqlParameter<int> { TypedValue = connectionId },
        ];

    private static NpgsqlParameter[] Identity(IReadOnlyCollection<SeriesKey> series) =>
        [
            Texts(series.Select(key => key.Metric)),
            new NpgsqlParameter<short[]> { TypedValue = [.. series.Select(key => (short)key.Granularity)] },
            new NpgsqlParameter<Guid[]> { TypedValue = [.. series.Select(key => key.Dimensions.Hash)] },
            Texts(series.Select(key => key.Currency)),
        ];

    private static NpgsqlParameter<string[]> Texts(IEnumerable<string> values) =>
        new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
