using System.Security.Cryptography;
using System.Text;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;

namespace Nexus.Infrastructure.Integrations.MetaAds;

/// <summary>What a connection gives to reach its account.</summary>
/// <param name="AppSecret">Null where calls are not signed.</param>
internal sealed record MetaAccess(Secret Token, Secret? AppSecret)
{
    public const string Provider = "meta-ads";
    public const string TokenName = "accessToken";
    public const string SecretName = "appSecret";

    /// <summary>
    /// Proves that the caller knows the app's secret: HMAC-SHA256 of the token with the secret as key, in lower-case
    /// hexadecimal digits (<see href="https://developers.facebook.com/docs/graph-api/guides/secure-requests"/>).
    /// </summary>
    /// <returns>Null without a secret.</returns>
    public string? Proof =>
        AppSecret is { } secret
            ? Convert.ToHexStringLower(
                HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), Encoding.UTF8.GetBytes(Token.Reveal()))
            )
            : null;

    public string Scope => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Token.Reveal())))[..16];

    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: there is no usable token.</exception>
    public static MetaAccess Of(ConnectionContext connection)
    {
        var token = connection.Credentials.GetValueOrDefault(TokenName)?.Reveal().Trim();
        if (string.IsNullOrEmpty(token) || token.Any(letter => letter is <= ' ' or > '~'))
            throw new IntegrationException(
                IntegrationFault.Misconfigured,
                "This is not an access token of Meta's. Generate one for a system user with the permission ads_read."
            );
        var secret = connection.Credentials.GetValueOrDefault(SecretName)?.Reveal().Trim();
        return new(new Secret(token), string.IsNullOrEmpty(secret) ? null : new Secret(secret));
    }
}
