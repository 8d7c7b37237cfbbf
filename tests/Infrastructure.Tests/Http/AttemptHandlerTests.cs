using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Http;
using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Nexus.Infrastructure.Http;
using static Nexus.Infrastructure.Tests.Http.StubProvider;

namespace Nexus.Infrastructure.Tests.Http;

public sealed class AttemptHandlerTests : IAsyncLifetime
{
    private HttpScene _scene = null!;

    public async Task InitializeAsync() => _scene = await HttpScene.StartAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task An_answer_that_breaks_off_is_tried_again()
    {
        _scene.Stub.Answer(HalfBody, Status(200));

        using var response = await _scene.GetAsync();

        Assert.Equal("{}", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Every_attempt_is_counted_for_whoever_counts()
    {
        _scene.Stub.Answer(HalfBody, Status(200));
        using var meter = CallMeter.Open();

        using var response = await _scene.GetAsync();

        Assert.Equal(2, meter.Calls);
    }

    [Fact]
    public async Task An_answer_that_always_breaks_off_is_never_handed_out()
    {
        _scene.Stub.Answer(HalfBody);

        var failure = await _scene.FailAsync();

        Assert.Equal((IntegrationFault.Unavailable, 4), (failure.Fault, _scene.Stub.Requests));
    }

    [Fact]
    public async Task A_packed_answer_that_cannot_be_unpacked_is_never_handed_out()
    {
        _scene.Stub.Answer(Packed("{\"a\": 1}"u8.ToArray()));

        var failure = await _scene.FailAsync();

        Assert.Equal((IntegrationFault.Unavailable, 4), (failure.Fault, _scene.Stub.Requests));
    }

    [Fact]
    public async Task An_answer_that_stalls_is_given_up_after_thirty_seconds_and_tried_again()
    {
        _scene.Stub.Answer(StalledBody, Status(200));
        var call = _scene.Open().GetAsync(new Uri("v1/things", UriKind.Relative));
        await _scene.Stub.ArrivedAsync();

        _scene.Clock.Advance(TimeSpan.FromSeconds(30));

        using var response = await _scene.PassTimeAsync(call);
        Assert.Equal((HttpStatusCode.OK, 2), (response.StatusCode, _scene.Stub.Requests));
    }

    [Fact]
    public async Task An_answer_that_does_not_end_in_time_is_a_provider_that_is_unavailable()
    {
        _scene.Stub.Answer(StalledBody);
        var call = _scene.Open().PostAsync(new Uri("v1/things", UriKind.Relative), content: null);
        await _scene.Stub.ArrivedAsync();

        _scene.Clock.Advance(TimeSpan.FromSeconds(30));

        var failure = await Assert.ThrowsAsync<IntegrationException>(() => _scene.PassTimeAsync(call));
        Assert.Equal(IntegrationFault.Unavailable, failure.Fault);
        Assert.Contains("within 30 seconds", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_packed_answer_is_unpacked_and_says_no_more_that_it_was_packed()
    {
        _scene.Stub.Answer(Packed(Pack("{\"a\": 1}"u8.ToArray())));

        using var response = await _scene.GetAsync();

        Assert.Equal("{\"a\": 1}", await response.Content.ReadAsStringAsync());
        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.Equal(8, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task A_small_answer_that_unpacks_to_a_large_one_is_stopped_at_the_cap()
    {
        var bomb = Pack(Enumerable.Repeat((byte)' ', AttemptHandler.LargestAnswer + 1));
        Assert.True(bomb.Length < 64 * 1024);
        _scene.Stub.Answer(Packed(bomb));

        var failure = await _scene.FailAsync();

        Assert.Equal((IntegrationFault.UnexpectedResponse, 1), (failure.Fault, _scene.Stub.Requests));
    }

    [Fact]
    public async Task An_answer_at_the_cap_is_read()
    {
        _scene.Stub.Answer(Packed(Pack(Enumerable.Repeat((byte)' ', AttemptHandler.LargestAnswer))));

        using var response = await _scene.GetAsync();

        Assert.Equal(AttemptHandler.LargestAnswer, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task An_answer_that_says_it_is_too_large_is_not_read()
    {
        _scene.Stub.Answer(context =>
        {
            context.Response.ContentLength = AttemptHandler.LargestAnswer + 1L;
            return StalledBody(context);
        });

        var failure = await _scene.FailAsync();

        Assert.Equal(IntegrationFault.UnexpectedResponse, failure.Fault);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_never_followed(int status)
    {
        await using var elsewhere = await StubProvider.StartAsync();
        elsewhere.Answer(Status(200));
        _scene.Stub.Answer(Status(status, $"Location: {elsewhere.Address}"));

        var failure = await _scene.FailAsync();

        Assert.Equal(
            (IntegrationFault.UnexpectedResponse, 1, 0),
            (failure.Fault, _scene.Stub.Requests, elsewhere.Requests)
        );
    }

    [Fact]
    public async Task A_cookie_of_one_answer_is_not_sent_with_the_next_call()
    {
        string? cookie = null;
        _scene.Stub.Answer(
            Status(200, "Set-Cookie: session=1; Path=/"),
            context =>
            {
                cookie = context.Request.Headers.Cookie;
                return Task.CompletedTask;
            }
        );
        using var first = await _scene.GetAsync();

        using var second = await _scene.GetAsync();

        Assert.Equal("", cookie ?? "");
    }

    private static Func<HttpContext, Task> Packed(byte[] body) =>
        async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        };

    private static byte[] Pack(IEnumerable<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(bytes.ToArray());
        return packed.ToArray();
    }
}
