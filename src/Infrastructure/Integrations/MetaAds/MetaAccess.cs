using System.Security.Cryptography;
using System.Text;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.MetaAds;

/// <summary>What a connection gives to reach its account.</summary>
/// <param name="AppSecret">Null where calls are not signed.</param>
internal sealed record MetaAccess(AccessTokens Tokens, Secret? AppSecret)
{
    public const string SecretName = "appSecret";

    /// <summary>
    /// Proves that the caller knows the app's secret: HMAC-SHA256 of the token with the secret as key, in lower-case
    /// hexadecimal digits (<see href="https://developers.facebook.com/docs/graph-api/guides/secure-requests"/>).
    /// </summary>
    public static string Proof(Secret secret, Secret token) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), Encoding.UTF8.GetBytes(token.Reveal()))
        );

    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: there is no usable token.</exception>
    public static MetaAccess Of(ConnectionContext connection)
    {
        var secret = connection.Access is { } granted
            ? granted.Client.Secret
            : Credentials.Find(connection, SecretName);
        return new(AccessTokens.Of(connection), secret);
    }
}
