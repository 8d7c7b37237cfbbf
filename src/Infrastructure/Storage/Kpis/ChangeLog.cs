using Nexus.Application.Storage;
using Npgsql;
using NpgsqlTypes;
using static Nexus.Infrastructure.Storage.Kpis.Sql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Kpis;

internal sealed class ChangeLog(WorkspaceTransactions transactions) : IChangeLog
{
    /// <summary>$1 workspace, $2 older than, $3 metric, $4 batch, $5 actor, $6 action, $7 from, $8 to, $9 limit.</summary>
    private const string PointsSql = """
        select h.change_id, h.at, b.actor, a.action, s.metric,
               case when h.old_value is not null then jsonb_build_object('metric', s.metric, 'at', t.at, 'dimensions', s.dimensions, 'currency', nullif(s.currency, ''), 'value', trim_scale(h.old_value), 'batch', h.old_batch_id) || marks.old end::text,
               case when h.new_value is not null then jsonb_build_object('metric', s.metric, 'at', t.at, 'dimensions', s.dimensions, 'currency', nullif(s.currency, ''), 'value', trim_scale(h.new_value)) || marks.new end::text,
               h.batch_id, b.kind, b.import_id
        from nexus.kpi_point_change h
        join nexus.kpi_series s on s.workspace_id = $1 and s.series_id = h.series_id
        join nexus.ingest_batch b on b.workspace_id = $1 and b.batch_id = h.batch_id
        cross join lateral (select case when h.old_value is null then 'point.added' when h.new_value is null then 'point.deleted'
                                   else 'point.changed' end as action) a
        cross join lateral (select to_char(h.ts at time zone 'UTC', case when s.granularity = 0
                                   then 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"' else 'YYYY-MM-DD' end) as at) t
        cross join lateral (
            select case when differ then jsonb_build_object('final', h.old_final, 'metadata', h.old_metadata) else '{}' end as old,
                   case when differ then jsonb_build_object('final', h.new_final, 'metadata', h.new_metadata) else '{}' end as new
            from (select h.old_value is not null and h.new_value is not null
                         and (h.old_final, h.old_metadata) is distinct from (h.new_final, h.new_metadata) as differ) d) marks
        where h.workspace_id = $1 and ($2 = 0 or h.change_id < $2)
          and ($3::text is null or s.metric = $3) and ($4::int is null or h.batch_id = $4)
          and ($5::text is null or b.actor = $5) and ($6::text is null or a.action = $6)
          and ($7::timestamptz is null or h.at >= $7) and ($8::timestamptz is null or h.at < $8)
        order by h.change_id desc limit $9
        """;

    private const string EventsSql = """
        select e.event_id, e.at, e.actor, e.action, e.subject, e.before::text, e.after::text, e.batch_id, b.kind, b.import_id
        from nexus.audit_event e
        left join nexus.ingest_batch b on b.workspace_id = $1 and b.batch_id = e.batch_id
        where e.workspace_id = $1 and ($2 = 0 or e.event_id < $2)
          and ($3::text is null or exists (
              select from nexus.kpi_override o
              join nexus.kpi_series s on s.workspace_id = $1 and s.series_id = o.series_id
              where o.workspace_id = $1 and s.metric = $3 and o.override_id::text = e.subject))
          and ($4::int is null or e.batch_id = $4)
          and ($5::text is null or e.actor = $5) and ($6::text is null or e.action = $6)
          and ($7::timestamptz is null or e.at >= $7) and ($8::timestamptz is null or e.at < $8)
        order by e.event_id desc limit $9
        """;

    /// <summary>$1 workspace, $2 limit.</summary>
    private const string ActorsSql = """
        select actor from nexus.audit_event where workspace_id = $1
        union
        select actor from nexus.ingest_batch where workspace_id = $1
        order by actor limit $2
        """;

    public async Task<IReadOnlyList<string>> ActorsAsync(int limit, CancellationToken cancellationToken)
    {
        var session = transactions.Current;
        await using var command = session.Command(ActorsSql, Number(session.Workspace.Value), Number(limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var actors = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            actors.Add(reader.GetString(0));
        return actors;
    }

    public Task<IReadOnlyList<LoggedChange>> PointsAsync(
        ChangeSearch search,
        long before,
        CancellationToken cancellationToken
    ) => ReadAsync(PointsSql, search, before, cancellationToken);

    public Task<IReadOnlyList<LoggedChange>> EventsAsync(
        ChangeSearch search,
        long before,
        CancellationToken cancellationToken
    ) => ReadAsync(EventsSql, search, before, cancellationToken);

    private async Task<IReadOnlyList<LoggedChange>> ReadAsync(
        string sql,
        ChangeSearch search,
        long before,
        CancellationToken cancellationToken
    )
    {
        var session = transactions.Current;
        await using var command = session.Command(
            sql,
            Number(session.Workspace.Value),
            Long(before),
            Maybe(search.Metric, NpgsqlDbType.Text),
            Maybe(search.Batch, NpgsqlDbType.Integer),
            Maybe(search.Actor, NpgsqlDbType.Text),
            Maybe(search.Action, NpgsqlDbType.Text),
            Maybe(search.From?.UtcDateTime, NpgsqlDbType.TimestampTz),
            Maybe(search.To?.UtcDateTime, NpgsqlDbType.TimestampTz),
            Number(search.Limit)
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var changes = new List<LoggedChange>();
        while (await reader.ReadAsync(cancellationToken))
            changes.Add(Change(reader));
        return changes;
    }

    private static LoggedChange Change(NpgsqlDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetFieldValue<DateTimeOffset>(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.IsDBNull(5) ? null : row.GetString(5),
            row.IsDBNull(6) ? null : row.GetString(6),
            row.IsDBNull(7) ? null : row.GetInt32(7),
            row.IsDBNull(8) ? null : row.GetString(8),
            row.IsDBNull(9) ? null : row.GetGuid(9)
        );
}
