using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;

namespace Nexus.Application.OAuth;

/// <summary>The connections that live on a grant, in the transaction that is open.</summary>
internal sealed class GrantedConnections(IGrants grants, IConnectionAccess connections)
{
    /// <summary>Has all of them wait for a person.</summary>
    public async Task StopAsync(int grant, IntegrationException fault, CancellationToken cancellationToken)
    {
        var told = SyncFaults.Of(fault);
        foreach (var connection in await grants.ConnectionsOfAsync(grant, cancellationToken))
            await connections.SetStatusAsync(
                connection,
                ConnectionStatus.NeedsReauthorisation,
                told.Code,
                told.Message,
                cancellationToken
            );
    }

    /// <summary>Puts those on their way again that waited for the grant.</summary>
    public async Task GoOnAsync(int grant, CancellationToken cancellationToken)
    {
        foreach (var connection in await grants.ConnectionsOfAsync(grant, cancellationToken))
        {
            var open = await connections.OpenAsync(connection, cancellationToken);
            if (open?.Status == ConnectionStatus.NeedsReauthorisation)
                await connections.SetStatusAsync(connection, ConnectionStatus.Active, null, null, cancellationToken);
        }
    }
}
