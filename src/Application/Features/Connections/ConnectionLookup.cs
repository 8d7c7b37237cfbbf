using Nexus.Application.Integrations;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Connections;

/// <summary>Finds connections for use cases, or says why they cannot be used.</summary>
internal sealed class ConnectionLookup(IConnections connections, Connectors connectors)
{
    /// <exception cref="RefusedException">There is none; a foreign one looks the same.</exception>
    public async Task<Connection> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await connections.FindAsync(id, cancellationToken)
        ?? throw new RefusedException(
            RefusalKind.NotFound,
            "connection_not_found",
            "There is no such connection in this workspace."
        );

    /// <summary>A connection whose provider Nexus reads by itself, with that provider's module.</summary>
    /// <exception cref="RefusedException">There is none, or files feed it.</exception>
    public async Task<(Connection Connection, IConnectorModule Module)> FindConnectedAsync(
        Guid id,
        CancellationToken cancellationToken
    )
    {
        var connection = await FindAsync(id, cancellationToken);
        return connectors.Find(connection.Provider) is { } module
            ? (connection, module)
            : throw new RefusedException(
                RefusalKind.Conflict,
                "connection_of_files",
                "Files feed this connection: there is no provider to ask. Upload to it, or undo its imports."
            );
    }

    public ConnectionView View(Connection connection) =>
        ConnectionView.Of(connection, connectors.Find(connection.Provider));
}
