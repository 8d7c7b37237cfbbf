using Nexus.Application.Integrations;

namespace Nexus.Application.Features.OAuth;

/// <summary>Providers at which people consent, by key.</summary>
internal static class OAuthProviders
{
    /// <exception cref="RefusedException">There is none of that key.</exception>
    public static IAuthorisesByOAuth Get(Connectors connectors, string provider) =>
        connectors.Find(provider) as IAuthorisesByOAuth
        ?? throw new RefusedException(
            RefusalKind.NotFound,
            "provider_without_consent",
            "There is no provider of this key at which people consent. GET /providers lists them, with how each is connected."
        );
}
