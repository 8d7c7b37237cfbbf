using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Storage.Connections;
using Npgsql;
using NpgsqlTypes;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Syncing;

internal sealed class RunRequests(
    WorkspaceTransactions transactions,
    IWorkspaceScope scope,
    SyncOptions options,
    TimeProvider clock
) : IRunRequests
{
    private WorkspaceSession Session => transactions.Current;

    private NpgsqlParameter Workspace => Number(Session.Workspace.Value);

    public Task HoldAsync(int connectionId, CancellationToken cancellationToken) =>
        ExecuteAsync(ConnectionLocks.Schedule, cancellationToken, Workspace, Number(connectionId));

    public async Task<OpenRun?> FindOpenAsync(
        int connectionId,
        IReadOnlyList<RunKind> kinds,
        CancellationToken cancellationToken
    )
    {
        await using var find = Session.Command(
            """
            select r.run_id, r.status, r.first_day, r.last_day from nexus.sync_run r
            join nexus.sync_schedule s on s.workspace_id = $1 and s.connection_id = r.connection_id
            where r.workspace_id = $1 and r.connection_id = $2 and r.kind = any($3) and r.cancel_requested_at is null
              and (r.status = 'queued' or (r.status = 'running' and (r.kind = 'backfill' or s.lease_until > now())))
            order by r.status = 'queued', r.queued_at limit 1
            """,
            Workspace,
            Number(connectionId),
            Texts(kinds.Select(kind => kind.Name()))
        );
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? new(row.GetGuid(0), RunNames.Parse<RunStatus>(row.GetString(1)), row.DayOrNull(2), row.DayOrNull(3))
            : null;
    }

    public async Task<Guid> AddAsync(int connectionId, RunRequest request, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await ExecuteAsync(
            """
            insert into nexus.sync_run (workspace_id, run_id, connection_id, kind, status, requested_by, queued_at, first_day,
                                        last_day, attempts, pages, records_read, records_changed, records_rejected,
                                        points_changed, calls, call_milliseconds)
            values ($1, $3, $2, $4, 'queued', $5, now(), $6, $7, 0, 0, 0, 0, 0, 0, 0, 0)
            """,
            cancellationToken,
            Workspace,
            Number(connectionId),
            Id(id),
            Text(request.Kind.Name()),
            Text(request.RequestedBy),
            DayOrNull(request.FirstDay),
            DayOrNull(request.LastDay)
        );
        return id;
    }

    /// <remarks>Only a time that the provider named stands in <c>not_before</c>; other waits are Nexus's own.</remarks>
    public async Task WakeAsync(int connectionId, Guid runId, RunLane lane, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            """
            update nexus.sync_run r set parked_until = s.not_before
            from (select $1 as workspace_id, (select case when not_before > now() then not_before end
                                              from nexus.sync_schedule
                                              where workspace_id = $1 and connection_id = $2) as not_before) s
            where r.workspace_id = $1 and r.run_id = $3 and r.status = 'queued' and r.parked_until is not null
            """,
            cancellationToken,
            Workspace,
            Number(connectionId),
            Id(runId)
        );
        await ExecuteAsync(
            """
            update nexus.sync_schedule
            set lane = case when next_due <= now() then least(lane, $3) else $3 end,
                next_due = greatest(now(), not_before)
            where workspace_id = $1 and connection_id = $2 and enabled
            """,
            cancellationToken,
            Workspace,
            Number(connectionId),
            Short((short)lane)
        );
    }

    public async Task<int?> ConnectionOfAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var find = Session.Command(
            "select connection_id from nexus.sync_run where workspace_id = $1 and run_id = $2",
            Workspace,
            Id(runId)
        );
        return (int?)await find.ExecuteScalarAsync(cancellationToken);
    }

    public async Task<CancelledRun?> CancelAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var cancel = Session.Command(
            """
            update nexus.sync_run
            set cancel_requested_at = now(), cancel_requested_by = $3, parked_until = null,
                status = case when status = 'queued' then 'cancelled' else status end,
                finished_at = case when status = 'queued' then now() else finished_at end
            where workspace_id = $1 and run_id = $2 and status in ('queued', 'running') and cancel_requested_at is null
            returning kind, status = 'cancelled'
            """,
            Workspace,
            Id(runId),
            Text(scope.Actor)
        );
        await using var row = await cancel.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? new(RunNames.Parse<RunKind>(row.GetString(0)), row.GetBoolean(1))
            : null;
    }

    public async Task<DateTimeOffset?> LastSyncAsync(int connectionId, CancellationToken cancellationToken)
    {
        await using var find = Session.Command(
            """
            select max(started_at) from nexus.sync_run
            where workspace_id = $1 and connection_id = $2 and kind in ('scheduled', 'manual')
            """,
            Workspace,
            Number(connectionId)
        );
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return row.InstantOrNull(0);
    }

    public Task RescheduleAsync(int connectionId, DateTimeOffset? nextDue, CancellationToken cancellationToken) =>
        ExecuteAsync(
            """
            with waiting as (
                select min(case kind when 'backfill' then 2 when 'scheduled' then 1 when 'reconcile' then 1 else 0 end) as lane,
                       min(coalesce(parked_until, now())) as due
                from nexus.sync_run where workspace_id = $1 and connection_id = $2 and status = 'queued')
            update nexus.sync_schedule s
            set lane = coalesce(w.lane, 1), next_due = case when w.due is null then $3 else least(w.due, $3) end
            from waiting w
            where s.workspace_id = $1 and s.connection_id = $2 and s.enabled and s.lease_owner is null
              and not exists (select from nexus.webhook_event e
                              where e.workspace_id = $1 and e.connection_id = $2 and e.processed_at is null)
            """,
            cancellationToken,
            Workspace,
            Number(connectionId),
            InstantOrNull(nextDue)
        );

    public async Task<SyncLease?> ClaimAsync(int connectionId, CancellationToken cancellationToken)
    {
        await using var claim = Session.Command(
            """
            update nexus.sync_schedule
            set lease_owner = $3, lease_until = now() + $4, fence = fence + 1
            where workspace_id = $1 and connection_id = $2
              and (lease_owner is null and enabled and next_due <= now() and (not_before is null or not_before <= now())
                   or lease_until <= now())
            returning fence, lane, coalesce(next_due, now()), provider
            """,
            Workspace,
            Number(connectionId),
            Text(options.Node),
            Interval(options.Lease)
        );
        await using var row = await claim.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? new(
                Session.Workspace,
                connectionId,
                row.GetInt64(0),
                (RunLane)row.GetInt16(1),
                row.Instant(2),
                row.GetString(3)
            )
            : null;
    }

    private static NpgsqlParameter DayOrNull(DateOnly? day) =>
        new() { NpgsqlDbType = NpgsqlDbType.Date, Value = (object?)day ?? DBNull.Value };

    private async Task ExecuteAsync(
        string sql,
        CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters
    )
    {
        await using var command = Session.Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
