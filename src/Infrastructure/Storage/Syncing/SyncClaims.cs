using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Domain.Workspaces;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Syncing;

/// <summary>Claims through the one function that sees schedules of every workspace, as the role that may call it.</summary>
internal sealed class SyncClaims(IServiceProvider services, NpgsqlDataSource source, SyncOptions options) : ISyncClaims
{
    /// <summary>
    /// A transaction that is idle is ended by the server itself; one in the middle of a COPY, or of an answer that nobody
    /// reads, never is. Only those that changed a row of the schedule are meant: a long import is none of them. Each has two
    /// seconds to be gone, and its locks with it.
    /// </summary>
    private const string EndStanding = """
        select count(*) filter (where pg_terminate_backend(a.pid, 2000))::int
        from pg_stat_activity a
        where a.datname = current_database() and a.usename = current_user and a.state = 'active'
          and a.wait_event in ('ClientRead', 'ClientWrite') and a.query_start < now() - $1
          and exists (select from pg_locks l
                      where l.pid = a.pid and l.relation = 'nexus.sync_schedule'::regclass
                        and l.mode = 'RowExclusiveLock' and l.granted)
        """;

    private readonly NpgsqlDataSource? _dispatcher = services.GetKeyedService<NpgsqlDataSource>(DispatcherPool.Key);

    public bool CanClaim => _dispatcher is not null;

    public async Task<IReadOnlyList<SyncLease>> ClaimAsync(
        string provider,
        int most,
        RunLane lastLane,
        CancellationToken cancellationToken
    )
    {
        if (_dispatcher is null)
            return [];
        await using var claim = _dispatcher.CreateCommand(
            "select workspace_id, connection_id, fence, lane, due from nexus.claim_syncs($1, $2, $3, $4, $5, $6)"
        );
        claim.Parameters.Add(Text(options.Node));
        claim.Parameters.Add(Text(provider));
        claim.Parameters.Add(Number(most));
        claim.Parameters.Add(Interval(options.Lease));
        claim.Parameters.Add(Number(options.PerWorkspace));
        claim.Parameters.Add(Short((short)lastLane));
        await using var row = await claim.ExecuteReaderAsync(cancellationToken);
        var leases = new List<SyncLease>();
        while (await row.ReadAsync(cancellationToken))
            leases.Add(
                new(
                    new WorkspaceId(row.GetInt32(0)),
                    row.GetInt32(1),
                    row.GetInt64(2),
                    (RunLane)row.GetInt16(3),
                    row.Instant(4),
                    provider
                )
            );
        return leases;
    }

    public async Task<int> EndStandingAsync(CancellationToken cancellationToken)
    {
        await using var end = source.CreateCommand(EndStanding);
        end.Parameters.Add(Interval(options.Lease * 2));
        return (int)(await end.ExecuteScalarAsync(cancellationToken))!;
    }
}
