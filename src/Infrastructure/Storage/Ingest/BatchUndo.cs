using Nexus.Application;
using Nexus.Application.Storage;
using Nexus.Infrastructure.Storage.Imports;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Ingest;

/// <summary>Leaves the source of a batch as the imports that still stand, in their order, would have written it.</summary>
/// <remarks>
/// Only points that are as they are because of the batch can change. For each, the standing imports are asked from the
/// latest to the first what they say of it, so that it makes no difference in which order imports are undone. The undo is
/// a batch itself and leaves its own history.
/// </remarks>
internal sealed class BatchUndo(WorkspaceSession session, int batchId)
{
    private static readonly string Append = ImportRecord.Name(IngestMode.Append);
    private static readonly string Replace = ImportRecord.Name(IngestMode.Replace);

    public async Task<UndoOutcome> RunAsync(string actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (connectionId, mode) = await EnterAsync(cancellationToken);
        var undoId = await OpenAsync(actor, now, cancellationToken);
        await ListPointsAsync(mode, cancellationToken);
        await AskAsync(connectionId, cancellationToken);
        var outcome = await ApplyAsync(connectionId, undoId, cancellationToken);
        await FinishAsync(connectionId, actor, outcome, cancellationToken);
        return outcome;
    }

    private NpgsqlParameter Workspace => Number(session.Workspace.Value);

    private async Task<(int ConnectionId, string Mode)> EnterAsync(CancellationToken cancellationToken)
    {
        await using var find = session.Command(
            """
            select connection_id, mode from nexus.ingest_batch
            where workspace_id = $1 and batch_id = $2 and kind = 'import'
            """,
            Workspace,
            Number(batchId)
        );
        (int ConnectionId, string Mode) batch;
        await using (var reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
                throw new InvalidOperationException($"Batch {batchId} is no import of this workspace.");
            batch = (reader.GetInt32(0), reader.TextOrNull(1) ?? throw NotRecorded("The import"));
        }
        await using var enter = session.Batch();
        enter.Add(WriterLocks.Enter, Workspace, Number(batch.ConnectionId));
        enter.Add("select set_config('work_mem', '64MB', true), set_config('jit', 'off', true)");
        await enter.ExecuteNonQueryAsync(cancellationToken);
        return batch;
    }

    private async Task<int> OpenAsync(string actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var open = session.Command(
            UndoSql.OpenBatch,
            Workspace,
            Number(batchId),
            Text(actor),
            Instant(now)
        );
        return (int)(await open.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task ListPointsAsync(string mode, CancellationToken cancellationToken)
    {
        await using var list = session.Batch();
        list.Timeout = 0;
        list.Add(UndoSql.CreateTable);
        list.Add(UndoSql.AddHeld, Workspace, Number(batchId));
        if (mode == Replace)
        {
            list.Add(UndoSql.CreateSpoken);
            list.Add(UndoSql.AddSpoken, Workspace, Number(batchId));
            list.Add(UndoSql.IndexSpoken);
            list.Add(UndoSql.AnalyzeSpoken);
            list.Add(UndoSql.AddKeptAway, Workspace, Number(batchId));
        }
        list.Add(UndoSql.IndexTable);
        list.Add(UndoSql.AnalyzeTable);
        await list.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task AskAsync(int connectionId, CancellationToken cancellationToken)
    {
        await using var count = session.Command("select count(*) from pg_temp.undone_point");
        var open = (long)(await count.ExecuteScalarAsync(cancellationToken))!;
        foreach (var (standing, known) in await StandingAsync(connectionId, cancellationToken))
        {
            if (open == 0)
                return;
            var mode = known ?? throw NotRecorded($"An earlier import (batch {standing}) would count again, and");
            if (mode == Append)
            {
                await AskAsync(UndoSql.SuggestSpoken, standing, cancellationToken);
                continue;
            }
            open -= await AskAsync(UndoSql.SettleSpoken, standing, cancellationToken);
            if (mode == Replace)
                open -= await AskAsync(UndoSql.SettleKeptAway, standing, cancellationToken);
        }
    }

    /// <summary>The imports that stand, from the latest to the first.</summary>
    private async Task<List<(int BatchId, string? Mode)>> StandingAsync(
        int connectionId,
        CancellationToken cancellationToken
    )
    {
        await using var find = session.Command(UndoSql.Standing, Workspace, Number(connectionId));
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        var standing = new List<(int, string?)>();
        while (await reader.ReadAsync(cancellationToken))
            standing.Add((reader.GetInt32(0), reader.TextOrNull(1)));
        return standing;
    }

    /// <remarks>Batches have told how and of which points they speak only since imports can be undone in any order.</remarks>
    private static RefusedException NotRecorded(string which) =>
        new(
            RefusalKind.Conflict,
            "undo_not_recorded",
            $"{which} was stored by a version of Nexus that did not record what an undo needs. Nothing was changed. "
                + "Import a file with the right values over it instead."
        );

    private async Task<long> AskAsync(string sql, int standing, CancellationToken cancellationToken)
    {
        await using var ask = session.Command(sql, Workspace, Number(standing));
        ask.CommandTimeout = 0;
        return await ask.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<UndoOutcome> ApplyAsync(int connectionId, int undoId, CancellationToken cancellationToken)
    {
        var timeZone = await session.ZoneAsync(cancellationToken);
        await using var apply = session.Command(
            UndoSql.Apply,
            Workspace,
            Number(connectionId),
            Number(undoId),
            Text(timeZone),
            Number(batchId)
        );
        apply.CommandTimeout = 0;
        await using var reader = await apply.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(undoId, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    private async Task FinishAsync(
        int connectionId,
        string actor,
        UndoOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        await using var finish = session.Batch();
        finish.Add(
            "update nexus.ingest_batch set updated = $3, deleted = $4 where workspace_id = $1 and batch_id = $2",
            Workspace,
            Number(outcome.BatchId),
            Long(outcome.Restored),
            Long(outcome.Removed)
        );
        finish.Add(UndoSql.ReopenOverrides, Workspace, Number(batchId), Text(actor), Number(outcome.BatchId));
        finish.Add("drop table if exists pg_temp.undone_point, pg_temp.spoken_point");
        finish.Add(IngestSql.DropEmptyRollups, Workspace, Number(connectionId));
        finish.Add(DataVersion.Advance, Workspace);
        await finish.ExecuteNonQueryAsync(cancellationToken);
    }
}
