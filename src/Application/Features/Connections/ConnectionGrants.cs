using Nexus.Application.Integrations;
using Nexus.Application.OAuth;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Connections;

/// <summary>Puts connections on grants, in the transaction that is open.</summary>
internal sealed class ConnectionGrants(
    IGrants grants,
    GrantedAccesses accesses,
    IWorkspaceScope scope,
    IConnectionAccess connections,
    GrantedConnections users
)
{
    /// <returns>Null where none is asked for.</returns>
    /// <exception cref="RefusedException">There is none of that id for the provider, or it has ended.</exception>
    public async Task<Grant?> FindAsync(IConnectorModule module, Guid? id, CancellationToken cancellationToken)
    {
        if (id is not { } asked)
            return null;
        return
            await grants.FindAsync(asked, cancellationToken) is { IsEnded: false } grant
            && grant.Provider == module.Descriptor.Key
            ? grant
            : throw new RefusedException(
                RefusalKind.NotFound,
                "grant_not_found",
                $"There is no such grant of {module.Descriptor.Name} in this workspace, or it has ended. Consent again."
            );
    }

    /// <summary>The grant that a connection uses; null where it uses none.</summary>
    public async Task<Grant?> FormerAsync(Guid connection, CancellationToken cancellationToken) =>
        await connections.NumberOfAsync(connection, cancellationToken) is { } number
            ? await grants.FindOfConnectionAsync(number, cancellationToken)
            : null;

    /// <summary>What an adapter is opened with.</summary>
    public ConnectionContext With(ConnectionContext context, Grant? grant) =>
        grant is null
            ? context
            : context with
            {
                Access = accesses.Of(scope.Workspace!.Value, grant.Provider, grant.Number),
            };

    /// <summary>
    /// Ends the use of a connection's former grant. Where the same person has granted the new one, it serves all that lived on
    /// the former one, which wait no more.
    /// </summary>
    public async Task ReplaceAsync(Grant? former, Grant now, CancellationToken cancellationToken)
    {
        if (former is null || former.Number == now.Number)
            return;
        if (former.Subject is not null && (former.Subject, former.ClientId) == (now.Subject, now.ClientId))
        {
            await users.GoOnAsync(former.Number, cancellationToken);
            await grants.MoveAsync(former, now, cancellationToken);
        }
        await grants.RemoveUnusedAsync(former.Number, cancellationToken);
    }
}
