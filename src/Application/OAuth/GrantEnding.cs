using Nexus.Application.Integrations;
using Nexus.Application.Storage;

namespace Nexus.Application.OAuth;

/// <summary>Gives grants up at their providers.</summary>
internal sealed class GrantEnding(
    Connectors connectors,
    IGrants grants,
    ITokenEndpoint endpoint,
    IOAuthClients clients,
    IWorkspaceTransactions transactions
)
{
    /// <summary>
    /// Revokes what a connection was granted, unless another connection lives on it: providers end everything that one
    /// person granted to one registration.
    /// </summary>
    /// <param name="connection">Its number.</param>
    /// <exception cref="IntegrationException">The provider could not be told; to be tried again.</exception>
    public async Task GiveUpAsync(int connection, CancellationToken cancellationToken)
    {
        var found = await transactions.ReadAsync(
            async token =>
                await grants.FindOfConnectionAsync(connection, token) is { IsEnded: false } grant
                && !await grants.HasSiblingAsync(grant, connection, token)
                    ? grant
                    : null,
            cancellationToken
        );
        if (found is not null && connectors.Find(found.Provider) is IAuthorisesByOAuth provider)
            await RevokeAsync(provider, found, cancellationToken);
    }

    /// <summary>Revokes and forgets a grant that no connection uses.</summary>
    /// <exception cref="IntegrationException">The provider could not be told; to be tried again.</exception>
    public async Task GiveUpUnusedAsync(IAuthorisesByOAuth provider, Grant grant, CancellationToken cancellationToken)
    {
        var hasSibling = await transactions.ReadAsync(
            token => grants.HasSiblingAsync(grant, besides: null, token),
            cancellationToken
        );
        if (!hasSibling)
            await RevokeAsync(provider, grant, cancellationToken);
        await transactions.WriteAsync(token => grants.RemoveUnusedAsync(grant.Number, token), cancellationToken);
    }

    /// <remarks>What was granted to a registration that Nexus no longer has, only its owner can take back.</remarks>
    private async Task RevokeAsync(IAuthorisesByOAuth provider, Grant grant, CancellationToken cancellationToken)
    {
        if (
            provider.OAuth.Revoke is not null
            && clients.Find(provider.OAuth.Registration) is { } client
            && client.Id == grant.ClientId
        )
            await endpoint.RevokeAsync(provider, client, grant.Tokens, cancellationToken);
    }
}
