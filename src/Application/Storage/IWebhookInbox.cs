using Nexus.Application.Integrations;
using Nexus.Domain.Workspaces;

namespace Nexus.Application.Storage;

/// <summary>Says whose connection an id is, before a workspace is known.</summary>
public interface IConnectionDirectory
{
    /// <summary>Null where no workspace has such a connection.</summary>
    Task<WorkspaceId?> FindWorkspaceAsync(Guid connection, CancellationToken cancellationToken);
}

/// <summary>Events that providers sent and that wait to be processed, in the transaction that is open.</summary>
public interface IWebhookInbox
{
    /// <summary>Stores an event and makes its connection due at once.</summary>
    /// <returns>False where the event is stored already: it is due or done.</returns>
    Task<bool> StoreAsync(
        int connectionId,
        WebhookVerdict.Accepted webhook,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    );
}
