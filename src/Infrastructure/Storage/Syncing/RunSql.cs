using Nexus.Application.Syncing;

namespace Nexus.Infrastructure.Storage.Syncing;

/// <summary>The statements of runs. Parameters unless it says otherwise: $1 workspace, $2 connection, $3 fence, $4 node.</summary>
/// <remarks>
/// The node is compared by <c>is not distinct from</c>: an equation would let the planner look the row up among all that
/// are leased, by an index that is small on average and large after a burst.
/// </remarks>
internal static class RunSql
{
    /// <summary>Renews the lease of whoever holds it ($5: for how long), and tells how often runs failed before.</summary>
    public const string Hold = """
        update nexus.sync_schedule set lease_until = now() + $5
        where workspace_id = $1 and connection_id = $2 and fence = $3 and lease_owner is not distinct from $4
        returning failures
        """;

    /// <summary>
    /// Keeps the row of whoever holds it until the end of the transaction, and tells how often runs failed before. Where
    /// the same transaction changes the row later: each second change of a row would have its foreign key checked anew.
    /// </summary>
    public const string Keep = """
        select failures from nexus.sync_schedule
        where workspace_id = $1 and connection_id = $2 and fence = $3 and lease_owner is not distinct from $4
        for no key update
        """;

    /// <summary>
    /// As <see cref="Keep"/>, and ends the transaction by <see cref="LeaseLost"/> where someone else holds the row: for one
    /// that travels with its own commit. Whoever asks for a run while another is under way changes that row, too: it is
    /// locked before anything looks for what else the connection is wanted for, or that look could miss what is being asked.
    /// </summary>
    public const string KeepOrFail = $"select coalesce(({Keep}), nexus.lost_lease())";

    /// <summary>State of the error that <c>nexus.lost_lease</c> raises.</summary>
    public const string LeaseLost = "NX001";

    /// <summary>
    /// What comes before every change under a lease: <see cref="NoStandstill"/> and <see cref="WriterLocks.Enter"/>
    /// ($1 for how long it may think, $2 workspace, $3 connection).
    /// </summary>
    public const string Enter = """
        select set_config('idle_in_transaction_session_timeout', $1, true), pg_advisory_xact_lock_shared($2, 0),
               pg_advisory_xact_lock($2, $3)
        """;

    /// <summary>
    /// As <see cref="Enter"/> ($1 workspace, $2 connection), for a transaction that need not wait for the disk: see
    /// <see cref="OpenFresh"/> and <see cref="RunEnding.FoundNothing"/>. It travels in one piece, commit included, so that
    /// it waits for its node at no place where it would be idle.
    /// </summary>
    public const string EnterUnflushed = """
        select pg_advisory_xact_lock_shared($1, 0), pg_advisory_xact_lock($1, $2),
               set_config('synchronous_commit', 'off', true)
        """;

    /// <summary>A frozen node must not keep its rows locked until someone thaws it ($1: for how long it may think, such as 60s).</summary>
    public const string NoStandstill = "select set_config('idle_in_transaction_session_timeout', $1, true)";

    /// <summary>
    /// Opens a run of its own ($5 its id, $6 lane of the claim, which is not that of backfills, $7 who asks) where no other
    /// waits or was left running, which is most often so. Answers as <see cref="Keep"/> does, with the run's kind where it
    /// was opened.
    /// </summary>
    /// <remarks>
    /// One statement for what takes four otherwise. A run that is asked for while it waits for the row is not seen by it,
    /// and is what the connection is due for once it is given back. Where it is all that a transaction does, that need not
    /// wait for the disk: whatever the run stores later is behind it in the server's log, so that a crash that takes the
    /// opening takes nothing but a run that has done nothing, and the claim opens another.
    /// </remarks>
    public const string OpenFresh = """
        with held as (
            select failures, enabled from nexus.sync_schedule
            where workspace_id = $1 and connection_id = $2 and fence = $3 and lease_owner is not distinct from $4
            for no key update),
        opened as (
            insert into nexus.sync_run (workspace_id, run_id, connection_id, kind, status, requested_by, queued_at, started_at,
                                        node, fence, attempts, pages, records_read, records_changed, records_rejected,
                                        points_changed, calls, call_milliseconds)
            select $1, $5, $2, k.kind, 'running', $7, now(), now(), $4, $3, 1, 0, 0, 0, 0, 0, 0, 0
            from (select case when $6 = 1 then 'scheduled'
                              when exists (select from nexus.webhook_event e
                                           where e.workspace_id = $1 and e.connection_id = $2
                                             and e.processed_at is null) then 'webhook' end as kind
                  from held where enabled) k
            where k.kind is not null
              and not exists (select from nexus.sync_run r where r.workspace_id = $1 and r.connection_id = $2
                                and r.status in ('queued', 'running'))
            returning kind)
        select h.failures, o.kind from held h left join opened o on true
        """;

    /// <summary>
    /// Ends what an earlier holder left running, and queues the rest of it ($5: id of the run that goes on). A backfill
    /// goes on as itself. Attempts that stored nothing are carried on, and so are the overrides that it would have closed.
    /// </summary>
    public const string TakeOver = """
        with dead as (
            update nexus.sync_run r
            set status = case when r.cancel_requested_at is not null then 'cancelled'
                              when r.kind = 'backfill' then 'queued' else 'interrupted' end,
                finished_at = case when r.kind = 'backfill' and r.cancel_requested_at is null then null else now() end,
                error_code = case when r.cancel_requested_at is null then 'interrupted' end,
                error_message = case when r.cancel_requested_at is null then
                    'The node that ran it stopped in the middle. What was stored until then stays, and another run goes on after the last page by itself.' end
            where r.workspace_id = $1 and r.connection_id = $2 and r.status = 'running' and r.fence is distinct from $3
            returning r.run_id, r.kind, r.requested_by, r.queued_at, r.attempts, r.status),
        covered as (
            update nexus.kpi_override o
            set covered_by_run = coalesce((select q.run_id from nexus.sync_run q
                                           where q.workspace_id = $1 and q.connection_id = $2 and q.status = 'queued'
                                             and q.kind = d.kind order by q.queued_at limit 1), $5)
            from dead d
            where o.workspace_id = $1 and o.covered_by_run = d.run_id and o.closed_at is null and d.status = 'interrupted')
        insert into nexus.sync_run (workspace_id, run_id, connection_id, kind, status, requested_by, queued_at, attempts, pages,
                                    records_read, records_changed, records_rejected, points_changed, calls, call_milliseconds)
        select $1, $5, $2, d.kind, 'queued', d.requested_by, d.queued_at, d.attempts, 0, 0, 0, 0, 0, 0, 0
        from dead d
        where d.status = 'interrupted'
          and not exists (select from nexus.sync_run q
                          where q.workspace_id = $1 and q.connection_id = $2 and q.status = 'queued' and q.kind = d.kind)
        limit 1
        """;

    /// <summary>
    /// Starts the oldest run that waits: what people wait for first, backfills ($5: whether they may) last. Where events
    /// woke the connection ($6: lane of the claim), what nobody waits for waits until they are done. A connection that was
    /// taken off its schedule starts nothing.
    /// </summary>
    public const string Pick = """
        with waiting as (
            select run_id, started_at is null as begun from nexus.sync_run
            where workspace_id = $1 and connection_id = $2 and status = 'queued'
              and (parked_until is null or parked_until <= now()) and ($5 or kind <> 'backfill')
              and ($6 > 0 or kind in ('manual', 'replay', 'webhook')
                   or not exists (select from nexus.webhook_event e where e.workspace_id = $1 and e.connection_id = $2
                                    and e.processed_at is null))
              and exists (select from nexus.sync_schedule s
                          where s.workspace_id = $1 and s.connection_id = $2 and s.enabled)
            order by case kind when 'manual' then 0 when 'replay' then 1 when 'webhook' then 2 when 'scheduled' then 3
                               when 'reconcile' then 4 else 5 end, queued_at
            limit 1)
        update nexus.sync_run r
        set status = 'running', started_at = coalesce(r.started_at, now()), node = $4, fence = $3,
            attempts = r.attempts + 1, parked_until = null, error_code = null, error_message = null
        from waiting w where r.workspace_id = $1 and r.run_id = w.run_id
        returning r.run_id, r.kind, r.requested_by, r.attempts, w.begun, r.pages, r.records_read, r.records_rejected,
                  r.first_day, r.last_day,
                  array(select t.stream from nexus.sync_run_stream t
                        where t.workspace_id = $1 and t.run_id = r.run_id and t.error_code = 'nothing_read'),
                  array(select t.stream from nexus.sync_run_stream t where t.workspace_id = $1 and t.run_id = r.run_id)
        """;

    /// <summary>
    /// Opens a run of its own where none waits ($5 its id, $6 lane of the claim, $7 who asks): for events that came, or
    /// because the schedule says so ($8: also where it was claimed for a backfill). A run that was cancelled while its node
    /// was dead is not begun anew by the claim that finds it.
    /// </summary>
    public const string OpenNew = """
        insert into nexus.sync_run (workspace_id, run_id, connection_id, kind, status, requested_by, queued_at, started_at, node,
                                    fence, attempts, pages, records_read, records_changed, records_rejected, points_changed,
                                    calls, call_milliseconds)
        select $1, $5, $2, k.kind, 'running', $7, now(), now(), $4, $3, 1, 0, 0, 0, 0, 0, 0, 0
        from (select case when $6 = 0 and exists (select from nexus.webhook_event e
                                                  where e.workspace_id = $1 and e.connection_id = $2
                                                    and e.processed_at is null) then 'webhook'
                          when $6 = 1 or $8 then 'scheduled' end as kind) k
        where k.kind is not null
          and not exists (select from nexus.sync_run r where r.workspace_id = $1 and r.connection_id = $2
                            and (r.status = 'running' and r.fence = $3 or r.status = 'cancelled' and r.finished_at = now()))
          and exists (select from nexus.sync_schedule s
                      where s.workspace_id = $1 and s.connection_id = $2 and s.enabled)
        returning run_id, kind, requested_by, attempts, true, pages, records_read, records_rejected, first_day, last_day,
                  '{}'::text[], '{}'::text[]
        """;

    /// <summary>$1 workspace, $2 connection.</summary>
    public const string Positions = """
        select stream, purpose, checkpoint, complete, has_data, access = 'granted' from nexus.connection_stream
        where workspace_id = $1 and connection_id = $2
        """;

    /// <summary>Asks how a run stands: $1 workspace, $2 connection, $3 run.</summary>
    public const string Look = """
        select s.fence, s.lease_owner, r.cancel_requested_at is not null
        from nexus.sync_schedule s join nexus.sync_run r on r.workspace_id = $1 and r.run_id = $3
        where s.workspace_id = $1 and s.connection_id = $2
        """;

    /// <summary>Renews a lease unless a transaction of the run itself is renewing it right now ($5: for how long).</summary>
    public const string Beat = """
        update nexus.sync_schedule s set lease_until = now() + $5
        from (select workspace_id, connection_id from nexus.sync_schedule
              where workspace_id = $1 and connection_id = $2 and fence = $3 and lease_owner is not distinct from $4
              for no key update skip locked) mine
        where s.workspace_id = mine.workspace_id and s.connection_id = mine.connection_id
        """;

    /// <summary>Adds to the account of a run: $1 workspace, $2 run. A stored page makes the attempt a good one.</summary>
    public const string CountRun = """
        update nexus.sync_run
        set pages = pages + $3, records_read = records_read + $4, records_changed = records_changed + $5,
            records_rejected = records_rejected + $6, points_changed = points_changed + $7,
            progress = coalesce($8, progress), attempts = case when $3 > 0 then 1 else attempts end
        where workspace_id = $1 and run_id = $2
        """;

    /// <summary>Adds to the account of a stream of a run: $1 workspace, $2 run, $3 stream.</summary>
    public const string CountStream = """
        insert into nexus.sync_run_stream as s (workspace_id, run_id, stream, status, pages, records_read, records_changed,
                                                records_rejected, unknown_fields, notice, error_code, error_message)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (workspace_id, run_id, stream) do update
        set status = excluded.status, pages = s.pages + excluded.pages,
            records_read = s.records_read + excluded.records_read,
            records_changed = s.records_changed + excluded.records_changed,
            records_rejected = s.records_rejected + excluded.records_rejected,
            unknown_fields = case when excluded.unknown_fields is null then s.unknown_fields
                when s.unknown_fields is null then excluded.unknown_fields
                else (select jsonb_object_agg(f.key, f.times)
                      from (select key, sum(value::bigint) as times
                            from (select * from jsonb_each_text(s.unknown_fields)
                                  union all select * from jsonb_each_text(excluded.unknown_fields)) both_sides
                            group by key order by times desc, key limit 200) f) end,
            notice = coalesce(excluded.notice, s.notice),
            error_code = excluded.error_code, error_message = excluded.error_message
        """;

    /// <summary>Adds calls to the account of the holder's run: $5 run, $6 how many, $7 milliseconds, $8 used of the quota.</summary>
    public const string CountCalls = """
        update nexus.sync_run r set calls = r.calls + $6, call_milliseconds = r.call_milliseconds + $7,
            quota_used = coalesce($8, r.quota_used)
        from nexus.sync_schedule s
        where r.workspace_id = $1 and r.run_id = $5 and r.status = 'running' and r.fence = $3
          and s.workspace_id = $1 and s.connection_id = $2 and s.fence = $3 and s.lease_owner is not distinct from $4
        """;

    /// <summary>
    /// Notes that streams ($3) were read to their end for a purpose ($4) from their checkpoints ($5) and held nothing new:
    /// $1 workspace, $2 connection, $6 now.
    /// </summary>
    public const string EndStreams = """
        insert into nexus.connection_stream as s (workspace_id, connection_id, stream, purpose, checkpoint, complete,
                                                  has_data, access, updated_at)
        select $1, $2, e.stream, e.purpose, e.checkpoint, true, false, 'granted', $6
        from unnest($3, $4, $5) e(stream, purpose, checkpoint)
        on conflict (workspace_id, connection_id, stream, purpose) do update
        set checkpoint = excluded.checkpoint, complete = true, access = 'granted', updated_at = excluded.updated_at
        """;

    /// <summary>Says how much of a run is done: $1 workspace, $2 run, $3 share.</summary>
    public const string Progress = "update nexus.sync_run set progress = $3 where workspace_id = $1 and run_id = $2";

    /// <summary>
    /// Writes what became of a run: $1 workspace, $2 run, $3 status, $4 parked until, $5 code, $6 message, $7 points, $8 calls,
    /// $9 their milliseconds, $10 what is used of the quota and $11 streams that held nothing new. One that was to go on
    /// later, and that somebody cancelled at the last moment, does not.
    /// </summary>
    public const string End = """
        update nexus.sync_run r
        set status = case when $3 = 'queued' and r.cancel_requested_at is not null then 'cancelled' else $3 end,
            finished_at = case when $3 = 'queued' and r.cancel_requested_at is null then null else now() end,
            parked_until = case when $3 = 'queued' and r.cancel_requested_at is null then $4 end,
            error_code = $5, error_message = $6, points_changed = points_changed + $7,
            calls = r.calls + $8, call_milliseconds = r.call_milliseconds + $9,
            quota_used = coalesce($10, r.quota_used), quiet_streams = r.quiet_streams || $11,
            progress = case when $3 = 'succeeded' then 1 else r.progress end,
            attempts = case when $3 = 'queued' and r.cancel_requested_at is null then 0 else r.attempts end
        where r.workspace_id = $1 and r.run_id = $2 and r.status = 'running'
        returning r.status
        """;

    /// <summary>
    /// Closes the overrides whose points a run that succeeded has covered, and says so in the audit trail: $1 workspace,
    /// $2 run. Last in its transaction, because it counts the data version up.
    /// </summary>
    public const string CloseOverrides = """
        with closed as (
            update nexus.kpi_override o
            set closed_at = now(), closed_because = 'superseded', closed_by_batch = o.covered_by_batch
            from nexus.sync_run r
            where r.workspace_id = $1 and r.run_id = $2 and r.status = 'succeeded'
              and o.workspace_id = $1 and o.covered_by_run = $2 and o.closed_at is null
            returning o.override_id, o.value, o.covered_by_batch),
        audited as (
            insert into nexus.audit_event (workspace_id, at, actor, action, subject, before, batch_id)
            select $1, now(), r.requested_by, 'override.superseded', c.override_id::text,
                   jsonb_build_object('value', c.value), c.covered_by_batch
            from closed c join nexus.sync_run r on r.workspace_id = $1 and r.run_id = $2)
        update nexus.workspace set data_version = data_version + 1
        where workspace_id = $1 and exists (select from closed)
        """;

    /// <summary>
    /// Gives a connection back ($5 next due by its schedule, $6 hold everything back until, $7 failures, $8 when events that
    /// wait may be tried, $9 when everything was brought up to date): to what is due first. Of what is due already, what
    /// people wait for goes first, then a sync that is overdue, so that neither a stream of events nor a backfill can keep it
    /// away. Events that are held back keep lane 0, by which those that arrive meanwhile know not to wake the connection.
    /// </summary>
    public const string GiveBack = """
        update nexus.sync_schedule s
        set lease_owner = null, lease_until = null, failures = coalesce($7, s.failures), not_before = $6,
            synced_at = coalesce($9, s.synced_at), lane = c.lane,
            next_due = case when s.enabled then c.due else s.next_due end
        from (select case when rank < 9 then greatest(due, now()) end as due,
                     case rank when 0 then 0 when 1 then 0 when 3 then 0 when 5 then 2 else 1 end as lane
              from (select parked_until as due,
                           case kind when 'backfill' then 5 when 'scheduled' then 4 when 'reconcile' then 4 else 0 end as rank
                    from nexus.sync_run where workspace_id = $1 and connection_id = $2 and status = 'queued'
                    union all
                    select $5, 2 where $5 is not null
                    union all
                    select $8, case when $8 is null then 3 else 1 end
                    where exists (select from nexus.webhook_event e
                                  where e.workspace_id = $1 and e.connection_id = $2 and e.processed_at is null)
                    union all
                    select null, 9) wanted
              order by rank = 9, greatest(due, now()), rank limit 1) c
        where s.workspace_id = $1 and s.connection_id = $2 and s.fence = $3 and s.lease_owner is not distinct from $4
        returning s.next_due
        """;

    /// <summary>When a run other than the one of this claim last began to read what is new ($1 workspace, $2 connection, $3 fence).</summary>
    public const string LastSync = """
        select max(started_at) from nexus.sync_run
        where workspace_id = $1 and connection_id = $2 and kind in ('scheduled', 'manual') and fence is distinct from $3
        """;
}
