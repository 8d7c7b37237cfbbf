using System.Net;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using static Nexus.Infrastructure.Tests.Http.StubProvider;

namespace Nexus.Infrastructure.Tests.Http;

public sealed class RetryHandlerTests : IAsyncLifetime
{
    private HttpScene _scene = null!;

    public async Task InitializeAsync() => _scene = await HttpScene.StartAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_failure_on_the_providers_side_is_tried_three_times_more_and_handed_out(int status)
    {
        _scene.Stub.Answer(Status(status));

        using var response = await _scene.GetAsync();

        Assert.Equal((status, 4), ((int)response.StatusCode, _scene.Stub.Requests));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(422)]
    public async Task A_refusal_is_not_tried_again(int status)
    {
        _scene.Stub.Answer(Status(status, "Retry-After: 1"));

        using var response = await _scene.GetAsync();

        Assert.Equal((status, 1), ((int)response.StatusCode, _scene.Stub.Requests));
    }

    [Fact]
    public async Task A_refusal_that_names_no_time_and_goes_on_is_waited_for_as_the_provider_has_it()
    {
        _scene.Stub.Answer(Status(429));

        var failure = await _scene.FailAsync(
            HttpScene.Calls() with
            {
                PauseUnlessTold = now => HttpScene.Start.AddHours(12) - now,
            }
        );

        Assert.Equal(
            (IntegrationFault.RateLimited, HttpScene.Start.AddHours(12), 3),
            (failure.Fault, failure.RetryAt, _scene.Stub.Requests)
        );
    }

    [Fact]
    public async Task The_pauses_are_about_one_two_and_four_seconds()
    {
        _scene.Stub.Answer(Status(500));

        using var response = await _scene.GetAsync();

        Assert.InRange(_scene.Clock.GetUtcNow() - HttpScene.Start, Seconds(7 * 0.75), Seconds(7 * 1.25));
    }

    [Fact]
    public async Task A_connection_that_breaks_is_tried_again()
    {
        _scene.Stub.Answer(Broken, Broken, Status(200));

        using var response = await _scene.GetAsync();

        Assert.Equal((HttpStatusCode.OK, 3), (response.StatusCode, _scene.Stub.Requests));
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_is_unavailable()
    {
        _scene.Stub.Answer(Broken);

        var failure = await _scene.FailAsync();

        Assert.Equal((IntegrationFault.Unavailable, 4), (failure.Fault, _scene.Stub.Requests));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    public async Task What_may_not_be_done_twice_is_tried_once(int status)
    {
        _scene.Stub.Answer(Status(status));

        await Record.ExceptionAsync(() => _scene.SendAsync(new(HttpMethod.Post, "v1/things")));

        Assert.Equal(1, _scene.Stub.Requests);
    }

    [Fact]
    public async Task What_is_marked_repeatable_is_sent_again_with_its_body()
    {
        _scene.Stub.Answer(Status(500), Status(200));
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/report");
        request.Content = new StringContent("what is asked");
        request.Options.Set(ProviderRequests.Repeatable, true);

        using var response = await _scene.SendAsync(request);

        Assert.Equal(["what is asked", "what is asked"], _scene.Stub.Bodies);
    }

    [Fact]
    public async Task A_short_time_that_the_provider_names_is_waited_for_in_full()
    {
        _scene.Stub.Answer(Status(429, "Retry-After: 20"), Status(200));

        using var response = await _scene.GetAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.InRange(_scene.Clock.GetUtcNow() - HttpScene.Start, Seconds(20), Seconds(20.5));
    }

    [Fact]
    public async Task A_long_time_that_the_provider_names_ends_the_call()
    {
        _scene.Stub.Answer(Status(429, "Retry-After: 300"));

        var failure = await _scene.FailAsync();

        Assert.Equal(
            (IntegrationFault.RateLimited, HttpScene.Start.AddSeconds(300), 1),
            (failure.Fault, failure.RetryAt, _scene.Stub.Requests)
        );
    }

    [Fact]
    public async Task Too_many_calls_without_a_time_are_tried_twice_more_and_then_put_off_for_a_minute()
    {
        _scene.Stub.Answer(Status(429));

        var failure = await _scene.FailAsync();

        Assert.Equal((IntegrationFault.RateLimited, 3), (failure.Fault, _scene.Stub.Requests));
        Assert.Equal(_scene.Clock.GetUtcNow().AddSeconds(60), failure.RetryAt);
        Assert.InRange(_scene.Clock.GetUtcNow() - HttpScene.Start, Seconds(2), Seconds(4));
    }

    [Fact]
    public async Task Being_out_of_service_until_later_is_put_off_until_then()
    {
        _scene.Stub.Answer(Status(503, "Retry-After: 600"));

        var failure = await _scene.FailAsync();

        Assert.Equal(
            (IntegrationFault.Unavailable, HttpScene.Start.AddSeconds(600), 1),
            (failure.Fault, failure.RetryAt, _scene.Stub.Requests)
        );
    }

    [Fact]
    public async Task The_providers_own_word_on_repeating_wins_over_the_status()
    {
        var calls = HttpScene.Calls() with
        {
            ShouldRetry = answer => answer.Headers.TryGetValues("Again", out var says) ? says.First() == "true" : null,
        };
        _scene.Stub.Answer(Status(409, "Again: true"), Status(500, "Again: false"));

        using var response = await _scene.GetAsync(calls);

        Assert.Equal((HttpStatusCode.InternalServerError, 2), (response.StatusCode, _scene.Stub.Requests));
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_not_kept_waiting()
    {
        _scene.Stub.Answer(Status(500));
        using var stop = new CancellationTokenSource();
        var call = _scene.Open().GetAsync(new Uri("v1/things", UriKind.Relative), stop.Token);
        await _scene.Stub.ArrivedAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Nothing_that_a_call_carries_is_logged()
    {
        _scene.Stub.Answer(Status(500, "Set-Cookie: secret-cookie"), Broken);
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/things?token=secret-query");
        request.Headers.Add("Authorization", "Bearer secret-key");

        await Assert.ThrowsAsync<IntegrationException>(() => _scene.SendAsync(request));

        Assert.Contains("retry 3", _scene.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", _scene.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("v1/things", _scene.Log.Text, StringComparison.Ordinal);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
