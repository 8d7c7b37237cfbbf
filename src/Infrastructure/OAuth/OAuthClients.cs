using Nexus.Application.Integrations;
using Nexus.Application.OAuth;
using Nexus.Infrastructure.Http;

namespace Nexus.Infrastructure.OAuth;

internal sealed class OAuthClients(OAuthSettings settings, ProviderAddresses addresses) : IOAuthClients
{
    public OAuthClient? Find(string registration) => settings.Find(registration);

    public Uri RedirectOf(string provider) =>
        settings.PublicUrl is { } home
            ? new Uri(home, $"oauth/{provider}/callback")
            : throw new IntegrationException(
                IntegrationFault.OperatorFault,
                "Providers send people back to Nexus after they consent, and Nexus does not know its own address. The "
                    + "operator sets PublicUrl, such as https://nexus.example.org."
            );

    public Uri AuthorizeAddressOf(IAuthorisesByOAuth provider) =>
        addresses.Exactly(ProviderAddresses.Authorize(provider.Descriptor.Key)) ?? provider.OAuth.Authorize;
}
