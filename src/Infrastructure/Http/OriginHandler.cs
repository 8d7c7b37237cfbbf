using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Http;

/// <summary>Lets calls go to the client's own host only, by HTTPS at its usual port unless the operator named another address.</summary>
/// <remarks>Providers put whole addresses into their answers, for the next page; credentials must not follow them anywhere.</remarks>
internal sealed class OriginHandler(Uri address, bool isConfigured) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (!isConfigured && (address.Scheme != Uri.UriSchemeHttps || !address.IsDefaultPort))
            throw new IntegrationException(
                IntegrationFault.OperatorFault,
                "The provider's address is not an HTTPS address at the usual port, so Nexus does not call it. "
                    + "The operator can allow another one with Providers__<key>__BaseUrl."
            );
        if (request.RequestUri is not { IsAbsoluteUri: true, UserInfo: "" } target || !IsSameOrigin(target))
            throw new IntegrationException(
                IntegrationFault.UnexpectedResponse,
                "The provider pointed to an address outside its own, which Nexus does not follow. Nothing was read from it."
            );
        return base.SendAsync(request, cancellationToken);
    }

    private bool IsSameOrigin(Uri target) =>
        Uri.Compare(
            target,
            address,
            UriComponents.SchemeAndServer,
            UriFormat.UriEscaped,
            StringComparison.OrdinalIgnoreCase
        ) == 0;
}
