using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;

namespace Nexus.Application.OAuth;

/// <summary>Gives out access tokens, and renews them: one node at a time, and the others take what it stored.</summary>
/// <remarks>
/// No transaction is open while the provider is asked; a lease on the grant keeps others away meanwhile. What the provider
/// sends is stored before anyone uses it, because with it the former refresh token may be worthless.
/// </remarks>
internal sealed class GrantRenewal(
    IWorkspaceTransactions transactions,
    IGrants grants,
    ITokenEndpoint endpoint,
    IOAuthClients clients,
    GrantedConnections users,
    IFailpoints failpoints,
    TimeProvider clock
)
{
    /// <summary>Longer than a call to a token endpoint can take, so that no second one begins while it may still succeed.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Guid _renewer = Guid.NewGuid();

    /// <inheritdoc cref="IGrantedAccess.TokenAsync" />
    public async Task<Secret> TokenAsync(
        IAuthorisesByOAuth provider,
        int number,
        Secret? refused,
        CancellationToken cancellationToken
    )
    {
        var limit = clock.GetUtcNow() + Patience;
        while (true)
        {
            var grant =
                await transactions.ReadAsync(token => grants.FindAsync(number, token), cancellationToken)
                ?? throw Ended(provider);
            if (grant.IsEnded)
                throw Ended(provider);
            if (!IsDue(provider.OAuth, grant.Tokens, refused))
                return grant.Tokens.Access;
            if (await TryHoldAsync(grant, cancellationToken))
                return await RenewAsync(provider, grant, refused);
            if (clock.GetUtcNow() >= limit)
                throw new IntegrationException(
                    IntegrationFault.Unavailable,
                    $"Another node has been renewing the access to {provider.Descriptor.Name} for too long. Nexus tries again later."
                );
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    /// <summary>Renews a grant whatever its age, so that one that is not used does not lapse.</summary>
    public async Task KeepAliveAsync(IAuthorisesByOAuth provider, Grant grant, CancellationToken cancellationToken)
    {
        if (CanRenew(provider.OAuth, grant.Tokens) && await TryHoldAsync(grant, cancellationToken))
            await RenewAsync(provider, grant, refused: null);
    }

    private Task<bool> TryHoldAsync(Grant grant, CancellationToken cancellationToken) =>
        transactions.WriteAsync(token => grants.TryHoldAsync(grant, _renewer, Lease, token), cancellationToken);

    /// <remarks>Not to be cancelled: a provider that has rotated the refresh token does not take it back.</remarks>
    private async Task<Secret> RenewAsync(IAuthorisesByOAuth provider, Grant grant, Secret? refused)
    {
        TokenAnswer answer;
        try
        {
            if (!CanRenew(provider.OAuth, grant.Tokens))
                throw Ended(provider);
            var client = clients.Get(provider);
            if (client.Id != grant.ClientId)
                throw new IntegrationException(
                    IntegrationFault.NeedsReauthorisation,
                    $"The operator has replaced Nexus's registration at {provider.Descriptor.Name}, and access was granted to the former one. Connect again."
                );
            answer = await endpoint.RenewAsync(provider, client, grant.Tokens, CancellationToken.None);
        }
        catch (IntegrationException e) when (e.Fault == IntegrationFault.NeedsReauthorisation)
        {
            return await EndAsync(grant, e);
        }
        catch (Exception e)
        {
            await transactions.WriteAsync(token => grants.ReleaseAsync(grant, _renewer, token), CancellationToken.None);
            var isUsable =
                grant.Tokens.Access.Reveal() != refused?.Reveal()
                && grant.Tokens.AccessEnds is { } end
                && end > clock.GetUtcNow();
            if (isUsable && e is IntegrationException)
                return grant.Tokens.Access;
            throw;
        }
        await failpoints.ReachedAsync(Failpoint.GrantRenewed, CancellationToken.None);
        var isKept = await transactions.WriteAsync(
            token => KeepAsync(grant, answer.Tokens, token),
            CancellationToken.None
        );
        await failpoints.ReachedAsync(Failpoint.GrantKept, CancellationToken.None);
        return isKept ? answer.Tokens.Access : (await AgainAsync(grant)).Tokens.Access;
    }

    /// <remarks>
    /// Another node, whose turn came while this one was held up, may have asked with the former token, and have taken the
    /// refusal for the grant's end.
    /// </remarks>
    private async Task<bool> KeepAsync(Grant grant, GrantTokens tokens, CancellationToken cancellationToken)
    {
        var now = await grants.FindAsync(grant.Number, cancellationToken);
        if (!await grants.KeepAsync(grant, tokens, cancellationToken))
            return false;
        if (now is { IsEnded: true })
            await users.GoOnAsync(grant.Number, cancellationToken);
        return true;
    }

    /// <summary>Declares a grant dead, unless somebody has renewed it meanwhile: then the provider only spoke of the former token.</summary>
    private async Task<Secret> EndAsync(Grant grant, IntegrationException fault)
    {
        var now = await AgainAsync(grant);
        if (now.Version != grant.Version && !now.IsEnded)
            return now.Tokens.Access;
        await transactions.WriteAsync(
            async token =>
            {
                await users.StopAsync(grant.Number, fault, token);
                await grants.EndAsync(grant, token);
            },
            CancellationToken.None
        );
        throw fault;
    }

    private async Task<Grant> AgainAsync(Grant grant) =>
        await transactions.ReadAsync(token => grants.FindAsync(grant.Number, token), CancellationToken.None) ?? grant;

    private bool IsDue(OAuthProfile profile, GrantTokens tokens, Secret? refused) =>
        (refused is not null && tokens.Access.Reveal() == refused.Reveal())
        || (
            tokens.AccessEnds is { } end
            && (
                end <= clock.GetUtcNow()
                || (CanRenew(profile, tokens) && end - profile.RenewedBefore <= clock.GetUtcNow())
            )
        );

    private bool CanRenew(OAuthProfile profile, GrantTokens tokens) =>
        profile.Renewal switch
        {
            OAuthRenewal.RefreshToken => tokens.Refresh is not null
                && (tokens.RefreshEnds is not { } end || end > clock.GetUtcNow()),
            OAuthRenewal.Exchange => tokens.AccessEnds is not { } end || end > clock.GetUtcNow(),
            _ => false,
        };

    private static IntegrationException Ended(IAuthorisesByOAuth provider) =>
        new(
            IntegrationFault.NeedsReauthorisation,
            $"The access that was granted to Nexus at {provider.Descriptor.Name} has ended. Connect again."
        );
}
