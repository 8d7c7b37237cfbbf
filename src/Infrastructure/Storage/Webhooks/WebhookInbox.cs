using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Webhooks;

internal sealed class WebhookInbox(WorkspaceTransactions transactions, TimeProvider clock) : IWebhookInbox
{
    /// <remarks>
    /// The connection's place in the schedule is touched when it is not due yet or a run holds it: that run may have read
    /// its events already. Where it waits for a node, the deliveries after the first leave it alone, so that a flood does
    /// not queue up for one row; so they do where deliveries failed to be fetched and are held back.
    /// </remarks>
    public async Task<bool> StoreAsync(
        int connectionId,
        WebhookVerdict.Accepted webhook,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        var workspace = transactions.Current.Workspace.Value;
        await using var store = transactions.Current.Command(
            """
            with stored as (
                insert into nexus.webhook_event
                    (workspace_id, connection_id, event_id, type, happened_at, received_at, known, body)
                values ($1, $2, $3, $4, $5, $6, true, $7)
                on conflict (workspace_id, connection_id, event_id) do nothing
                returning 1),
            woken as (
                update nexus.sync_schedule set next_due = now(), lane = 0
                where workspace_id = $1 and connection_id = $2 and exists (select from stored)
                  and (next_due is null or lane > 0 or lease_owner is not null or next_due > now() and failures = 0))
            select count(*) from stored
            """,
            Number(workspace),
            Number(connectionId),
            Text(webhook.EventId),
            Text(webhook.Type),
            Instant(webhook.At),
            Instant(clock.GetUtcNow()),
            Bytes(body)
        );
        return (long)(await store.ExecuteScalarAsync(cancellationToken))! == 1;
    }
}
