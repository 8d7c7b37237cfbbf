using System.IO.Compression;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;
using Nexus.Infrastructure.Storage.Rows;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Imports;

internal sealed class ImportStore(WorkspaceTransactions transactions, TimeProvider clock) : IImportStore
{
    private WorkspaceSession Session => transactions.Current;

    private int Workspace => Session.Workspace.Value;

    public async Task CreateAsync(
        Guid id,
        string fileName,
        IngestMode mode,
        RowErrorPolicy onError,
        string dataset,
        string actor,
        CancellationToken cancellationToken
    )
    {
        Session.Db.Imports.Add(
            new ImportRow
            {
                WorkspaceId = Workspace,
                ImportId = id,
                FileName = fileName,
                Bytes = 0,
                Sha256 = "",
                Encoding = "",
                EncodingGuessed = false,
                Status = Name(ImportStatus.Uploading),
                Mode = Name(mode),
                OnError = Name(onError),
                Dataset = dataset,
                Actor = actor,
                UploadedAt = clock.GetUtcNow(),
            }
        );
        await Session.Db.SaveChangesAsync(cancellationToken);
    }

    public async Task AddChunkAsync(
        Guid id,
        int number,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken
    )
    {
        using var deflated = new MemoryStream(content.Length / 2);
        await using (var deflate = new DeflateStream(deflated, CompressionLevel.Fastest, leaveOpen: true))
            await deflate.WriteAsync(content, cancellationToken);
        await using var batch = Session.Batch();
        // The commit that makes the import readable waits for the log, and everything before it is in the log, too.
        batch.Add("set local synchronous_commit = off");
        batch.Add(
            "insert into nexus.import_chunk (workspace_id, import_id, chunk_no, content) values ($1, $2, $3, $4)",
            Number(Workspace),
            Id(id),
            Number(number),
            Bytes(deflated.GetBuffer().AsMemory(0, (int)deflated.Length))
        );
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task DropFileAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var drop = Session.Command(
            "delete from nexus.import_chunk where workspace_id = $1 and import_id = $2",
            Number(Workspace),
            Id(id)
        );
        await drop.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<Import?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await RowAsync(id, cancellationToken) is { } row ? ImportRecord.Read(row) : null;

    public async Task<IReadOnlyList<Import>> ListAsync(Guid? before, int limit, CancellationToken cancellationToken)
    {
        var rows = Session.Db.Imports.AsNoTracking().Where(row => row.WorkspaceId == Workspace);
        if (before is { } id)
        {
            // Ids are version 7: their order is the order in which the files arrived.
            rows = rows.Where(row => row.ImportId < id);
        }
        return
        [
            .. (await rows.OrderByDescending(row => row.ImportId).Take(limit).ToListAsync(cancellationToken)).Select(
                ImportRecord.Read
            ),
        ];
    }

    public async Task<Import?> FindCommittedAsync(string sha256, Guid id, CancellationToken cancellationToken)
    {
        var committed = Name(ImportStatus.Committed);
        var row = await Session
            .Db.Imports.AsNoTracking()
            .Where(row =>
                row.WorkspaceId == Workspace && row.Sha256 == sha256 && row.ImportId != id && row.Status == committed
            )
            .OrderByDescending(row => row.FinishedAt)
            .FirstOrDefaultAsync(cancellationToken);
        return row is null ? null : ImportRecord.Read(row);
    }

    public async Task<Import?> FindEqualAsync(Import import, ImportMapping mapping, CancellationToken cancellationToken)
    {
        if (await EqualAsync(import, mapping, cancellationToken) is not { } found)
            return null;
        await using var enter = Session.Command(WriterLocks.Enter, Number(Workspace), Number(found.ConnectionId));
        await enter.ExecuteNonQueryAsync(cancellationToken);
        // Whoever had the lock may have written.
        return await EqualAsync(import, mapping, cancellationToken) is { } equal
            ? await FindAsync(equal.ImportId, cancellationToken)
            : null;
    }

    public async Task<int> ConfirmAsync(Import import, Import equal, string actor, CancellationToken cancellationToken)
    {
        await using var confirm = Session.Command(
            """
            with confirmed as (
                insert into nexus.ingest_batch (workspace_id, connection_id, kind, mode, import_id, actor, at,
                                                inserted, updated, unchanged, deleted)
                select $1, connection_id, 'import', $4, $3, $5, $6, 0, 0, inserted + updated + unchanged, 0
                from nexus.ingest_batch where workspace_id = $1 and batch_id = $2
                returning batch_id, connection_id),
            covered as (
                insert into nexus.ingest_cover (workspace_id, batch_id, part, series_ids, firsts, lasts, steps)
                select $1, b.batch_id, c.part, c.series_ids, c.firsts, c.lasts, c.steps
                from confirmed b, nexus.ingest_cover c where c.workspace_id = $1 and c.batch_id = $2)
            update nexus.connection c set last_success_at = $6
            from confirmed b where c.workspace_id = $1 and c.connection_id = b.connection_id
            returning b.batch_id
            """,
            Number(Workspace),
            Number(equal.BatchId!.Value),
            Id(import.Id),
            Text(Name(import.Mode)),
            Text(actor),
            Instant(clock.GetUtcNow())
        );
        return (int)(await confirm.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task SaveAsync(Import import, CancellationToken cancellationToken)
    {
        var row = (await RowAsync(import.Id, cancellationToken))!;
        ImportRecord.Write(import, row);
        await Session.Db.SaveChangesAsync(cancellationToken);
    }

    public async Task<Import?> LockAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var hold = Session.Command(
            "select from nexus.import where workspace_id = $1 and import_id = $2 for no key update",
            Number(Workspace),
            Id(id)
        );
        await hold.ExecuteNonQueryAsync(cancellationToken);
        // What was read before the lock was granted may be out of date.
        Session.Db.ChangeTracker.Clear();
        return await FindAsync(id, cancellationToken);
    }

    public async Task<bool> ClaimAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var claim = Session.Command(
            """
            update nexus.import set status = $3, heartbeat_at = $4, progress_rows = 0, progress_bytes = 0
            where workspace_id = $1 and import_id = $2 and (status <> $3 or heartbeat_at is null or heartbeat_at < $5)
            """,
            Number(Workspace),
            Id(id),
            Text(Name(ImportStatus.Committing)),
            Instant(now),
            Instant(now - Import.HeartbeatLimit)
        );
        if (await claim.ExecuteNonQueryAsync(cancellationToken) == 0)
            return false;
        await using var forget = Session.Command(
            "delete from nexus.import_conflict where workspace_id = $1 and import_id = $2",
            Number(Workspace),
            Id(id)
        );
        await forget.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    public async Task<ImportTemplate?> FindTemplateAsync(string layoutHash, CancellationToken cancellationToken)
    {
        var row = await Session
            .Db.ImportTemplates.AsNoTracking()
            .SingleOrDefaultAsync(
                row => row.WorkspaceId == Workspace && row.LayoutHash == layoutHash,
                cancellationToken
            );
        return row is null ? null : Template(row);
    }

    public async Task<IReadOnlyList<ImportTemplate>> ListTemplatesAsync(CancellationToken cancellationToken)
    {
        var rows = await Session
            .Db.ImportTemplates.AsNoTracking()
            .Where(row => row.WorkspaceId == Workspace)
            .OrderBy(row => row.Name)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(Template)];
    }

    public async Task SaveTemplateAsync(
        string layoutHash,
        string name,
        string dataset,
        ImportMapping mapping,
        CancellationToken cancellationToken
    )
    {
        await using var save = Session.Command(
            """
            insert into nexus.import_template (workspace_id, template_id, layout_hash, name, dataset, mapping, updated_at)
            values ($1, $2, $3, $4, $5, $6::jsonb, $7)
            on conflict (workspace_id, layout_hash)
            do update set dataset = excluded.dataset, mapping = excluded.mapping, updated_at = excluded.updated_at
            """,
            Number(Workspace),
            Id(Guid.CreateVersion7(clock.GetUtcNow())),
            Text(layoutHash),
            Text(name),
            Text(dataset),
            Text(ImportRecord.ToJson(mapping)),
            Instant(clock.GetUtcNow())
        );
        await save.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<bool> DeleteTemplateAsync(Guid id, CancellationToken cancellationToken) =>
        await Session
            .Db.ImportTemplates.Where(row => row.WorkspaceId == Workspace && row.TemplateId == id)
            .ExecuteDeleteAsync(cancellationToken) == 1;

    public async Task<IReadOnlyList<ImportConflict>> ConflictsAsync(
        Guid id,
        ImportConflict? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var read = Session.Command(
            """
            select c.line, c.series_id, s.metric, c.ts, c.stored_value, c.file_value
            from nexus.import_conflict c
            join nexus.kpi_series s on s.workspace_id = $1 and s.series_id = c.series_id
            where c.workspace_id = $1 and c.import_id = $2 and (c.line, c.series_id, c.ts) > ($3, $4, $5)
            order by c.line, c.series_id, c.ts
            limit $6
            """,
            Number(Workspace),
            Id(id),
            Long(after?.Line ?? -1),
            Number(after?.Series ?? 0),
            Instant(after?.At ?? DateTimeOffset.UnixEpoch),
            Number(limit)
        );
        var conflicts = new List<ImportConflict>();
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            conflicts.Add(
                new(
                    reader.GetInt64(0),
                    reader.GetInt32(1),
                    reader.GetString(2),
                    new DateTimeOffset(reader.GetDateTime(3)),
                    reader.GetDecimal(4),
                    reader.GetDecimal(5)
                )
            );
        }
        return conflicts;
    }

    public async Task MarkUndoneAsync(Guid connection, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var mark = Session.Command(
            """
            update nexus.import e set status = 'undone', finished_at = $3
            from nexus.ingest_batch b
            join nexus.connection c on c.workspace_id = $1 and c.connection_id = b.connection_id
            where e.workspace_id = $1 and b.workspace_id = $1 and b.batch_id = e.batch_id
              and c.public_id = $2 and e.status = 'committed'
            """,
            Number(Workspace),
            Id(connection),
            Instant(at)
        );
        await mark.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<(Guid ImportId, int ConnectionId)?> EqualAsync(
        Import import,
        ImportMapping mapping,
        CancellationToken cancellationToken
    )
    {
        await using var find = Session.Command(
            """
            select e.import_id, b.connection_id
            from nexus.import e
            join nexus.ingest_batch b on b.workspace_id = $1 and b.batch_id = e.batch_id
            where e.workspace_id = $1 and e.sha256 = $2 and e.dataset = $3 and e.status = 'committed'
              and e.mapping = $4::jsonb
              and ($5 <> 'replace' or e.mode = 'replace')
              and (e.report ->> 'rejected')::bigint = 0
              and not exists (select from nexus.ingest_batch later
                              where later.workspace_id = $1 and later.connection_id = b.connection_id
                                and later.batch_id > b.batch_id)
              and not exists (select from nexus.kpi_override o
                              join nexus.kpi_series s on s.workspace_id = $1 and s.series_id = o.series_id
                              where o.workspace_id = $1 and o.closed_at is null and s.connection_id = b.connection_id)
              and not exists (select from nexus.audit_event a
                              where a.workspace_id = $1 and a.action = 'workspace.changed' and a.at >= e.uploaded_at)
            """,
            Number(Workspace),
            Text(import.Facts.Sha256),
            Text(import.Dataset),
            Text(ImportRecord.ToJson(mapping)),
            Text(Name(import.Mode))
        );
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetGuid(0), reader.GetInt32(1)) : null;
    }

    private Task<ImportRow?> RowAsync(Guid id, CancellationToken cancellationToken) =>
        Session.Db.Imports.SingleOrDefaultAsync(
            row => row.WorkspaceId == Workspace && row.ImportId == id,
            cancellationToken
        );

    private static ImportTemplate Template(ImportTemplateRow row) =>
        new(
            row.TemplateId,
            row.LayoutHash,
            row.Name,
            row.Dataset,
            JsonSerializer.Deserialize<ImportMapping>(row.Mapping, JsonSerializerOptions.Web)!,
            row.UpdatedAt
        );

    private static string Name<TEnum>(TEnum value)
        where TEnum : struct, Enum => ImportRecord.Name(value);
}
