using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Faults;

namespace Nexus.ProviderSimulator.Google;

/// <summary>What Google's subjects of the kit have in common: a service account, so that nobody has to consent.</summary>
internal static class GoogleKit
{
    public const string Email = "nexus@project.iam.gserviceaccount.com";

    private static readonly string Pem = CreateKey();

    public static IReadOnlyDictionary<string, string> Addresses { get; } =
        new Dictionary<string, string> { ["BaseUrl"] = "", ["TokenUrl"] = "token" };

    public static Fault Forbidden =>
        new(
            "forbidden",
            (_, _) => GoogleErrors.Answer(403, "PERMISSION_DENIED", "The caller does not have permission")
        );

    /// <summary>A line of the key's body: where it stands, the key does.</summary>
    public static IReadOnlyList<string> Secrets => [Pem.Split('\n')[1]];

    public static Dictionary<string, string> Credentials() =>
        new(StringComparer.Ordinal)
        {
            ["serviceAccount"] = new JsonObject
            {
                ["type"] = "service_account",
                ["client_email"] = Email,
                ["private_key_id"] = "1",
                ["private_key"] = Pem,
            }.ToJsonString(),
        };

    private static string CreateKey()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKeyPem();
    }
}
