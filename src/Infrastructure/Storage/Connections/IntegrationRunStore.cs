using System.Text.Json;
using Nexus.Application.Storage;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Connections;

internal sealed class IntegrationRunStore(WorkspaceTransactions transactions) : IIntegrationRuns
{
    private const string List = $$"""
        select c.public_id, c.name, c.provider, c.status in ('needs_reauthorisation', 'needs_attention'),
               l.last_checked, {{LastSuccess.OfConnection}}, coalesce(l.latest, '{}'), r.finished, r.failed, r.calls, r.milliseconds,
               (select jsonb_agg(jsonb_build_object('code', e.error_code, 'message', e.error_message, 'at', e.finished_at)
                                 order by e.finished_at desc)
                from (select * from (
                          select distinct on (x.error_code) x.error_code, x.error_message, x.finished_at
                          from nexus.sync_run x
                          where x.workspace_id = $1 and x.connection_id = c.connection_id and x.finished_at >= $2
                            and x.error_code is not null
                          order by x.error_code, x.finished_at desc) newest
                      order by finished_at desc limit 5) e)
        from nexus.connection c
        cross join lateral (
            select max(n.finished_at) as last_checked, array_agg(n.status order by n.finished_at desc) as latest
            from (select x.status, x.finished_at from nexus.sync_run x
                  where x.workspace_id = $1 and x.connection_id = c.connection_id
                    and x.status in ('succeeded', 'partial', 'suspicious', 'failed')
                  order by x.queued_at desc limit 3) n) l
        cross join lateral (
            select count(*) as finished, count(*) filter (where x.status <> 'succeeded') as failed,
                   coalesce(sum(x.calls), 0)::bigint as calls,
                   coalesce(sum(x.call_milliseconds), 0)::bigint as milliseconds
            from nexus.sync_run x
            where x.workspace_id = $1 and x.connection_id = c.connection_id and x.finished_at >= $2
              and x.status in ('succeeded', 'partial', 'suspicious', 'failed')) r
        where c.workspace_id = $1 and c.schedule is not null and c.status <> 'disconnected'
        order by c.public_id
        """;

    public async Task<IReadOnlyList<IntegrationRuns>> ListAsync(
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        await using var list = transactions.Current.Command(
            List,
            Number(transactions.Current.Workspace.Value),
            Instant(since)
        );
        var found = new List<IntegrationRuns>();
        await using var row = await list.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            found.Add(Read(row));
        return found;
    }

    public async Task<IReadOnlyDictionary<Guid, ConnectionReads>> CountReadsAsync(
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        await using var count = transactions.Current.Command(
            """
            select c.public_id, coalesce(sum(r.records_read), 0)::bigint, bool_or(r.status = 'running')
            from nexus.sync_run r
            join nexus.connection c on c.workspace_id = $1 and c.connection_id = r.connection_id
            where r.workspace_id = $1 and r.queued_at >= $2
            group by c.public_id
            """,
            Number(transactions.Current.Workspace.Value),
            Instant(since)
        );
        var found = new Dictionary<Guid, ConnectionReads>();
        await using var row = await count.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            found[row.GetGuid(0)] = new(row.GetInt64(1), row.GetBoolean(2));
        return found;
    }

    private static IntegrationRuns Read(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.GetBoolean(3),
            row.InstantOrNull(4),
            row.InstantOrNull(5),
            row.GetFieldValue<string[]>(6),
            row.GetInt64(7),
            row.GetInt64(8),
            row.GetInt64(9),
            row.GetInt64(10),
            JsonSerializer.Deserialize<List<IntegrationError>>(row.TextOrNull(11) ?? "[]", JsonSerializerOptions.Web)!
        );
}
