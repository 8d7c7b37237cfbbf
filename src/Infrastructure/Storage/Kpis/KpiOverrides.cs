using Nexus.Application.Storage;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Storage.Ingest;
using Npgsql;
using NpgsqlTypes;
using static Nexus.Infrastructure.Storage.Kpis.Sql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Kpis;

internal sealed class KpiOverrides(WorkspaceTransactions transactions, IWorkspaceScope scope, TimeProvider clock)
    : IKpiOverrides
{
    private const string FindSql = """
        select s.series_id, c.connection_id, c.public_id, c.provider, c.name, s.granularity, s.dimensions::text, s.currency
        from nexus.kpi_series s
        join nexus.connection c on c.workspace_id = $1 and c.connection_id = s.connection_id
        where s.workspace_id = $1 and s.metric = $2 and ($3::uuid is null or s.dimension_hash = $3)
        order by s.series_id limit $4
        """;

    private const string LockSql = "select pg_advisory_xact_lock($1, $2)";

    private const string CloseSql = """
        update nexus.kpi_override o set closed_at = $4, closed_because = 'replaced'
        where o.workspace_id = $1 and o.series_id = $2 and o.ts = $3 and o.closed_at is null
        returning o.override_id, o.value
        """;

    private const string StoredSql = """
        select p.value from nexus.kpi_point p where p.workspace_id = $1 and p.series_id = $2 and p.ts = $3
        """;

    private const string InsertSql = """
        insert into nexus.kpi_override (workspace_id, override_id, series_id, ts, value, reason, actor, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string RemoveSql = """
        with was as (
            select o.override_id, o.closed_at is null as shown from nexus.kpi_override o
            where o.workspace_id = $1 and o.override_id = $2 for update),
        closed as (
            update nexus.kpi_override o set closed_at = $3, closed_because = 'removed'
            from was where o.workspace_id = $1 and o.override_id = was.override_id and was.shown)
        select s.metric, o.ts, o.value, p.value, was.shown
        from was
        join nexus.kpi_override o on o.workspace_id = $1 and o.override_id = was.override_id
        join nexus.kpi_series s on s.workspace_id = $1 and s.series_id = o.series_id
        left join nexus.kpi_point p on p.workspace_id = $1 and p.series_id = o.series_id and p.ts = o.ts
        """;

    private const string OpenSql = """
        select s.series_id, c.connection_id, c.public_id, c.provider, c.name, s.granularity, s.dimensions::text, s.currency,
               o.override_id, o.ts, o.value, p.value, o.reason, o.actor, o.created_at
        from nexus.kpi_series s
        join nexus.connection c on c.workspace_id = $1 and c.connection_id = s.connection_id
        join nexus.kpi_override o on o.workspace_id = $1 and o.series_id = s.series_id and o.closed_at is null
        left join nexus.kpi_point p on p.workspace_id = $1 and p.series_id = o.series_id and p.ts = o.ts
        where s.workspace_id = $1 and s.metric = $2
        order by o.ts desc, o.override_id limit $3
        """;

    private WorkspaceSession Session => transactions.Current;

    private NpgsqlParameter Workspace => Number(Session.Workspace.Value);

    public async Task<IReadOnlyList<OverridableSeries>> FindSeriesAsync(
        string metric,
        DimensionSet? dimensions,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var command = Session.Command(
            FindSql,
            Workspace,
            Text(metric),
            Maybe(dimensions?.Hash, NpgsqlDbType.Uuid),
            Number(limit)
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<OverridableSeries>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(Series(reader));
        }
        return found;
    }

    private static OverridableSeries Series(NpgsqlDataReader row) =>
        new(
            row.GetInt32(0),
            new KpiSource(row.GetInt32(1), row.GetGuid(2), row.GetString(3), row.GetString(4)),
            (Granularity)row.GetInt16(5),
            row.GetString(6),
            row.GetString(7)
        );

    public async Task<int> CreateSeriesAsync(
        int connectionId,
        SeriesKey series,
        MetricDefinition metric,
        CancellationToken cancellationToken
    )
    {
        await LockAsync(connectionId, cancellationToken);
        var resolver = new SeriesResolver(Session, connectionId, _ => metric);
        await resolver.AddAsync([series], cancellationToken);
        return resolver.IdOf(0);
    }

    public async Task<IReadOnlyList<OpenOverride>> ListOpenAsync(
        string metric,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var command = Session.Command(OpenSql, Workspace, Text(metric), Number(limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var open = new List<OpenOverride>();
        while (await reader.ReadAsync(cancellationToken))
        {
            open.Add(
                new OpenOverride(
                    reader.GetGuid(8),
                    Series(reader),
                    reader.GetDateTime(9),
                    reader.GetDecimal(10),
                    await reader.IsDBNullAsync(11, cancellationToken) ? null : reader.GetDecimal(11),
                    reader.GetString(12),
                    reader.GetString(13),
                    reader.Instant(14)
                )
            );
        }
        return open;
    }

    public async Task<OverrideChange> SetAsync(
        int connectionId,
        int seriesId,
        DateTime at,
        decimal value,
        string reason,
        CancellationToken cancellationToken
    )
    {
        // A writer of the source that is at work decides first whether it covers the point.
        await LockAsync(connectionId, cancellationToken);
        var now = clock.GetUtcNow();
        var replaced = await CloseAsync(seriesId, at, now, cancellationToken);
        await using var read = Session.Command(StoredSql, Workspace, Number(seriesId), P(at));
        var stored = (decimal?)await read.ExecuteScalarAsync(cancellationToken);

        var id = Guid.CreateVersion7(now);
        await using var batch = Session.Batch();
        batch.Add(
            InsertSql,
            Workspace,
            Id(id),
            Number(seriesId),
            P(at),
            P(value),
            Text(reason),
            Text(scope.Actor),
            Instant(now)
        );
        batch.Add(DataVersion.Advance, Workspace);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return new OverrideChange(id, stored, replaced);
    }

    public async Task<OverrideRemoval?> RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var batch = Session.Batch();
        batch.Add(RemoveSql, Workspace, Id(id), Instant(clock.GetUtcNow()));
        batch.Add(DataVersion.Advance, Workspace);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        return new OverrideRemoval(
            reader.GetString(0),
            reader.GetDateTime(1),
            reader.GetDecimal(2),
            await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetDecimal(3),
            reader.GetBoolean(4)
        );
    }

    private async Task LockAsync(int connectionId, CancellationToken cancellationToken)
    {
        await using var command = Session.Command(LockSql, Workspace, Number(connectionId));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<ReplacedOverride?> CloseAsync(
        int seriesId,
        DateTime at,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var close = Session.Command(CloseSql, Workspace, Number(seriesId), P(at), Instant(now));
        await using var reader = await close.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new ReplacedOverride(reader.GetGuid(0), reader.GetDecimal(1))
            : null;
    }
}
