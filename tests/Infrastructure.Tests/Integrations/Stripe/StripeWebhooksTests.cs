using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Stripe;
using static Nexus.Infrastructure.Tests.Integrations.Stripe.Forgeries;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe;

public sealed class StripeWebhooksTests
{
    public static TheoryData<string> ForgedNames => [.. Forgeries.All.Keys];

    [Fact]
    public void There_are_at_least_200_forgeries() => Assert.True(Forgeries.All.Count >= 200, $"{Forgeries.All.Count}");

    [Theory, MemberData(nameof(ForgedNames))]
    public void A_forged_delivery_is_refused(string name)
    {
        var (body, header) = Forgeries.All[name];

        Assert.IsType<WebhookVerdict.Refused>(Verify(body, header, Current));
    }

    [Fact]
    public void A_genuine_delivery_is_accepted() =>
        Assert.Equal(
            new WebhookVerdict.Accepted("evt_1", "charge.refunded", Now, null, Known: true) { Mode = ":live" },
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

    private static WebhookVerdict Verify(byte[] body, string? header, params string[] secrets) =>
        StripeWebhooks.Verify(body, header, [.. secrets.Select(secret => new Secret(secret))], Now);
}
