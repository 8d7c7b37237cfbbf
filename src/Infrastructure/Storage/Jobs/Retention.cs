using Nexus.Application.Storage;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Jobs;

internal sealed class Retention(WorkspaceTransactions transactions) : IRetention
{
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

    public Task<long> RemoveUploadsAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        RemoveAsync(
            """
            delete from nexus.import_chunk c using nexus.import i
            where c.workspace_id = $1 and i.workspace_id = $1 and i.import_id = c.import_id
              and i.uploaded_at < $2 and i.status in ('Uploading', 'Uploaded', 'Validated', 'Failed')
            """,
            cancellationToken,
            Instant(before)
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
