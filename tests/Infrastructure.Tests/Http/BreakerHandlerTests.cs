using System.Net;
using Nexus.Application.Integrations;
using static Nexus.Infrastructure.Tests.Http.StubProvider;

namespace Nexus.Infrastructure.Tests.Http;

public sealed class BreakerHandlerTests : IAsyncLifetime
{
    private HttpScene _scene = null!;

    public async Task InitializeAsync() => _scene = await HttpScene.StartAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task A_provider_that_keeps_failing_is_left_alone()
    {
        _scene.Stub.Answer(Status(500));
        using var failed = await _scene.GetAsync();
        await _scene.FailAsync();

        var failure = await _scene.FailAsync();

        Assert.Equal((IntegrationFault.Unavailable, 5), (failure.Fault, _scene.Stub.Requests));
        Assert.NotNull(failure.RetryAt);
    }

    [Fact]
    public async Task Failures_of_one_credential_leave_the_others_alone()
    {
        _scene.Stub.Answer(Broken);
        await _scene.FailAsync(HttpScene.Calls("key 1"));
        await _scene.FailAsync(HttpScene.Calls("key 1"));
        _scene.Stub.Answer(Status(200));
        await _scene.FailAsync(HttpScene.Calls("key 1"));

        using var response = await _scene.GetAsync(HttpScene.Calls("key 2"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_credential_that_is_refused_again_and_again_opens_nothing(int status)
    {
        _scene.Stub.Answer(Status(status));

        for (var call = 0; call < 20; call++)
            (await _scene.GetAsync()).Dispose();

        Assert.Equal(20, _scene.Stub.Requests);
    }

    [Fact]
    public async Task Too_many_calls_open_nothing()
    {
        _scene.Stub.Answer(Status(429));

        for (var call = 0; call < 5; call++)
            Assert.Equal(IntegrationFault.RateLimited, (await _scene.FailAsync()).Fault);

        Assert.Equal(15, _scene.Stub.Requests);
    }

    [Fact]
    public async Task It_is_tried_again_after_thirty_seconds()
    {
        _scene.Stub.Answer(Status(500));
        using var failed = await _scene.GetAsync();
        await _scene.FailAsync();
        _scene.Stub.Answer(Status(200));

        _scene.Clock.Advance(TimeSpan.FromSeconds(30));

        using var response = await _scene.GetAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
