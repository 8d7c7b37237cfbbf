using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Infrastructure.Storage.Imports;
using Npgsql;
using NpgsqlTypes;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Ingest;

/// <summary>Stages points by COPY, then compares and writes them in one statement; platform measurements in docs/benchmarks.md.</summary>
internal sealed class PointIngest(WorkspaceTransactions transactions, TimeProvider clock) : IPointIngest
{
    private const int AnalyzeFrom = 1_000;

    public async Task<IngestOutcome> WriteAsync(
        IngestRequest request,
        IAsyncEnumerable<PointBatch> batches,
        CancellationToken cancellationToken
    )
    {
        var session = transactions.Current;
        var connectionId = await LockSourceAsync(session, request, cancellationToken);
        var batchId = await OpenBatchAsync(session, request, connectionId, cancellationToken);
        var cover = request.CanBeUndone ? new BatchCover() : null;
        var staged = await StageAsync(session, request, connectionId, batches, cover, cancellationToken);
        var stale = 0L;
        if (request.AsOf is { } asOf && !staged.HasNewSeriesOnly)
        {
            stale = await DropStaleAsync(session, asOf, cancellationToken);
            staged = staged with { Rows = staged.Rows - stale };
        }
        if (cover is not null)
            await cover.WriteAsync(session, batchId, cancellationToken);
        var zone = await session.ZoneAsync(cancellationToken);

        var (deleted, kept) = (0L, 0L);
        if (request is { Replaces: { } doubted, KeepsWhereEmpty: true } && staged.Rows == 0)
            kept = await CountAsync(
                session,
                IngestSql.CountAbsentOf,
                [.. Places(), Text(zone), .. IngestSql.Days(doubted)],
                cancellationToken
            );
        else if (request.Mode == IngestMode.Replace)
        {
            deleted = request.Replaces is { } replaced
                ? await CountAsync(
                    session,
                    IngestSql.RemoveAbsentOf,
                    [.. Places(), Text(zone), .. IngestSql.Days(replaced)],
                    cancellationToken
                )
                : await CountAsync(session, IngestSql.RemoveAbsent, [.. Places(), Text(zone)], cancellationToken);
        }
        var counts = staged.AreAllNew
            ? await InsertAllAsync(session, staged, batchId, zone, cancellationToken)
            : await CompareAsync(
                session,
                request.Mode == IngestMode.Append ? IngestSql.Append(staged) : IngestSql.Upsert(staged),
                request.Mode == IngestMode.Append
                    ? [.. Places(), Text(zone), Numbers(staged.Rolls), Id(request.ImportId ?? Guid.Empty)]
                    : [.. Places(), Text(zone), Numbers(staged.Rolls)],
                cancellationToken
            );
        await CloseAsync();

        var outcome = Outcome(request.Mode, batchId, connectionId, counts, deleted) with { Kept = kept, Stale = stale };
        await RecordAsync(session, outcome, cancellationToken);
        return outcome;

        NpgsqlParameter[] Places() => [Number(session.Workspace.Value), Number(connectionId), Number(batchId)];

        async Task CloseAsync()
        {
            var workspace = session.Workspace.Value;
            await using var batch = session.Batch();
            CoveredOverrides.Add(
                batch,
                request,
                workspace,
                batchId,
                removes: deleted > 0,
                request.Replaces is { } days && kept == 0 ? [.. Places(), Text(zone), .. IngestSql.Days(days)] : null
            );
            // What a run came to is known at its end only.
            if (request.RunId is null)
                batch.Add(
                    "update nexus.connection set last_success_at = $3 where workspace_id = $1 and connection_id = $2",
                    Number(workspace),
                    Number(connectionId),
                    Instant(clock.GetUtcNow())
                );
            batch.Add(IngestSql.DropEmptyRollups, Number(workspace), Number(connectionId));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public async Task<IngestOutcome> PreviewAsync(
        IngestRequest request,
        IAsyncEnumerable<PointBatch> batches,
        CancellationToken cancellationToken
    )
    {
        var session = transactions.Current;
        await ExecuteAsync(session, "savepoint dry_run", [], cancellationToken);
        var connectionId = await LockSourceAsync(session, request, cancellationToken);
        var staged = await StageAsync(session, request, connectionId, batches, cover: null, cancellationToken);
        var deleted =
            request.Mode == IngestMode.Replace
                ? await CountAsync(
                    session,
                    IngestSql.CountAbsent,
                    [Number(session.Workspace.Value), Number(connectionId)],
                    cancellationToken
                )
                : 0;
        var counts = staged.AreAllNew
            ? (staged.Rows, staged.Rows, 0)
            : await CompareAsync(
                session,
                IngestSql.CountOnly(staged),
                [Number(session.Workspace.Value)],
                cancellationToken
            );
        await ExecuteAsync(session, "rollback to savepoint dry_run", [], cancellationToken);
        return Outcome(request.Mode, batchId: 0, connectionId: 0, counts, deleted);
    }

    public Task<UndoOutcome> UndoAsync(int batchId, string actor, CancellationToken cancellationToken) =>
        new BatchUndo(transactions.Current, batchId).RunAsync(actor, clock.GetUtcNow(), cancellationToken);

    /// <summary>Finds or creates the source and keeps other writers of it out until the transaction ends.</summary>
    private async Task<int> LockSourceAsync(
        WorkspaceSession session,
        IngestRequest request,
        CancellationToken cancellationToken
    )
    {
        var connectionId = request.ConnectionId ?? await FindSourceAsync(session, request.Source, cancellationToken);
        await ExecuteAsync(
            session,
            WriterLocks.Enter,
            [Number(session.Workspace.Value), Number(connectionId)],
            cancellationToken
        );
        return connectionId;
    }

    private async Task<int> FindSourceAsync(
        WorkspaceSession session,
        IngestSource source,
        CancellationToken cancellationToken
    )
    {
        await using var find = session.Command(
            """
            with added as (
                insert into nexus.connection (workspace_id, public_id, provider, name, source_key, status, created_at)
                values ($1, $2, $3, $4, $5, 'active', $6)
                on conflict (workspace_id, provider, source_key)
                -- A data set that was closed is opened by what comes into it.
                do update set status = 'active', status_code = null, status_message = null
                where nexus.connection.status_code = 'data_set_closed'
                returning connection_id)
            select connection_id from added
            union all
            select connection_id from nexus.connection where workspace_id = $1 and provider = $3 and source_key = $5
            """,
            Number(session.Workspace.Value),
            Id(Guid.CreateVersion7(clock.GetUtcNow())),
            Text(source.Provider),
            Text(source.Name),
            Text(source.SourceKey),
            Instant(clock.GetUtcNow())
        );
        return (int?)await find.ExecuteScalarAsync(cancellationToken)
            // Another writer created it after this statement's snapshot was taken; now it is visible.
            ?? (int)(await find.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<int> OpenBatchAsync(
        WorkspaceSession session,
        IngestRequest request,
        int connectionId,
        CancellationToken cancellationToken
    )
    {
        await using var open = session.Command(
            """
            insert into nexus.ingest_batch (workspace_id, connection_id, kind, mode, import_id, actor, at, run_id, page, origin,
                                            as_of, inserted, updated, unchanged, deleted)
            values ($1, $2, $3, $7, $4, $5, $6, $8, $9, $10, $11, 0, 0, 0, 0) returning batch_id
            """,
            Number(session.Workspace.Value),
            Number(connectionId),
            Text(request.Kind),
            new NpgsqlParameter { Value = (object?)request.ImportId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            Text(request.Actor),
            Instant(request.At ?? clock.GetUtcNow()),
            Text(ImportRecord.Name(request.Mode)),
            new NpgsqlParameter { Value = (object?)request.RunId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            new NpgsqlParameter { Value = (object?)request.Page ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
            TextOrNull(request.Origin),
            InstantOrNull(request.AsOf)
        );
        return (int)(await open.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<StagedPoints> StageAsync(
        WorkspaceSession session,
        IngestRequest request,
        int connectionId,
        IAsyncEnumerable<PointBatch> batches,
        BatchCover? cover,
        CancellationToken cancellationToken
    )
    {
        // Sorting and hashing a large file needs more than the default few megabytes; the setting ends with the transaction.
        // Compiling statements of this size costs more than the compiled code saves.
        await ExecuteAsync(
            session,
            "select set_config('work_mem', '128MB', true), set_config('jit', 'off', true)",
            [],
            cancellationToken
        );
        await ExecuteAsync(session, StagingCopy.CreateTable, [], cancellationToken);
        var series = new SeriesResolver(session, connectionId, request.Metrics);
        var order = new KeyOrder();
        bool adds = false,
            lasts = false;
        await using var copy = new StagingCopy(session);
        await foreach (var batch in batches.WithCancellation(cancellationToken))
        {
            if (batch.NewSeries.Count > 0)
            {
                await copy.EndAsync(cancellationToken);
                var ids = await series.AddAsync(batch.NewSeries, cancellationToken);
                order.AddSeries(ids);
                cover?.AddSeries(ids);
            }
            if (!copy.IsOpen)
                await copy.BeginAsync(cancellationToken);
            foreach (var point in batch.Points)
            {
                var roll = series.RollOf(point.Series);
                adds |= roll > 0;
                lasts |= roll == 0;
                // Times are stored to the microsecond: what is apart by less is one point.
                var ticks = point.At.Ticks - (point.At.Ticks % TimeSpan.TicksPerMicrosecond);
                order.Add(point.Series, ticks);
                cover?.Add(point.Series, ticks);
                var written = copy.AddAsync(series.IdOf(point.Series), point, roll, cancellationToken);
                if (!written.IsCompletedSuccessfully)
                    await written;
            }
        }
        await copy.EndAsync(cancellationToken);
        var staged = new StagedPoints(
            copy.Rows,
            adds,
            lasts,
            copy.HasMarks,
            HasUniqueKeys: order.IsStrict,
            HasNewSeriesOnly: !series.HasFound,
            [.. series.Rolls]
        );
        // What is absent is looked up by it point for point, also where nothing is known yet of how much is stored.
        if (copy.Rows >= AnalyzeFrom && request.Mode == IngestMode.Replace)
            await ExecuteAsync(session, "create index on pg_temp.staged_point (series_id, ts)", [], cancellationToken);
        // Autovacuum never sees a temporary table, and without statistics the comparison may choose a nested loop.
        if (copy.Rows >= AnalyzeFrom && !(staged.AreAllNew && request.Mode != IngestMode.Replace))
            await ExecuteAsync(session, "analyze pg_temp.staged_point (series_id, ts)", [], cancellationToken);
        return staged;
    }

    private static async Task<(long Points, long Added, long Changed)> InsertAllAsync(
        WorkspaceSession session,
        StagedPoints staged,
        int batchId,
        string zone,
        CancellationToken cancellationToken
    )
    {
        var workspace = session.Workspace.Value;
        await using var batch = session.Batch();
        batch.Timeout = 0;
        batch.Add(IngestSql.InsertAll, Number(workspace), Number(batchId));
        if (staged.Adds)
            batch.Add(IngestSql.RollUpAll, Number(workspace), Text(zone), Numbers(staged.Rolls));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return (staged.Rows, staged.Rows, 0);
    }

    private static async Task<long> DropStaleAsync(
        WorkspaceSession session,
        DateTimeOffset asOf,
        CancellationToken cancellationToken
    )
    {
        await using var drop = session.Command(IngestSql.DropStale, Number(session.Workspace.Value), Instant(asOf));
        return await drop.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task RecordAsync(
        WorkspaceSession session,
        IngestOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        var workspace = session.Workspace.Value;
        await using var batch = session.Batch();
        batch.Add(
            """
            update nexus.ingest_batch set inserted = $3, updated = $4, unchanged = $5, deleted = $6
            where workspace_id = $1 and batch_id = $2
            """,
            Number(workspace),
            Number(outcome.BatchId),
            Long(outcome.Inserted),
            Long(outcome.Updated),
            Long(outcome.Unchanged),
            Long(outcome.Deleted)
        );
        batch.Add("drop table pg_temp.staged_point");
        batch.Add(DataVersion.Advance, Number(workspace));
        await batch.ExecuteNonQueryAsync(cancellationToken);

        foreach (
            var (what, points) in new[]
            {
                ("inserted", outcome.Inserted),
                ("updated", outcome.Updated),
                ("unchanged", outcome.Unchanged),
                ("deleted", outcome.Deleted),
            }
        )
            NexusTelemetry.PointsWritten.Add(points, new KeyValuePair<string, object?>("outcome", what));
    }

    private static IngestOutcome Outcome(
        IngestMode mode,
        int batchId,
        int connectionId,
        (long Points, long Added, long Changed) counts,
        long deleted
    )
    {
        var unchanged = counts.Points - counts.Added - counts.Changed;
        return mode == IngestMode.Append
            ? new(batchId, connectionId, counts.Added, 0, unchanged, 0, counts.Changed)
            : new(batchId, connectionId, counts.Added, counts.Changed, unchanged, deleted, 0);
    }

    private static async Task<(long Points, long Added, long Changed)> CompareAsync(
        WorkspaceSession session,
        string sql,
        NpgsqlParameter[] parameters,
        CancellationToken cancellationToken
    )
    {
        await using var compare = session.Command(sql, parameters);
        compare.CommandTimeout = 0;
        await using var reader = await compare.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    private static async Task<long> CountAsync(
        WorkspaceSession session,
        string sql,
        NpgsqlParameter[] parameters,
        CancellationToken cancellationToken
    )
    {
        await using var command = session.Command(sql, parameters);
        command.CommandTimeout = 0;
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task ExecuteAsync(
        WorkspaceSession session,
        string sql,
        NpgsqlParameter[] parameters,
        CancellationToken cancellationToken
    )
    {
        await using var command = session.Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
