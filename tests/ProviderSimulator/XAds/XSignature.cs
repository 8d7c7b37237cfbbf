using System.Security.Cryptography;
using System.Text;
using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator.XAds;

/// <summary>Checks OAuth 1.0a as the receiving side does: from what arrived on the wire.</summary>
internal static class XSignature
{
    /// <summary>The header's parts, decoded.</summary>
    public static Dictionary<string, string> Parts(SimulatedRequest request) =>
        (request.Header("Authorization") ?? "") is var header && header.StartsWith("OAuth ", StringComparison.Ordinal)
            ? header["OAuth ".Length..]
                .Split(", ")
                .Select(part => part.Split('=', 2))
                .ToDictionary(
                    part => part[0],
                    part => Uri.UnescapeDataString(part[1].Trim('"')),
                    StringComparer.Ordinal
                )
            : [];

    public static bool IsValid(
        SimulatedRequest request,
        Dictionary<string, string> parts,
        string consumerSecret,
        string tokenSecret
    )
    {
        // What is encoded otherwise than OAuth does it, is not the same text on the wire.
        var signed = request
            .RawQuery.TrimStart('?')
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Concat(
                parts
                    .Where(part => part.Key != "oauth_signature")
                    .Select(part => $"{part.Key}={Uri.EscapeDataString(part.Value)}")
            )
            .Order(StringComparer.Ordinal);
        var text = string.Join(
            '&',
            request.Method,
            Uri.EscapeDataString(request.Origin + request.Path),
            Uri.EscapeDataString(string.Join('&', signed))
        );
        var key = $"{Uri.EscapeDataString(consumerSecret)}&{Uri.EscapeDataString(tokenSecret)}";
#pragma warning disable CA5350
        var expected = HMACSHA1.HashData(Encoding.ASCII.GetBytes(key), Encoding.ASCII.GetBytes(text));
#pragma warning restore CA5350
        return parts.GetValueOrDefault("oauth_signature") == Convert.ToBase64String(expected);
    }
}
