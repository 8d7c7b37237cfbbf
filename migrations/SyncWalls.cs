using Microsoft.EntityFrameworkCore.Migrations;

namespace Nexus.Migrations;

/// <summary>What syncing adds to the tables of the model: walls, grants, and the functions by which nodes claim work.</summary>
internal static class SyncWalls
{
    public static void Build(MigrationBuilder migration)
    {
        migration.Wall("sync_schedule", "select, insert, update, delete");
        migration.Wall("sync_run", "select, insert, update, delete");
        migration.Wall("sync_run_stream", "select, insert, update, delete");
        migration.Wall("backfill_slice", "select, insert, update, delete");
        migration.Wall("connection_stream", "select, insert, update, delete");
        migration.Wall("source_record", "select, insert, update, delete");
        migration.Wall("source_record_state", "select, insert, delete");
        migration.Wall("projection_dirty", "select, insert, update, delete");
        migration.Wall("rejected_record", "select, insert, update, delete");
        migration.Wall("webhook_event", "select, insert, update, delete");
        migration.Wall("exchange_rate", "select, insert, update, delete");
        migration.Wall("work_item", "select, insert, update, delete");
        migration.Wall("workspace_key", "select, insert, update, delete");
        migration.Wall("credential", "select, insert, update, delete");
        migration.Sql("grant select, insert, update on nexus.rate_budget to nexus_app;");

        migration.Sql(
            """
            -- In the order of claiming: a provider's due rows come out of it sorted, whatever else is stored.
            create index ix_sync_schedule_due on nexus.sync_schedule (provider, lane, next_due)
                where enabled and next_due is not null;
            create index ix_sync_schedule_leased on nexus.sync_schedule (lease_until) where lease_owner is not null;
            create index ix_work_item_due on nexus.work_item (next_attempt) where state = 'queued';
            -- Projections read in the order of code points, whatever the language of the server.
            create index ix_source_record_group on nexus.source_record
                (workspace_id, connection_id, stream, group_key collate "C", object_id collate "C");
            """
        );

        migration.DirectoryMayRead("connection", "workspace_id, public_id");
        migration.DirectoryFunction(
            "find_connection(id uuid)",
            "int",
            "select c.workspace_id from nexus.connection c where c.public_id = id"
        );

        migration.DispatchTable(
            "sync_schedule",
            "lease_owner, lease_until, fence",
            "workspace_id, connection_id, provider, enabled, next_due, not_before, lane, lease_owner, lease_until, fence"
        );
        migration.DispatchTable(
            "work_item",
            "lease_owner, lease_until, fence",
            "workspace_id, item_id, state, next_attempt, lease_owner, lease_until, fence"
        );
        migration.DispatchFunction("list_workspaces()", "setof int", "select w.workspace_id from nexus.workspace w");
        migration.DispatchFunction(ClaimSyncs.Signature, ClaimSyncs.Returns, ClaimSyncs.Body);
        migration.DispatchFunction(ClaimWork.Signature, ClaimWork.Returns, ClaimWork.Body);
    }

    /// <summary>
    /// Takes due connections of one provider for a node: interactive before scheduled before backfill, and within a lane
    /// one of every workspace before the second of any. An expired lease is due whatever its schedule says, and even off
    /// the schedule: what its holder left behind has to be ended.
    /// </summary>
    /// <remarks>
    /// All that is due is ranked before any of it is left out: a limit before that would let one workspace with many due
    /// connections hide the others. What runs already takes the first places of its workspace; joined to what is due, it
    /// would be compared with each of thousands, because the planner expects few. Rows are looked up and locked one by
    /// one in that order, and no more than are taken.
    /// </remarks>
    public static class ClaimSyncs
    {
        public const string Signature =
            "claim_syncs(node text, of_provider text, most int, lease interval, per_workspace int, last_lane smallint)";
        public const string Returns =
            "table (workspace_id int, connection_id int, fence bigint, lane smallint, due timestamptz)";
        public const string Body = """
            with candidate as (
                select s.workspace_id, s.connection_id, s.lane, s.next_due, true as free from nexus.sync_schedule s
                where s.provider = of_provider and s.enabled and s.next_due is not null and s.next_due <= now()
                  and s.lane <= last_lane and s.lease_owner is null
                  and (s.not_before is null or s.not_before <= now())
                union all
                select s.workspace_id, s.connection_id, s.lane, s.lease_until, true from nexus.sync_schedule s
                where s.provider = of_provider and s.lease_owner is not null and s.lease_until <= now()
                  and s.lane <= last_lane
                union all
                select s.workspace_id, s.connection_id, s.lane, s.next_due, false from nexus.sync_schedule s
                where s.lease_owner is not null and s.lease_until > now()),
            ranked as (
                select c.*, row_number() over (partition by c.workspace_id
                                               order by c.free, c.lane, c.next_due, c.connection_id) as place
                from candidate c),
            chosen as (
                select l.workspace_id, l.connection_id, r.next_due
                from (select * from ranked where free and place <= per_workspace order by lane, place, next_due) r
                cross join lateral (
                    select s.workspace_id, s.connection_id from nexus.sync_schedule s
                    where s.workspace_id = r.workspace_id and s.connection_id = r.connection_id
                      and (s.lease_owner is null and s.enabled and s.next_due <= now() or s.lease_until <= now())
                    for update skip locked) l
                limit most)
            update nexus.sync_schedule s
            set lease_owner = node, lease_until = now() + lease, fence = s.fence + 1
            from chosen c
            where s.workspace_id = c.workspace_id and s.connection_id = c.connection_id
            returning s.workspace_id, s.connection_id, s.fence, s.lane, c.next_due
            """;
    }

    /// <summary>Takes due work items for a node; expired leases are due.</summary>
    private static class ClaimWork
    {
        public const string Signature = "claim_work(node text, most int, lease interval)";
        public const string Returns = "table (workspace_id int, item_id uuid, fence bigint)";
        public const string Body = """
            update nexus.work_item w
            set lease_owner = node, lease_until = now() + lease, fence = w.fence + 1
            from (
                select i.workspace_id, i.item_id from nexus.work_item i
                where i.state = 'queued' and i.next_attempt <= now() and (i.lease_until is null or i.lease_until <= now())
                order by i.next_attempt
                limit most
                for update skip locked) c
            where w.workspace_id = c.workspace_id and w.item_id = c.item_id
            returning w.workspace_id, w.item_id, w.fence
            """;
    }
}
