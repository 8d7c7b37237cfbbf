using System.Text.Json;
using Nexus.Application.Storage;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage;

internal sealed class WorkQueue(WorkspaceTransactions transactions, TimeProvider clock) : IWorkQueue
{
    public async Task<Guid> EnqueueAsync(
        string kind,
        object payload,
        DateTimeOffset notBefore,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await using var add = transactions.Current.Command(
            """
            insert into nexus.work_item (workspace_id, item_id, kind, payload, state, attempts, next_attempt, fence, created_at)
            values ($1, $2, $3, $4, 'queued', 0, $5, 0, $6)
            """,
            Number(transactions.Current.Workspace.Value),
            Id(id),
            Text(kind),
            Json(JsonSerializer.Serialize(payload, JsonSerializerOptions.Web)),
            Instant(notBefore),
            Instant(now)
        );
        await add.ExecuteNonQueryAsync(cancellationToken);
        return id;
    }

    public async Task TakeBackAsync(Guid item, CancellationToken cancellationToken)
    {
        await using var remove = transactions.Current.Command(
            """
            delete from nexus.work_item
            where workspace_id = $1 and item_id = $2 and state = 'queued' and lease_owner is null
            """,
            Number(transactions.Current.Workspace.Value),
            Id(item)
        );
        await remove.ExecuteNonQueryAsync(cancellationToken);
    }
}
