using System.Security.Cryptography;
using System.Text;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Stripe;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe;

public sealed class StripeWebhooksTests
{
    private const string Current = "whsec_5ZQ1fJc0m9Xr7Tt2";
    private const string Former = "whsec_aa11bb22cc33dd44";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);

    private const string Event =
        """{"id":"evt_1","object":"event","api_version":"2024-09-30.acacia","created":1790000000,"livemode":true,"type":"charge.refunded","data":{"object":{"id":"ch_1","object":"charge","created":1789999000,"livemode":true}}}""";

    private static readonly Dictionary<string, (byte[] Body, string? Header, string[] Secrets)> Forgeries = Forge();

    public static TheoryData<string> ForgedNames => [.. Forgeries.Keys];

    [Fact]
    public void There_are_at_least_200_forgeries() => Assert.True(Forgeries.Count >= 200, $"{Forgeries.Count}");

    [Theory, MemberData(nameof(ForgedNames))]
    public void A_forged_delivery_is_refused(string name)
    {
        var (body, header, secrets) = Forgeries[name];

        Assert.IsType<WebhookVerdict.Refused>(Verify(body, header, secrets));
    }

    [Fact]
    public void A_genuine_delivery_is_accepted() =>
        Assert.Equal(
            new WebhookVerdict.Accepted("evt_1", "charge.refunded", Now, null, Known: true),
            Verify(Bytes(Event), Header(Event), Current)
        );

    [Fact]
    public void Any_of_several_signatures_is_enough_whatever_stands_around_it()
    {
        var (t, good) = (Time(0), Sign(Event, Time(0), Current));
        var bad = new string('0', 64);
        string[] headers =
        [
            $"t={t},v1={bad},v1={good}",
            $"t={t},v1={good},v1={bad}",
            $"v1={good},t={t}",
            $"v0={bad},t={t},v1={good},v2=x",
            $"t={t},v1=short,v1={good}",
        ];

        Assert.All(headers, header => Assert.IsType<WebhookVerdict.Accepted>(Verify(Bytes(Event), header, Current)));
    }

    [Fact]
    public void While_a_secret_is_rolled_both_are_believed()
    {
        Assert.IsType<WebhookVerdict.Accepted>(Verify(Bytes(Event), Header(Event), Former, Current));
        Assert.IsType<WebhookVerdict.Accepted>(Verify(Bytes(Event), Header(Event, Former), Current, Former));
    }

    [Theory, InlineData(-300), InlineData(300), InlineData(0)]
    public void Five_minutes_either_way_are_allowed(int seconds) =>
        Assert.IsType<WebhookVerdict.Accepted>(Verify(Bytes(Event), Header(Event, Current, seconds), Current));

    [Fact]
    public void Webhook_without_signature_rejected() =>
        Assert.Equal(
            "signature_missing",
            Assert.IsType<WebhookVerdict.Refused>(Verify(Bytes(Event), null, Current)).Code
        );

    [Theory, InlineData(""), InlineData(null)]
    public void Unset_secret_fails_closed(string? secret)
    {
        var secrets = secret is null ? Array.Empty<string>() : [secret];

        var verdict = Verify(Bytes(Event), $"t={Time(0)},v1={Sign(Event, Time(0), "")}", secrets);

        Assert.Equal("secret_missing", Assert.IsType<WebhookVerdict.Refused>(verdict).Code);
    }

    [Fact]
    public void Raw_body_verified()
    {
        var spaced = Event.Replace(",", ", ", StringComparison.Ordinal);

        Assert.IsType<WebhookVerdict.Refused>(Verify(Bytes(spaced), Header(Event), Current));
        Assert.IsType<WebhookVerdict.Accepted>(Verify(Bytes(spaced), Header(spaced), Current));
    }

    [Fact]
    public void A_thin_event_is_recognised_and_not_processed()
    {
        const string thin =
            """{"id":"evt_2","object":"v2.core.event","type":"v1.charge.refunded","created":"2026-09-21T14:13:20.000Z","related_object":{"id":"ch_1","type":"charge","url":"/v1/charges/ch_1"}}""";

        Assert.Equal(new WebhookVerdict.Ignored("v1.charge.refunded"), Verify(Bytes(thin), Header(thin), Current));
        Assert.Empty(StripeWebhooks.Hints(Bytes(thin)));
    }

    [Fact]
    public void A_connected_account_is_named_with_its_mode()
    {
        var body = Event.Replace(
            "\"livemode\":true,\"type\"",
            "\"livemode\":false,\"account\":\"acct_9\",\"type\"",
            StringComparison.Ordinal
        );

        var verdict = Assert.IsType<WebhookVerdict.Accepted>(Verify(Bytes(body), Header(body), Current));

        Assert.Equal("acct_9:test", verdict.AccountId);
    }

    [Fact]
    public void A_type_that_nothing_is_done_with_is_genuine_and_unknown()
    {
        var body = Event.Replace("charge.refunded", "issuing_card.created", StringComparison.Ordinal);

        Assert.False(Assert.IsType<WebhookVerdict.Accepted>(Verify(Bytes(body), Header(body), Current)).Known);
    }

    [Fact]
    public void An_event_hints_at_its_object() =>
        Assert.Equal(
            ("charges", "ch_1", Now, false),
            StripeWebhooks.Hints(Bytes(Event)).Select(hint => (hint.Stream, hint.Id, hint.At, hint.Deleted)).Single()
        );

    [Fact]
    public void A_discount_hints_at_those_who_have_it()
    {
        const string body =
            """{"id":"evt_3","object":"event","created":1790000000,"livemode":true,"type":"customer.discount.created","data":{"object":{"id":"di_1","object":"discount","customer":"cus_1","subscription":"sub_1"}}}""";

        Assert.Equal(
            [("subscriptions", "sub_1"), ("customers", "cus_1")],
            StripeWebhooks.Hints(Bytes(body)).Select(hint => (hint.Stream, hint.Id))
        );
    }

    [Theory]
    [InlineData(
        """{"id":"evt_4","object":"event","created":1790000000,"type":"invoice.upcoming","data":{"object":{"object":"invoice"}}}"""
    )]
    [InlineData(
        """{"id":"evt_4","object":"event","created":1790000000,"type":"balance.available","data":{"object":{"object":"balance"}}}"""
    )]
    [InlineData(
        """{"id":"evt_4","object":"event","created":1790000000,"type":"charge.updated","data":{"object":null}}"""
    )]
    [InlineData("""{"object":"event"}""")]
    [InlineData("[]")]
    [InlineData("nothing")]
    public void What_names_no_object_hints_at_nothing(string body) => Assert.Empty(StripeWebhooks.Hints(Bytes(body)));

    private static Dictionary<string, (byte[], string?, string[])> Forge()
    {
        var all = new Dictionary<string, (byte[], string?, string[])>(StringComparer.Ordinal);
        var (t, good) = (Time(0), Sign(Event, Time(0), Current));
        void Add(string name, string? header, string? body = null, string? secret = null) =>
            all.Add(name, (Bytes(body ?? Event), header, [secret ?? Current]));

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
        all.Add("signed, but not UTF-8", (broken, $"t={t},v1={signed}", [Current]));
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

    private static WebhookVerdict Verify(byte[] body, string? header, params string[] secrets) =>
        StripeWebhooks.Verify(body, header, [.. secrets.Select(secret => new Secret(secret))], Now);

    private static string Header(string body, string secret = Current, int shift = 0) =>
        $"t={Time(shift)},v1={Sign(body, Time(shift), secret)}";

    private static string Time(int shift) => $"{Now.ToUnixTimeSeconds() + shift}";

    private static string Sign(string body, string time, string secret) =>
        Hex(HMACSHA256.HashData(Bytes(secret), Bytes($"{time}.{body}")));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
