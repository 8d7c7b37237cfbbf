using Nexus.Application.Integrations;

namespace Nexus.Application.OAuth;

/// <summary>Speaks to the token endpoints of providers.</summary>
/// <remarks>
/// All calls throw <see cref="IntegrationException"/>: <see cref="IntegrationFault.NeedsReauthorisation"/> where the grant or
/// code is over, <see cref="IntegrationFault.OperatorFault"/> where Nexus's registration is refused, and what any call to a
/// provider throws.
/// </remarks>
public interface ITokenEndpoint
{
    /// <summary>Turns a code into tokens.</summary>
    /// <param name="proof">The proof key whose hash the consent was asked with; null where the provider takes none.</param>
    Task<TokenAnswer> ExchangeAsync(
        IAuthorisesByOAuth provider,
        OAuthClient client,
        string code,
        string? proof,
        Uri redirect,
        CancellationToken cancellationToken
    );

    /// <summary>Replaces tokens. What the answer does not name, stays as it is.</summary>
    Task<TokenAnswer> RenewAsync(
        IAuthorisesByOAuth provider,
        OAuthClient client,
        GrantTokens tokens,
        CancellationToken cancellationToken
    );

    /// <summary>Gives a grant up; one that is over already counts as given up.</summary>
    Task RevokeAsync(
        IAuthorisesByOAuth provider,
        OAuthClient client,
        GrantTokens tokens,
        CancellationToken cancellationToken
    );
}

/// <summary>Nexus's registrations at providers, as the operator has configured them.</summary>
public interface IOAuthClients
{
    /// <summary>Null where the operator has configured none.</summary>
    OAuthClient? Find(string registration);

    /// <summary>Where the provider sends people back to: the same for every consent, to the letter.</summary>
    /// <exception cref="IntegrationException">
    /// <see cref="IntegrationFault.OperatorFault"/>: the operator has not said under which address Nexus is reached.
    /// </exception>
    Uri RedirectOf(string provider);

    /// <summary>Where people consent.</summary>
    Uri AuthorizeAddressOf(IAuthorisesByOAuth provider);
}

/// <summary>Finds registrations, or says whose fault it is that there is none.</summary>
public static class OAuthClientSearch
{
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.OperatorFault"/>: the operator has configured none.</exception>
    public static OAuthClient Get(this IOAuthClients clients, IAuthorisesByOAuth provider)
    {
        var name = provider.OAuth.Registration;
        return clients.Find(name)
            ?? throw new IntegrationException(
                IntegrationFault.OperatorFault,
                $"Nexus is not registered at {provider.Descriptor.Name}. The operator registers it there, and sets "
                    + $"OAuth__{name}__ClientId and OAuth__{name}__ClientSecret."
            );
    }
}
