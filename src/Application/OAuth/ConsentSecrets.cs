using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Nexus.Application.Authorisation;
using Nexus.Application.Integrations;

namespace Nexus.Application.OAuth;

/// <summary>What a consent is recognised and proved by.</summary>
internal static class ConsentSecrets
{
    /// <returns>256 random bits in 43 characters.</returns>
    public static string Create() => SecretToken.Create();

    /// <summary>What is stored of a secret.</summary>
    public static byte[] Hash(string secret) => SecretToken.Hash(secret);

    /// <summary>
    /// The proof key (RFC 7636) of a consent. It follows from the state and the client's secret, so that it need not be
    /// stored: whoever sees the state in an address cannot tell it.
    /// </summary>
    public static string Proof(OAuthClient client, string state) =>
        Base64Url.EncodeToString(
            HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(client.Secret.Reveal()),
                Encoding.UTF8.GetBytes($"nexus proof key|{state}")
            )
        );

    /// <summary>The challenge of a proof key, by the method S256.</summary>
    public static string Challenge(string proof) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(proof)));
}
