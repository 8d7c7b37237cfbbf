using System.Globalization;
using System.Net;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Api.RateLimits;

public sealed class RateLimitTests(NexusFixture nexus) : IClassFixture<NexusFixture>
{
    [Fact]
    public async Task A_key_over_its_limit_is_told_when_to_come_back()
    {
        await using var node = await RunningNexus.StartAsync(nexus.Database, "RateLimits:PerKey=3");
        using var client = node.Client(nexus.OperatorKey);
        for (var left = 2; left >= 0; left--)
        {
            using var passed = await client.GetAsync("/api/v1/workspace");
            Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
            Assert.Equal((3, left), (Header(passed, "X-RateLimit-Limit"), Header(passed, "X-RateLimit-Remaining")));
        }

        using var refused = await client.GetAsync("/api/v1/workspace");

        await ProblemAssert.IsAsync(HttpStatusCode.TooManyRequests, "rate_limited", refused);
        Assert.Equal(0, Header(refused, "X-RateLimit-Remaining"));
        Assert.True(Header(refused, "X-RateLimit-Reset") > 0);
        Assert.True(Header(refused, "Retry-After") is > 0 and <= 60);
    }

    [Fact]
    public async Task Guessing_from_an_address_does_not_hold_up_its_valid_keys()
    {
        await using var node = await RunningNexus.StartAsync(nexus.Database, "RateLimits:PerAddress=2");
        using var stranger = node.Client("nx_abcdefgh_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await stranger.GetAsync("/api/v1/workspace");
            answers.Add(answer.StatusCode);
        }

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests],
            answers
        );
        using var known = node.Client(nexus.OperatorKey);
        using var passed = await known.GetAsync("/api/v1/workspace");
        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.TooManyRequests)]
    [InlineData("Proxies:0=127.0.0.1", HttpStatusCode.Unauthorized)]
    [InlineData("Proxies:0=10.0.0.0/8", HttpStatusCode.TooManyRequests)]
    public async Task A_forwarded_address_counts_only_from_a_known_proxy(string? proxies, HttpStatusCode second)
    {
        string[] settings = ["RateLimits:PerAddress=1", .. proxies is null ? [] : new[] { proxies }];
        await using var node = await RunningNexus.StartAsync(nexus.Database, settings);
        using var client = node.Client();
        HttpStatusCode last = default;
        foreach (var address in new[] { "192.0.2.1", "192.0.2.2" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/workspace");
            request.Headers.Add("X-Forwarded-For", address);
            using var answer = await client.SendAsync(request);
            last = answer.StatusCode;
        }

        Assert.Equal(second, last);
    }

    [Fact]
    public async Task Every_known_proxy_on_the_way_is_believed_and_the_first_other_address_counts()
    {
        await using var node = await RunningNexus.StartAsync(
            nexus.Database,
            "RateLimits:PerAddress=1",
            "Proxies:0=127.0.0.1",
            "Proxies:1=10.0.0.0/8"
        );
        using var client = node.Client();
        var answers = new List<HttpStatusCode>();
        foreach (var way in new[] { "192.0.2.1, 10.0.0.7", "192.0.2.2, 10.0.0.7", "203.0.113.9, 192.0.2.2, 10.0.0.7" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/workspace");
            request.Headers.Add("X-Forwarded-For", way);
            using var answer = await client.SendAsync(request);
            answers.Add(answer.StatusCode);
        }

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests],
            answers
        );
    }

    [Fact]
    public async Task Deliveries_to_one_connection_are_limited_and_those_to_others_are_not()
    {
        await using var node = await RunningNexus.StartAsync(nexus.Database, "RateLimits:PerSender=2");
        using var client = node.Client();
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        var answers = new List<HttpStatusCode>();
        foreach (var connection in new[] { one, one, one, other })
        {
            using var answer = await client.PostAsync($"/webhooks/stripe/{connection}", content: null);
            answers.Add(answer.StatusCode);
        }

        Assert.Equal(
            [HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests, HttpStatusCode.NotFound],
            answers
        );
    }

    [Fact]
    public async Task Consents_count_as_calls_of_the_API_do()
    {
        await using var node = await RunningNexus.StartAsync(nexus.Database, "RateLimits:PerAddress=1");
        using var client = node.Client();
        using var first = await client.GetAsync("/oauth/stripe/callback?state=guessed");

        using var second = await client.GetAsync("/oauth/stripe/callback?state=guessed");

        Assert.NotEqual(HttpStatusCode.TooManyRequests, first.StatusCode);
        await ProblemAssert.IsAsync(HttpStatusCode.TooManyRequests, "rate_limited", second);
    }

    [Fact]
    public async Task Probes_of_orchestrators_are_not_limited()
    {
        await using var node = await RunningNexus.StartAsync(nexus.Database, "RateLimits:PerAddress=1");
        using var client = node.Client();
        for (var i = 0; i < 5; i++)
        {
            using var answer = await client.GetAsync("/health/live");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Whoever_tries_share_links_too_often_gets_a_page_that_says_so()
    {
        await using var node = await RunningNexus.StartAsync(nexus.Database, "RateLimits:PerAddress=2");
        using var stranger = new Nexus.Testing.Http.Pages.PageClient(node.Address, session: null);
        var answers = new List<Nexus.Testing.Http.Pages.PageAnswer>();
        for (var i = 0; i < 3; i++)
            answers.Add(await stranger.GetAsync("/share/guessed"));

        Assert.Equal(
            [HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests],
            answers.Select(answer => answer.Status)
        );
        Assert.Equal("Too many requests", answers[^1].Heading);
        Assert.StartsWith("text/html", answers[^1].Headers["Content-Type"], StringComparison.Ordinal);
    }

    private static long Header(HttpResponseMessage answer, string name) =>
        long.Parse(answer.Headers.GetValues(name).Single(), CultureInfo.InvariantCulture);
}
