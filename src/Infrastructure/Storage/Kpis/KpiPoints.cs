using Nexus.Application.Storage;
using Nexus.Domain.Kpis;
using Npgsql;
using NpgsqlTypes;
using static Nexus.Infrastructure.Storage.Kpis.Sql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Kpis;

internal sealed class KpiPoints(WorkspaceTransactions transactions) : IKpiPoints
{
    private WorkspaceSession Session => transactions.Current;

    public async Task<IReadOnlyList<StoredPoint>> ListAsync(PointSearch search, CancellationToken cancellationToken)
    {
        var filters = search.Filters.SelectMany(f => f.Values.Select(value => (f.Name, Value: value))).ToList();
        var range = search.Range;
        await using var command = Session.Command(
            PointSql.List,
            Number(Session.Workspace.Value),
            Maybe(search.Metric, NpgsqlDbType.Text),
            Maybe(search.ConnectionIds?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer),
            Maybe((short?)search.Granularity, NpgsqlDbType.Smallint),
            Maybe(search.Currency, NpgsqlDbType.Text),
            P(filters.Select(f => f.Name).ToArray()),
            P(filters.Select(f => f.Value).ToArray()),
            Number(search.Filters.Count),
            P(range is null ? Earliest : range.From.UtcDateTime),
            P(range is null ? Latest : range.To.UtcDateTime),
            P(range is null ? Earliest : AsUtc(range.FromDate)),
            P(range is null ? Latest : AsUtc(range.ToDate)),
            P(search.After?.At ?? Earliest),
            Number(search.After?.SeriesId ?? 0),
            Number(search.Limit)
        );
        return await ReadAsync(command, cancellationToken);
    }

    public async Task<IReadOnlyList<StoredPoint>> BehindAsync(
        KpiRead read,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var bucket = read.Buckets.Items[0];
        var filters = read.Filters.SelectMany(f => f.Values.Select(value => (f.Name, Value: value))).ToList();
        await using var command = Session.Command(
            read.Aggregation == MetricAggregation.Sum ? PointSql.Behind : PointSql.BehindLatest,
            Number(Session.Workspace.Value),
            P(read.Levels.Select(level => level.Metric).ToArray()),
            P(read.Levels.Select(level => level.Source.ConnectionId).ToArray()),
            P(read.Levels.Select(level => (short)level.Granularity).ToArray()),
            P(read.Levels.Select(level => level.DimensionNames).ToArray()),
            P(filters.Select(f => f.Name).ToArray()),
            P(filters.Select(f => f.Value).ToArray()),
            Number(read.Filters.Count),
            P(bucket.Start.UtcDateTime),
            P(bucket.End.UtcDateTime),
            P(AsUtc(bucket.FirstDate)),
            P(AsUtc(bucket.EndDate)),
            P(read.Levels.Select(level => level.Currency).ToArray()),
            Number(0),
            Number(limit)
        );
        return await ReadAsync(command, cancellationToken);
    }

    public async Task<IReadOnlyList<LevelReach>> ReachAsync(CancellationToken cancellationToken)
    {
        await using var command = Session.Command(PointSql.Reach, Number(Session.Workspace.Value));
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var reaches = new List<LevelReach>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var level = new SeriesLevel(
                reader.GetString(0),
                Source(reader, 1),
                (Granularity)reader.GetInt16(5),
                reader.GetString(6),
                reader.GetString(7),
                reader.GetBoolean(8)
            );
            reaches.Add(new LevelReach(level, MaybeInstant(reader, 9)));
        }
        return reaches;
    }

    private static async Task<List<StoredPoint>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var points = new List<StoredPoint>();
        while (await reader.ReadAsync(cancellationToken))
            points.Add(Point(reader));
        return points;
    }

    private static StoredPoint Point(NpgsqlDataReader row) =>
        new(
            new PointPosition(row.GetDateTime(9), row.GetInt32(4)),
            Source(row, 0),
            row.GetString(5),
            (Granularity)row.GetInt16(6),
            row.GetString(7),
            row.GetString(8),
            row.IsDBNull(10) ? null : row.GetDecimal(10),
            row.GetBoolean(11),
            row.IsDBNull(12) ? null : row.GetString(12),
            Override(row),
            Batch(row)
        );

    private static ShownOverride? Override(NpgsqlDataReader row) =>
        row.IsDBNull(13)
            ? null
            : new ShownOverride(
                row.GetGuid(13),
                row.GetDecimal(14),
                row.GetString(15),
                row.GetString(16),
                row.GetFieldValue<DateTimeOffset>(17)
            );

    private static PointBatchInfo? Batch(NpgsqlDataReader row) =>
        row.IsDBNull(18)
            ? null
            : new PointBatchInfo(
                row.GetInt32(18),
                row.GetString(19),
                row.GetString(20),
                row.GetFieldValue<DateTimeOffset>(21),
                row.IsDBNull(22)
                    ? null
                    : new PointImportInfo(
                        row.GetGuid(22),
                        row.GetString(23),
                        row.GetString(24),
                        row.GetInt64(25),
                        row.GetFieldValue<DateTimeOffset>(26)
                    ),
                row.IsDBNull(27)
                    ? null
                    : new PointRunInfo(row.GetGuid(27), row.TextOrNull(28), row.IsDBNull(29) ? null : row.GetInt32(29))
            );

    private static KpiSource Source(NpgsqlDataReader row, int first) =>
        new(row.GetInt32(first), row.GetGuid(first + 1), row.GetString(first + 2), row.GetString(first + 3));

    private static DateTime? MaybeInstant(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetDateTime(column);

    private static readonly DateTime Earliest = new(1, 1, 2, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Latest = new(9999, 12, 30, 0, 0, 0, DateTimeKind.Utc);

    private static DateTime AsUtc(DateOnly date) => date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
}
