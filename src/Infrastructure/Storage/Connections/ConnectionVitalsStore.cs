using System.Text.Json;
using Nexus.Application.Storage;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Connections;

internal sealed class ConnectionVitalsStore(WorkspaceTransactions transactions) : IConnectionVitals
{
    private const string List = """
        select c.public_id, s.not_before, g.refresh_ends, g.ended_at is not null, p.latency[1], p.latency[2], d.days, o.run_id,
               m.calls, q.quota_used
        from nexus.connection c
        left join nexus.sync_schedule s on s.workspace_id = $1 and s.connection_id = c.connection_id
        left join nexus.oauth_grant g on g.workspace_id = $1 and g.grant_id = c.grant_id
        cross join lateral (
            select percentile_cont(array[0.5, 0.95]) within group (order by x.call_milliseconds::float8 / x.calls) as latency
            from nexus.sync_run x
            where x.workspace_id = $1 and x.connection_id = c.connection_id and x.queued_at >= $4 and x.calls > 0) p
        cross join lateral (
            select jsonb_agg(jsonb_build_object('day', n.day, 'finished', n.finished, 'succeeded', n.succeeded,
                                                'failed', n.failed) order by n.day) as days
            from (select (x.finished_at at time zone $2)::date as day, count(*) as finished,
                         count(*) filter (where x.status = 'succeeded') as succeeded,
                         count(*) filter (where x.status = 'failed') as failed
                  from nexus.sync_run x
                  where x.workspace_id = $1 and x.connection_id = c.connection_id and x.queued_at >= $3
                    and x.finished_at is not null and x.status in ('succeeded', 'partial', 'suspicious', 'failed')
                  group by 1) n) d
        cross join lateral (
            select coalesce(sum(x.calls), 0)::bigint as calls from nexus.sync_run x
            where x.workspace_id = $1 and x.connection_id = c.connection_id and x.queued_at >= $5) m
        left join lateral (
            select x.quota_used from nexus.sync_run x
            where x.workspace_id = $1 and x.connection_id = c.connection_id and x.queued_at >= $5 and x.quota_used is not null
            order by x.queued_at desc limit 1) q on true
        left join lateral (
            select x.run_id from nexus.sync_run x
            where x.workspace_id = $1 and x.connection_id = c.connection_id and x.status in ('queued', 'running')
            order by x.status desc, x.queued_at limit 1) o on true
        where c.workspace_id = $1 and c.schedule is not null and c.status <> 'disconnected'
        """;

    public async Task<IReadOnlyDictionary<Guid, ConnectionVitals>> ListAsync(
        string zone,
        DateTimeOffset since,
        DateTimeOffset latencySince,
        DateTimeOffset callsSince,
        CancellationToken cancellationToken
    )
    {
        await using var list = transactions.Current.Command(
            List,
            Number(transactions.Current.Workspace.Value),
            Text(zone),
            Instant(since),
            Instant(latencySince),
            Instant(callsSince)
        );
        var found = new Dictionary<Guid, ConnectionVitals>();
        await using var row = await list.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            found.Add(row.GetGuid(0), Read(row));
        return found;
    }

    private static ConnectionVitals Read(NpgsqlDataReader row) =>
        new(
            row.InstantOrNull(1),
            row.InstantOrNull(2),
            row.GetBoolean(3),
            Milliseconds(row.RealOrNull(4)),
            Milliseconds(row.RealOrNull(5)),
            JsonSerializer.Deserialize<List<RunsOfDay>>(row.TextOrNull(6) ?? "[]", JsonSerializerOptions.Web)!,
            row.IsDBNull(7) ? null : row.GetGuid(7)
        )
        {
            Calls = row.GetInt64(8),
            QuotaUsed = row.RealOrNull(9) is { } used ? Math.Round((decimal)used, 4) : null,
        };

    private static decimal? Milliseconds(double? value) => value is { } number ? Math.Round((decimal)number, 1) : null;
}
