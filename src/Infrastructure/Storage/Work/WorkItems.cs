using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Nexus.Application.Storage;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Work;

internal sealed class WorkItems(WorkspaceTransactions transactions, TimeProvider clock) : IWorkItems
{
    public async Task<WorkItem?> FindAsync(Guid id, long fence, CancellationToken cancellationToken)
    {
        var workspace = transactions.Current.Workspace.Value;
        var row = await transactions
            .Current.Db.WorkItems.AsNoTracking()
            .Where(row =>
                row.WorkspaceId == workspace && row.ItemId == id && row.Fence == fence && row.State == "queued"
            )
            .SingleOrDefaultAsync(cancellationToken);
        return row is null
            ? null
            : new(row.ItemId, row.Kind, JsonSerializer.Deserialize<JsonElement>(row.Payload), row.Attempts, row.Fence);
    }

    public Task CompleteAsync(WorkItem item, CancellationToken cancellationToken) =>
        StoreAsync(item, "done", null, null, null, cancellationToken);

    public Task FailAsync(
        WorkItem item,
        DateTimeOffset? next,
        string code,
        string message,
        CancellationToken cancellationToken
    ) => StoreAsync(item, next is null ? "dead" : "queued", next, code, message, cancellationToken);

    public async Task<IReadOnlyList<WorkItemState>> ListAsync(
        string? state,
        Guid? before,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var workspace = transactions.Current.Workspace.Value;
        return await transactions
            .Current.Db.WorkItems.AsNoTracking()
            .Where(row => row.WorkspaceId == workspace)
            .Where(row => state == null || row.State == state)
            .Where(row => before == null || row.ItemId < before)
            .OrderByDescending(row => row.ItemId)
            .Take(limit)
            .Select(row => new WorkItemState(
                row.ItemId,
                row.Kind,
                row.State,
                row.Attempts,
                row.NextAttempt,
                row.ErrorCode,
                row.ErrorMessage,
                row.CreatedAt,
                row.FinishedAt
            ))
            .ToListAsync(cancellationToken);
    }

    public async Task<bool> RetryAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var retry = transactions.Current.Command(
            """
            update nexus.work_item
            set state = 'queued', attempts = 0, next_attempt = $3, finished_at = null, lease_owner = null, lease_until = null
            where workspace_id = $1 and item_id = $2 and state = 'dead'
            """,
            Number(transactions.Current.Workspace.Value),
            Id(id),
            Instant(clock.GetUtcNow())
        );
        return await retry.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private async Task StoreAsync(
        WorkItem item,
        string state,
        DateTimeOffset? next,
        string? code,
        string? message,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        await using var store = transactions.Current.Command(
            """
            update nexus.work_item
            set state = $4, next_attempt = $5, error_code = nullif($6, ''), error_message = nullif($7, ''),
                attempts = attempts + case when $6 = '' then 0 else 1 end,
                finished_at = case when $4 = 'queued' then null else $8 end,
                lease_owner = null, lease_until = null
            where workspace_id = $1 and item_id = $2 and fence = $3 and state = 'queued'
            """,
            Number(transactions.Current.Workspace.Value),
            Id(item.Id),
            Long(item.Fence),
            Text(state),
            Instant(next ?? now),
            Text(code ?? ""),
            Text(message ?? ""),
            Instant(now)
        );
        await store.ExecuteNonQueryAsync(cancellationToken);
    }
}
