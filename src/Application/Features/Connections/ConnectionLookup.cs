using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Connections;

/// <summary>Finds connections for use cases, or says why they cannot be used; in the transaction that is open.</summary>
internal sealed class ConnectionLookup(IConnections connections, IConnectionAccess access, Connectors connectors)
{
    /// <exception cref="RefusedException">There is none; a foreign one looks the same.</exception>
    public async Task<Connection> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await connections.FindAsync(id, cancellationToken) ?? throw NotFound();

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

    /// <summary>A data set that files feed; null for a connection whose provider Nexus reads by itself.</summary>
    /// <exception cref="RefusedException">There is none; a foreign one looks the same.</exception>
    public async Task<Connection?> FindDataSetAsync(Guid id, CancellationToken cancellationToken)
    {
        var connection = await FindAsync(id, cancellationToken);
        return connectors.Find(connection.Provider) is null ? connection : null;
    }

    /// <summary>The number of a connection that is not disconnected.</summary>
    /// <exception cref="RefusedException">There is none, files feed it, or it is disconnected.</exception>
    public async Task<int> NumberOfConnectedAsync(Guid id, CancellationToken cancellationToken)
    {
        var (connection, _) = await FindConnectedAsync(id, cancellationToken);
        RefuseDisconnected(connection);
        return await NumberOfAsync(id, cancellationToken);
    }

    /// <summary>The number of a connection, whatever its state.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public async Task<int> NumberOfAsync(Guid id, CancellationToken cancellationToken) =>
        await access.NumberOfAsync(id, cancellationToken) ?? throw NotFound();

    /// <summary>A connection with its module and its credentials decrypted; a disconnected one may have none left.</summary>
    /// <exception cref="RefusedException">There is none, files feed it, or its credentials cannot be read.</exception>
    public async Task<(Connection Connection, IConnectorModule Module, ConnectionContext Context)> OpenAsync(
        Guid id,
        CancellationToken cancellationToken
    )
    {
        var (connection, module) = await FindConnectedAsync(id, cancellationToken);
        var number = await access.NumberOfAsync(id, cancellationToken) ?? throw NotFound();
        try
        {
            var open = await access.OpenAsync(number, cancellationToken) ?? throw NotFound();
            return (connection, module, open.Context);
        }
        catch (IntegrationException e)
        {
            throw ProviderCalls.Refusal(e);
        }
    }

    /// <exception cref="RefusedException">It is disconnected.</exception>
    public static void RefuseDisconnected(Connection connection)
    {
        if (connection.Status == ConnectionStatus.Disconnected)
            throw new RefusedException(
                RefusalKind.Conflict,
                "connection_disconnected",
                "This connection is disconnected. Change it with new credentials of the same account to connect it again."
            );
    }

    public ConnectionView View(Connection connection) =>
        ConnectionView.Of(connection, connectors.Find(connection.Provider));

    private static RefusedException NotFound() =>
        new(RefusalKind.NotFound, "connection_not_found", "There is no such connection in this workspace.");
}
