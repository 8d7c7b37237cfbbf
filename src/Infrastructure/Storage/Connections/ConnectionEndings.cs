using Nexus.Application.OAuth;
using Nexus.Application.Storage;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Connections;

internal sealed class ConnectionEndings(
    WorkspaceTransactions transactions,
    IConnectionAccess access,
    CredentialStore credentials,
    IGrants grants,
    IWorkspaceScope scope,
    TimeProvider clock
) : IConnectionEndings
{
    /// <summary>
    /// What came from the provider, in an order in which nothing refers to what is gone: $1 workspace, $2 connection.
    /// Series take their overrides and dimensions along, runs their streams and slices.
    /// </summary>
    private static readonly string[] Data =
    [
        """
            delete from nexus.kpi_point p using nexus.kpi_series s
            where s.workspace_id = $1 and s.connection_id = $2 and p.workspace_id = $1 and p.series_id = s.series_id
            """,
        "select nexus.erase_changes($1, $2)",
        "delete from nexus.kpi_rollup_day where workspace_id = $1 and connection_id = $2",
        "delete from nexus.kpi_rollup_month where workspace_id = $1 and connection_id = $2",
        "delete from nexus.kpi_series where workspace_id = $1 and connection_id = $2",
        "delete from nexus.annotation where workspace_id = $1 and connection_id = $2",
        "delete from nexus.source_record where workspace_id = $1 and connection_id = $2",
        "delete from nexus.source_record_state where workspace_id = $1 and connection_id = $2",
        "delete from nexus.projection_dirty where workspace_id = $1 and connection_id = $2",
        "delete from nexus.rejected_record where workspace_id = $1 and connection_id = $2",
        "delete from nexus.webhook_event where workspace_id = $1 and connection_id = $2",
        "delete from nexus.connection_stream where workspace_id = $1 and connection_id = $2",
        "delete from nexus.sync_run where workspace_id = $1 and connection_id = $2",
    ];

    private int Workspace => transactions.Current.Workspace.Value;

    public async Task<bool> HoldAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await access.NumberOfAsync(id, cancellationToken) is not { } number)
            return false;
        await RunAsync(
            number,
            [WriterLocks.Enter, ConnectionLocks.Schedule, ConnectionLocks.Connection],
            cancellationToken
        );
        return true;
    }

    public async Task CancelRunsAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var cancel = transactions.Current.Command(
            """
            update nexus.sync_run r
            set cancel_requested_at = coalesce(r.cancel_requested_at, $3),
                cancel_requested_by = coalesce(r.cancel_requested_by, $4),
                status = case when r.status = 'queued' then 'cancelled' else r.status end,
                finished_at = case when r.status = 'queued' then $3 else r.finished_at end
            from nexus.connection c
            where c.workspace_id = $1 and c.public_id = $2
              and r.workspace_id = $1 and r.connection_id = c.connection_id and r.status in ('queued', 'running')
            """,
            Number(Workspace),
            Id(id),
            Instant(clock.GetUtcNow()),
            Text(scope.Actor)
        );
        await cancel.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <remarks>The fence moves on, so that a run that is not aware of the end yet can store nothing more.</remarks>
    public async Task EraseDataAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await access.NumberOfAsync(id, cancellationToken) is not { } number)
            return;
        await RunAsync(
            number,
            [
                """
                update nexus.sync_schedule
                set fence = fence + 1, lease_owner = null, lease_until = null, synced_at = null
                where workspace_id = $1 and connection_id = $2
                """,
                .. Data,
                """
                update nexus.connection set last_success_at = null, synced_since = null
                where workspace_id = $1 and connection_id = $2
                """,
            ],
            cancellationToken
        );
        await AdvanceAsync(cancellationToken);
    }

    public async Task DestroyCredentialsAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await access.NumberOfAsync(id, cancellationToken) is { } number)
        {
            await credentials.DestroyAsync(number, cancellationToken);
            await grants.DetachAsync(number, cancellationToken);
        }
    }

    public async Task RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await access.NumberOfAsync(id, cancellationToken) is not { } number)
            return;
        await grants.DetachAsync(number, cancellationToken);
        await RunAsync(
            number,
            [.. Data, "delete from nexus.connection where workspace_id = $1 and connection_id = $2"],
            cancellationToken
        );
        await AdvanceAsync(cancellationToken);
    }

    private async Task RunAsync(int number, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        await using var batch = transactions.Current.Batch();
        foreach (var statement in statements)
            batch.Add(statement, Number(Workspace), Number(number));
        batch.Timeout = 0;
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task AdvanceAsync(CancellationToken cancellationToken)
    {
        await using var advance = transactions.Current.Command(DataVersion.Advance, Number(Workspace));
        await advance.ExecuteNonQueryAsync(cancellationToken);
    }
}
