using static Nexus.Infrastructure.Tests.Integrations.Stripe.Forgeries;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.EndToEnd;

/// <summary>Deliveries over HTTP that are not what they say: none is believed, and nothing of them is stored.</summary>
public sealed class WebhookForgeryTests(WebhookNode webhooks) : IClassFixture<WebhookNode>
{
    public static TheoryData<string> Names =>
        [.. All.Where(forgery => forgery.Value.TravelsOverHttp).Select(forgery => forgery.Key)];

    [Fact]
    public void At_least_200_of_them_travel() => Assert.True(Names.Count >= 200, $"{Names.Count}");

    [Theory, MemberData(nameof(Names))]
    public async Task It_is_refused_and_nothing_is_stored(string name)
    {
        var (body, header) = All[name];

        var (status, answer) = await webhooks.PostAsync(body, header);

        Assert.InRange(status, 400, 499);
        Assert.DoesNotContain(Current, answer, StringComparison.Ordinal);
        Assert.Equal(0, await webhooks.StoredAsync());
    }

    [Fact]
    public async Task Two_headers_are_one_with_two_times_and_refused()
    {
        using var client = webhooks.Node.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/stripe/{webhooks.Workspace.Connection}")
        {
            Content = new ByteArrayContent(Bytes(Event)),
        };
        request.Headers.TryAddWithoutValidation("Stripe-Signature", [Header(Event), Header(Event)]);

        using var answer = await client.SendAsync(request);

        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Equal(0, await webhooks.StoredAsync());
    }

    [Fact]
    public async Task What_is_signed_for_one_connection_is_worth_nothing_at_another()
    {
        var (status, answer) = await webhooks.PostAsync(Event, Header(Event), webhooks.Other.Connection);

        Assert.Equal(422, status);
        Assert.Contains("signature_mismatch", answer, StringComparison.Ordinal);
        Assert.Equal(0, await webhooks.StoredAsync());
    }

    [Theory]
    [InlineData("\"livemode\":true,\"type\"", "\"livemode\":true,\"account\":\"acct_1Elsewhere\",\"type\"")]
    [InlineData("\"livemode\":true,\"type\"", "\"livemode\":false,\"account\":\"acct_1Believed\",\"type\"")]
    [InlineData("\"livemode\":true,\"type\"", "\"livemode\":false,\"type\"")]
    public async Task What_is_about_another_account_or_mode_is_refused_although_it_is_signed(string own, string other)
    {
        var body = Event.Replace(own, other, StringComparison.Ordinal);

        var (status, answer) = await webhooks.PostAsync(body, Header(body));

        Assert.Equal(422, status);
        Assert.Contains("webhook_other_account", answer, StringComparison.Ordinal);
        Assert.Equal(0, await webhooks.StoredAsync());
    }

    [Fact]
    public async Task An_address_that_no_connection_has_answers_as_one_that_nobody_may_know()
    {
        var (status, answer) = await webhooks.PostAsync(Event, Header(Event), Guid.NewGuid());

        Assert.Equal(404, status);
        Assert.Contains("webhook_not_found", answer, StringComparison.Ordinal);
    }
}
