using System.Security.Cryptography;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared.Google;

/// <summary>The key of a service account, as Google hands it out.</summary>
/// <param name="Email">Who it is; what property or sheet is shared with.</param>
/// <param name="KeyId">Which of its keys.</param>
/// <param name="Pem">Its private key in PKCS #8.</param>
internal sealed record ServiceAccountKey(string Email, string KeyId, Secret Pem)
{
    /// <remarks>Addresses in the file are not used: it comes from a tenant, and calls go to Google alone.</remarks>
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: it is no such key.</exception>
    public static ServiceAccountKey Read(Secret file)
    {
        try
        {
            using var json = JsonDocument.Parse(file.Reveal());
            var root = json.RootElement;
            var key = new ServiceAccountKey(
                Text(root, "client_email"),
                Text(root, "private_key_id"),
                new Secret(Text(root, "private_key"))
            );
            if (Text(root, "type") != "service_account" || !key.Email.Contains('@', StringComparison.Ordinal))
                throw new FormatException();
            using var _ = key.Open();
            return key;
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or CryptographicException)
        {
            throw new IntegrationException(
                IntegrationFault.Misconfigured,
                "This is not the JSON key file of a service account. Create one in the Google Cloud console and enter the whole file."
            );
        }
    }

    public RSA Open()
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(Pem.Reveal());
        return rsa;
    }

    private static string Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object
        && from.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new FormatException();
}
