using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Infrastructure.Storage.Imports;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Jobs;

internal sealed class Retention(WorkspaceTransactions transactions) : IRetention
{
    /// <summary>What an import is of which nothing is stored, and which nobody is writing.</summary>
    private static readonly string[] Abandoned =
    [
        .. (
            (ImportStatus[])[ImportStatus.Uploading, ImportStatus.Uploaded, ImportStatus.Validated, ImportStatus.Failed]
        ).Select(ImportRecord.Name),
    ];

    public Task<long> RemoveDeliveriesAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        RemoveAsync(
            "delete from nexus.webhook_event where workspace_id = $1 and processed_at < $2",
            cancellationToken,
            Instant(before)
        );

    public Task<long> RemoveWorkAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        RemoveAsync(
            "delete from nexus.work_item where workspace_id = $1 and state = 'done' and finished_at < $2",
            cancellationToken,
            Instant(before)
        );

    public Task<long> RemoveRejectsAsync(
        DateTimeOffset before,
        DateTimeOffset lastCame,
        CancellationToken cancellationToken
    ) =>
        RemoveAsync(
            """
            delete from nexus.rejected_record
            where workspace_id = $1 and (resolved_at < $2 or is_cut and last_at < $2 or last_at < $3)
            """,
            cancellationToken,
            Instant(before),
            Instant(lastCame)
        );

    public Task<long> RemoveDraftsAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        RemoveAsync(
            "delete from nexus.connection_draft where workspace_id = $1 and expires_at < $2",
            cancellationToken,
            Instant(before)
        );

    /// <remarks>A file without its bytes would be read as an empty one: the import says in the same statement that they are gone.</remarks>
    public Task<long> RemoveUploadsAsync(
        DateTimeOffset before,
        DateTimeOffset deadBefore,
        CancellationToken cancellationToken
    ) =>
        RemoveAsync(
            """
            with expired as (
                update nexus.import i set status = $3
                where i.workspace_id = $1 and i.uploaded_at < $2
                  and (i.status = any($4) or i.status = $5 and (i.heartbeat_at is null or i.heartbeat_at < $6))
                  and exists (
                      select from nexus.import_chunk c where c.workspace_id = $1 and c.import_id = i.import_id)
                returning i.import_id)
            delete from nexus.import_chunk c using expired e where c.workspace_id = $1 and c.import_id = e.import_id
            """,
            cancellationToken,
            Instant(before),
            Text(ImportRecord.Name(ImportStatus.Expired)),
            Texts(Abandoned),
            Text(ImportRecord.Name(ImportStatus.Committing)),
            Instant(deadBefore)
        );

    public Task<long> RemoveRunsAsync(DateTimeOffset before, int latest, CancellationToken cancellationToken) =>
        RemoveAsync(
            """
            delete from nexus.sync_run r using (
                select run_id, row_number() over (partition by connection_id order by queued_at desc) as place
                from nexus.sync_run where workspace_id = $1) ranked
            where r.workspace_id = $1 and r.run_id = ranked.run_id and ranked.place > $3 and r.finished_at < $2
            """,
            cancellationToken,
            Instant(before),
            Number(latest)
        );

    private async Task<long> RemoveAsync(
        string sql,
        CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters
    )
    {
        await using var remove = transactions.Current.Command(
            sql,
            [Number(transactions.Current.Workspace.Value), .. parameters]
        );
        return await remove.ExecuteNonQueryAsync(cancellationToken);
    }
}
