using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;

namespace Nexus.Infrastructure.Integrations.Stripe;

/// <summary>Believes a delivery if Stripe signed these very bytes a short while ago, and in no other case.</summary>
/// <remarks>
/// The header is <c>t=seconds,v1=hex[,v1=hex…]</c>; signed are the digits of <c>t</c>, a full stop and the raw body, by
/// HMAC-SHA256 with the whole secret, <c>whsec_</c> included. While a secret is being rolled there is one <c>v1</c> for each.
/// <see href="https://docs.stripe.com/webhooks/signature"/>
/// </remarks>
internal static class StripeWebhooks
{
    public const string Header = "Stripe-Signature";

    private const int LargestBody = 1024 * 1024;
    private const int LargestHeader = 4096;

    /// <summary>In both directions, as Stripe's own libraries have it.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static WebhookVerdict Verify(
        ReadOnlyMemory<byte> body,
        string? header,
        IReadOnlyList<Secret> secrets,
        DateTimeOffset now
    )
    {
        var usable = secrets.Select(secret => secret.Reveal()).Where(secret => secret.Length > 0).ToList();
        if (usable.Count == 0)
            return Refused("secret_missing", "This connection has no signing secret, so no delivery can be believed.");
        if (body.Length is 0 or > LargestBody)
            return Refused("body_size", "The delivery is empty or larger than 1 MB.");
        if (string.IsNullOrEmpty(header))
            return Refused("signature_missing", $"The delivery has no {Header} header.");
        if (Read(header) is not var (time, signatures))
            return Refused("signature_malformed", $"The {Header} header does not have the form that Stripe documents.");
        if (!IsSigned(body.Span, time, signatures, usable))
            return Refused("signature_mismatch", "No signature of the delivery fits this connection's secret.");
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(time, CultureInfo.InvariantCulture));
        if ((now - at).Duration() > Tolerance)
            return Refused(
                "timestamp_outside_tolerance",
                "The delivery was signed more than five minutes ago, or ahead."
            );
        return Judge(body);
    }

    /// <summary>None where it is no event, or is about nothing that is kept.</summary>
    public static IReadOnlyList<SourceHint> Hints(ReadOnlyMemory<byte> body)
    {
        if (Parse(body) is not { } happened || StripeFaults.Text(happened, "object") != "event")
            return [];
        return [.. EventHints.Of(happened), .. EventHints.MovementsOf(happened)];
    }

    private static WebhookVerdict Judge(ReadOnlyMemory<byte> body)
    {
        if (Parse(body) is not { } happened)
            return Refused("body_malformed", "The delivery is no JSON object.");
        var kind = StripeFaults.Text(happened, "object");
        var type = StripeFaults.Text(happened, "type");
        // Thin events carry no object and no version; the same changes also come as ordinary events, and by polling.
        if (kind is not "event" and not null)
            return new WebhookVerdict.Ignored(type ?? kind);
        if (
            kind is null
            || type is not { Length: > 0 and <= 200 }
            || StripeFaults.Text(happened, "id") is not { Length: > 0 and <= 255 } id
            || !happened.TryGetProperty("created", out var created)
            || created.ValueKind != JsonValueKind.Number
            || !created.TryGetInt64(out var seconds)
            || seconds is < 0 or > 253402300799
            || !happened.TryGetProperty("livemode", out var livemode)
            || livemode.ValueKind is not (JsonValueKind.True or JsonValueKind.False)
        )
            return Refused("event_malformed", "The delivery lacks what every event has.");
        var mode = livemode.GetBoolean() ? ":live" : ":test";
        return new WebhookVerdict.Accepted(
            id,
            type,
            DateTimeOffset.FromUnixTimeSeconds(seconds),
            StripeFaults.Text(happened, "account") is { } connected ? connected + mode : null,
            EventHints.Types.Contains(type)
        )
        {
            Mode = mode,
        };
    }

    /// <summary>The time and all <c>v1</c> signatures; null where the header has another form.</summary>
    private static (string Time, List<byte[]> Signatures)? Read(string header)
    {
        if (header.Length > LargestHeader)
            return null;
        string? time = null;
        var signatures = new List<byte[]>();
        foreach (var part in header.Split(','))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            // A blank stands where two headers were joined into one; which of them was meant could not be told.
            if (equals < 1 || part[0] == ' ')
                return null;
            var (name, value) = (part[..equals], part[(equals + 1)..]);
            // Which of two times was signed could not be told.
            if (name == "t" && (time is not null || value.Length is 0 or > 12 || !value.All(char.IsAsciiDigit)))
                return null;
            if (name == "t")
                time = value;
            // What is not 64 digits of lower-case hex fits no secret.
            if (name == "v1" && value.Length == 64 && value.All(char.IsAsciiHexDigitLower))
                signatures.Add(Convert.FromHexString(value));
        }
        return time is null || long.Parse(time, CultureInfo.InvariantCulture) > 253402300799
            ? null
            : (time, signatures);
    }

    private static bool IsSigned(ReadOnlySpan<byte> body, string time, List<byte[]> signatures, List<string> secrets)
    {
        var signed = new byte[time.Length + 1 + body.Length];
        Encoding.ASCII.GetBytes(time, signed);
        signed[time.Length] = (byte)'.';
        body.CopyTo(signed.AsSpan(time.Length + 1));

        var fits = false;
        foreach (var secret in secrets)
        {
            var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
            foreach (var signature in signatures)
                fits |= CryptographicOperations.FixedTimeEquals(expected, signature);
        }
        return fits;
    }

    private static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
            return null;
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static WebhookVerdict.Refused Refused(string code, string message) => new(code, message);
}
