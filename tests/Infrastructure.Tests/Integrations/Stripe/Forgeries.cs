using System.Security.Cryptography;
using System.Text;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe;

/// <summary>A delivery that Stripe did not send as it is.</summary>
internal sealed record Forgery(byte[] Body, string? Header)
{
    /// <summary>Whether it arrives as it was made: HTTP takes blanks off a header's ends and carries no other letters than ASCII.</summary>
    public bool TravelsOverHttp => Header is null || (Header.Trim() == Header && Header.All(char.IsAscii));
}

/// <summary>Deliveries of one event that nobody may believe who has the secret <see cref="Current"/>, by what is wrong with them.</summary>
internal static class Forgeries
{
    public const string Current = "whsec_5ZQ1fJc0m9Xr7Tt2";
    public const string Former = "whsec_aa11bb22cc33dd44";

    public const string Event =
        """{"id":"evt_1","object":"event","api_version":"2024-09-30.acacia","created":1790000000,"livemode":true,"type":"charge.refunded","data":{"object":{"id":"ch_1","object":"charge","created":1789999000,"livemode":true}}}""";

    /// <summary>When all of them arrive.</summary>
    public static DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);

    public static IReadOnlyDictionary<string, Forgery> All { get; } = Forge();

    /// <summary>A header that is right for a body, unless it was signed too long ago or ahead.</summary>
    /// <param name="shift">Seconds from <see cref="Now"/>.</param>
    public static string Header(string body, string secret = Current, int shift = 0) =>
        $"t={Time(shift)},v1={Sign(body, Time(shift), secret)}";

    public static string Time(int shift) => $"{Now.ToUnixTimeSeconds() + shift}";

    public static string Sign(string body, string time, string secret) =>
        Hex(HMACSHA256.HashData(Bytes(secret), Bytes($"{time}.{body}")));

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static Dictionary<string, Forgery> Forge()
    {
        var all = new Dictionary<string, Forgery>(StringComparer.Ordinal);
        var (t, good) = (Time(0), Sign(Event, Time(0), Current));
        void Add(string name, string? header, string? body = null) => all.Add(name, new(Bytes(body ?? Event), header));

        for (var at = 0; at < 64; at++)
        {
            var other = good[at] == '0' ? '1' : '0';
            Add($"digit {at} of the signature is another", $"t={t},v1={good[..at]}{other}{good[(at + 1)..]}");
            Add($"signature of {at} digits", $"t={t},v1={good[..at]}");
        }
        for (var at = 0; at < Event.Length; at += 6)
        {
            var other = Event[at] == 'x' ? 'y' : 'x';
            Add($"byte {at} of the body is another", Header(Event), $"{Event[..at]}{other}{Event[(at + 1)..]}");
        }
        foreach (var shift in new[] { 1, -1, 2, 60, -60, 299, -299 })
            Add($"time moved by {shift} and not signed", $"t={Time(shift)},v1={good}");
        foreach (var shift in new[] { 301, -301, 302, 600, -600, 3600, -3600, 86400, -86400, -2592000 })
            Add($"signed {shift} seconds from now", Header(Event, Current, shift));
        foreach (
            var wrong in new[]
            {
                Former,
                Current[6..],
                Current.ToUpperInvariant(),
                Current + " ",
                Current[..^1],
                "whsec_",
                "x",
            }
        )
            Add($"signed with '{wrong}'", Header(Event, wrong));
        foreach (var header in MalformedHeaders(t, good))
            Add($"header '{header}'", header);
        foreach (var (name, body) in OtherBodies())
            Add($"body {name}", Header(Event), body);
        foreach (var (name, signature) in OtherSignatures(t))
            Add($"signature {name}", $"t={t},v1={signature}");
        foreach (
            var body in new[]
            {
                "",
                "nothing",
                "[]",
                "null",
                "1",
                "{}",
                """{"object":"event"}""",
                Event[..^1],
                """{"a":1,"a":2}""",
            }
        )
            Add($"signed, but no event: '{body}'", Header(body), body);
        Add("no header", null);
        byte[] broken = [.. Bytes(Event[..^1]), 0xC3, 0x28, (byte)'}'];
        var signed = Hex(HMACSHA256.HashData(Bytes(Current), Bytes($"{t}.").Concat(broken).ToArray()));
        all.Add("signed, but not UTF-8", new(broken, $"t={t},v1={signed}"));
        var large = $$"""{"id":"evt_1","object":"event","pad":"{{new string('x', 1024 * 1024)}}"}""";
        Add("signed, but too large", Header(large), large);
        return all;
    }

    private static IEnumerable<string> MalformedHeaders(string t, string good) =>
        [
            "",
            " ",
            ",",
            "=",
            "t",
            "t=",
            "v1=",
            $"t={t}",
            $"v1={good}",
            $"t={t},v0={good}",
            $"t={t},v2={good}",
            $"t={t},V1={good}",
            $"T={t},v1={good}",
            $"t={t};v1={good}",
            $"t={t} v1={good}",
            $"t={t}, v1={good}",
            $" t={t},v1={good}",
            $"t={t},v1={good},",
            $"t={t},,v1={good}",
            $"t={t},v1",
            $"t={t},={good}",
            $"t={t},v1={good.ToUpperInvariant()}",
            $"t={t},v1=0x{good}",
            $"t={t},v1={good}0",
            $"t={t},v1={good} ",
            $"t={t},v1= {good}",
            $"t={t},t={t},v1={good}",
            $"t={t},v1={good},t=1",
            $"t=+{t},v1={good}",
            $"t=-{t},v1={good}",
            $"t={t}.0,v1={good}",
            $"t=0{t},v1={good}",
            $"t= {t},v1={good}",
            $"t=1e9,v1={good}",
            $"t=0x6aaf7980,v1={good}",
            $"t=999999999999,v1={good}",
            $"t=99999999999999999999,v1={good}",
            $"t=\u0661\u0667\u0669,v1={good}",
            $"t=now,v1={good}",
            $"{{\"t\":{t},\"v1\":\"{good}\"}}",
            new string('x', 5000),
        ];

    private static IEnumerable<(string, string)> OtherBodies() =>
        [
            ("with a line end", Event + "\n"),
            ("with a space before it", " " + Event),
            ("with a mark of byte order", "\uFEFF" + Event),
            ("with spaces", Event.Replace(":", ": ", StringComparison.Ordinal)),
            ("of another object", Event.Replace("ch_1", "ch_2", StringComparison.Ordinal)),
            ("of the other mode", Event.Replace("true", "false", StringComparison.Ordinal)),
            ("twice", Event + Event),
            ("cut off", Event[..^1]),
        ];

    private static IEnumerable<(string, string)> OtherSignatures(string t) =>
        [
            ("of the body alone", Hex(HMACSHA256.HashData(Bytes(Current), Bytes(Event)))),
            ("without the full stop", Hex(HMACSHA256.HashData(Bytes(Current), Bytes(t + Event)))),
            ("without a secret", Hex(SHA256.HashData(Bytes($"{t}.{Event}")))),
            ("by SHA-512", Hex(HMACSHA512.HashData(Bytes(Current), Bytes($"{t}.{Event}")))),
            ("in base 64", Convert.ToBase64String(HMACSHA256.HashData(Bytes(Current), Bytes($"{t}.{Event}")))),
            ("with key and text exchanged", Hex(HMACSHA256.HashData(Bytes($"{t}.{Event}"), Bytes(Current)))),
            ("of nothing", Hex(HMACSHA256.HashData(Bytes(Current), Bytes("")))),
            ("of zeros", new string('0', 64)),
        ];

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
