using Nexus.Application.Syncing;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Syncing;

internal sealed class WebhookEvents(WorkspaceTransactions transactions, TimeProvider clock) : IWebhookEvents
{
    private WorkspaceSession Session => transactions.Current;

    public async Task<IReadOnlyList<PendingEvent>> PendingAsync(
        int connectionId,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var find = Session.Command(
            """
            select event_id, known, body from nexus.webhook_event
            where workspace_id = $1 and connection_id = $2 and processed_at is null order by received_at limit $3
            """,
            Number(Session.Workspace.Value),
            Number(connectionId),
            Number(limit)
        );
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        var events = new List<PendingEvent>();
        while (await row.ReadAsync(cancellationToken))
            events.Add(new(row.GetString(0), row.GetBoolean(1), row.Bytes(2)));
        return events;
    }

    public async Task MarkProcessedAsync(
        int connectionId,
        Guid runId,
        IReadOnlyCollection<string> events,
        CancellationToken cancellationToken
    )
    {
        await using var mark = Session.Command(
            """
            update nexus.webhook_event set processed_at = $4, run_id = $5
            where workspace_id = $1 and connection_id = $2 and event_id = any($3)
            """,
            Number(Session.Workspace.Value),
            Number(connectionId),
            Texts(events),
            Instant(clock.GetUtcNow()),
            Id(runId)
        );
        await mark.ExecuteNonQueryAsync(cancellationToken);
    }
}
