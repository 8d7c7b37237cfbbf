using Nexus.Application.Storage;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Jobs;

internal sealed class ScheduleCare(WorkspaceTransactions transactions, TimeProvider clock) : IScheduleCare
{
    public async Task<int> HealAsync(DateTimeOffset deliveriesBefore, CancellationToken cancellationToken)
    {
        await using var heal = transactions.Current.Command(
            """
            with active as (
                select c.connection_id, c.provider, c.schedule from nexus.connection c
                where c.workspace_id = $1 and c.status = 'active' and c.schedule is not null),
            placed as (
                insert into nexus.sync_schedule (workspace_id, connection_id, provider, enabled, next_due, lane, fence, failures,
                                                 synced_at)
                select $1, a.connection_id, a.provider, true, case when a.schedule <> 'manual' then now() end, 1, 0, 0,
                       (select max(r.finished_at) from nexus.sync_run r
                        where r.workspace_id = $1 and r.connection_id = a.connection_id
                          and r.kind in ('scheduled', 'manual') and r.status = 'succeeded')
                from active a
                where not exists (select from nexus.sync_schedule s
                                  where s.workspace_id = $1 and s.connection_id = a.connection_id)
                on conflict (workspace_id, connection_id) do nothing
                returning 1),
            resumed as (
                update nexus.sync_schedule s set enabled = true, next_due = coalesce(s.next_due, now())
                from active a
                where s.workspace_id = $1 and s.connection_id = a.connection_id and a.schedule <> 'manual'
                  and s.lease_owner is null and (not s.enabled or s.next_due is null)
                returning 1),
            woken as (
                update nexus.sync_schedule s set next_due = now(), lane = 0
                where s.workspace_id = $1 and s.enabled and s.lease_owner is null
                  and (s.next_due is null or s.next_due > now() and not (s.lane = 0 and s.failures > 0))
                  and exists (select from nexus.webhook_event e
                              where e.workspace_id = $1 and e.connection_id = s.connection_id
                                and e.processed_at is null and e.received_at < $2)
                  and not exists (select from active a
                                  where a.connection_id = s.connection_id and a.schedule <> 'manual' and s.next_due is null)
                returning 1)
            select (select count(*) from placed) + (select count(*) from resumed) + (select count(*) from woken)
            """,
            Number(transactions.Current.Workspace.Value),
            Instant(deliveriesBefore)
        );
        var healed = (int)(long)(await heal.ExecuteScalarAsync(cancellationToken))!;
        return healed + await RecallAsync(deliveriesBefore, cancellationToken);
    }

    /// <summary>Wakes connections for which a run was asked for, or parked until a time that is over.</summary>
    private async Task<int> RecallAsync(DateTimeOffset askedBefore, CancellationToken cancellationToken)
    {
        await using var recall = transactions.Current.Command(
            """
            update nexus.sync_schedule s set next_due = now(), lane = w.lane
            from (select r.connection_id, min(case r.kind when 'backfill' then 2 else 1 end) as lane
                  from nexus.sync_run r
                  where r.workspace_id = $1 and r.status = 'queued' and coalesce(r.parked_until, r.queued_at) < $2
                  group by r.connection_id) w
            where s.workspace_id = $1 and s.connection_id = w.connection_id and s.enabled and s.lease_owner is null
              and (s.next_due is null or s.next_due > now())
            """,
            Number(transactions.Current.Workspace.Value),
            Instant(askedBefore)
        );
        return await recall.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<int> QueueReconciliationsAsync(string provider, CancellationToken cancellationToken)
    {
        await using var queue = transactions.Current.Command(
            """
            with queued as (
                insert into nexus.sync_run (workspace_id, run_id, connection_id, kind, status, requested_by, queued_at, attempts, pages,
                     records_read, records_changed, records_rejected, points_changed, calls, call_milliseconds)
                select $1, gen_random_uuid(), c.connection_id, 'reconcile', 'queued', 'schedule', $3, 0, 0, 0, 0, 0, 0, 0, 0
                from nexus.connection c
                where c.workspace_id = $1 and c.provider = $2 and c.status = 'active' and c.synced_since is not null
                  and not exists (select from nexus.sync_run r
                                  where r.workspace_id = $1 and r.connection_id = c.connection_id
                                    and r.kind = 'reconcile' and r.status in ('queued', 'running'))
                returning connection_id),
            woken as (
                update nexus.sync_schedule s set next_due = now(), lane = 2
                from queued q
                where s.workspace_id = $1 and s.connection_id = q.connection_id
                  and (s.next_due is null or s.next_due > now()))
            select count(*) from queued
            """,
            Number(transactions.Current.Workspace.Value),
            Text(provider),
            Instant(clock.GetUtcNow())
        );
        return (int)(long)(await queue.ExecuteScalarAsync(cancellationToken))!;
    }
}
