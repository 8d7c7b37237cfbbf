using Nexus.Application.Storage;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Ingest;

/// <summary>Takes back one batch: its added points go, its changed and removed ones get their earlier value and origin back.</summary>
/// <remarks>
/// A point counts as touched since when its batch is no longer the one that is undone; it stays as it is. The undo is a
/// batch itself and leaves its own history.
/// </remarks>
internal static class BatchUndo
{
    private const string Source = """
        select connection_id from nexus.ingest_batch where workspace_id = $1 and batch_id = $2
        """;

    private const string OpenBatch = """
        insert into nexus.ingest_batch (workspace_id, connection_id, kind, import_id, actor, at,
                                        inserted, updated, unchanged, deleted)
        select $1, $2, 'undo', import_id, $4, $5, 0, 0, 0, 0
        from nexus.ingest_batch where workspace_id = $1 and batch_id = $3
        returning batch_id
        """;

    /// <summary>$1 workspace, $2 connection, $3 the undo's batch, $4 zone, $5 the batch that is undone.</summary>
    private const string Undo =
        """
            with was as materialized (
                select c.series_id, c.ts, c.old_value, c.old_batch_id, c.new_value,
                       p.value as now_value, p.batch_id as now_batch_id
                from nexus.kpi_point_change c
                left join nexus.kpi_point p on p.workspace_id = $1 and p.series_id = c.series_id and p.ts = c.ts
                where c.workspace_id = $1 and c.batch_id = $5)
            , changed as (select * from was where new_value is not null and now_batch_id = $5)
            , gone as (select * from was where new_value is null and now_batch_id is null)
            , added as materialized (
                select p.series_id, p.ts, p.value
                from nexus.kpi_series s
                join nexus.kpi_point p on p.workspace_id = $1 and p.series_id = s.series_id and p.batch_id = $5
                where s.workspace_id = $1 and s.connection_id = $2
                  and not exists (select from was w where w.series_id = p.series_id and w.ts = p.ts))
            , overwritten as (
                select count(distinct (c.series_id, c.ts)) as points from nexus.kpi_point_change c
                where c.workspace_id = $1 and c.old_batch_id = $5 and c.batch_id <> $5
                  and not exists (select from was w where w.series_id = c.series_id and w.ts = c.ts)
                  and exists (select from nexus.kpi_point p
                              where p.workspace_id = $1 and p.series_id = c.series_id and p.ts = c.ts and p.batch_id <> $5))
            , removed as (
                delete from nexus.kpi_point p using added a
                where p.workspace_id = $1 and p.series_id = a.series_id and p.ts = a.ts)
            , restored as (
                update nexus.kpi_point p set value = c.old_value, batch_id = c.old_batch_id
                from changed c where p.workspace_id = $1 and p.series_id = c.series_id and p.ts = c.ts)
            , returned as (
                insert into nexus.kpi_point (workspace_id, series_id, ts, value, batch_id)
                select $1, series_id, ts, old_value, old_batch_id from gone)
            , audited as (
                insert into nexus.kpi_point_change (workspace_id, series_id, ts, old_value, new_value, old_batch_id, batch_id, at)
                select $1, series_id, ts, value, null, $5, $3, now() from added
                union all
                select $1, series_id, ts, now_value, old_value, $5, $3, now() from changed
                union all
                select $1, series_id, ts, null, old_value, null, $3, now() from gone)
            , moves as (
                select series_id, ts, -value as amount, -1 as points from added
                union all
                select series_id, ts, old_value - now_value, 0 from changed
                union all
                select series_id, ts, old_value, 1 from gone)
            """
        + IngestSql.RollUp
        + """
            select (select count(*) from added) as removed,
                   (select count(*) from changed) + (select count(*) from gone) as restored,
                   (select points from overwritten)
                     + (select count(*) from was)
                     - (select count(*) from changed) - (select count(*) from gone) as conflicts
            """;

    public static async Task<UndoOutcome> RunAsync(
        WorkspaceSession session,
        int batchId,
        string actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var source = session.Command(Source, Workspace(), Number(batchId));
        var connectionId = (int)(await source.ExecuteScalarAsync(cancellationToken))!;

        await using var prepare = session.Batch();
        prepare.Add(WriterLocks.Enter, Workspace(), Number(connectionId));
        prepare.Add("select set_config('work_mem', '64MB', true)");
        await prepare.ExecuteNonQueryAsync(cancellationToken);

        await using var open = session.Command(
            OpenBatch,
            Workspace(),
            Number(connectionId),
            Number(batchId),
            Text(actor),
            Instant(now)
        );
        var undoBatch = (int)(await open.ExecuteScalarAsync(cancellationToken))!;

        await using var zone = session.Command(
            "select time_zone from nexus.workspace where workspace_id = $1",
            Workspace()
        );
        var timeZone = (string)(await zone.ExecuteScalarAsync(cancellationToken))!;

        var outcome = await UndoAsync();
        await using var finish = session.Batch();
        finish.Add(
            "update nexus.ingest_batch set updated = $3, deleted = $4 where workspace_id = $1 and batch_id = $2",
            Workspace(),
            Number(undoBatch),
            Long(outcome.Restored),
            Long(outcome.Removed)
        );
        finish.Add(IngestSql.DropEmptyRollups, Workspace(), Number(connectionId));
        finish.Add(DataVersion.Advance, Workspace());
        await finish.ExecuteNonQueryAsync(cancellationToken);
        return outcome;

        NpgsqlParameter Workspace() => Number(session.Workspace.Value);

        async Task<UndoOutcome> UndoAsync()
        {
            await using var undo = session.Command(
                Undo,
                Workspace(),
                Number(connectionId),
                Number(undoBatch),
                Text(timeZone),
                Number(batchId)
            );
            undo.CommandTimeout = 0;
            await using var reader = await undo.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return new(undoBatch, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
        }
    }
}
