using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Nexus.ProviderSimulator.Stripe.Webhooks;

/// <summary>The header that proves where a webhook comes from.</summary>
public static class WebhookSignature
{
    /// <summary>As in <c>t=1700000000,v1=…,v1=…,v0=…</c>: one v1 for each secret, and a v0 that proves nothing.</summary>
    public static string Header(string body, DateTimeOffset at, IEnumerable<string> secrets)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signatures = secrets.Select(secret => $"v1={Sign(body, time, secret)}");
        return string.Join(',', [$"t={time}", .. signatures, $"v0={Sign(body, time, "whsec_test_v0")}"]);
    }

    /// <summary>Lower-case hex of the HMAC-SHA256 over time, a full stop and the body.</summary>
    public static string Sign(string body, string time, string secret) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}"))
        );
}
