using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Http;
using static Nexus.Infrastructure.Tests.Http.StubProvider;

namespace Nexus.Infrastructure.Tests.Http;

public sealed class OriginHandlerTests : IAsyncLifetime
{
    private HttpScene _scene = null!;
    private StubProvider _elsewhere = null!;

    public async Task InitializeAsync()
    {
        _scene = await HttpScene.StartAsync();
        _scene.Stub.Answer(Status(200));
        _elsewhere = await StubProvider.StartAsync();
        _elsewhere.Answer(Status(200));
    }

    public async Task DisposeAsync()
    {
        await _scene.DisposeAsync();
        await _elsewhere.DisposeAsync();
    }

    [Fact]
    public async Task An_address_of_the_providers_own_host_may_be_whole()
    {
        using var response = await _scene.SendAsync(new(HttpMethod.Get, new Uri(_scene.Stub.Address, "next?page=2")));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_next_page_at_another_host_is_not_asked_for()
    {
        var failure = await Assert.ThrowsAsync<IntegrationException>(() =>
            _scene.SendAsync(new(HttpMethod.Get, _elsewhere.Address))
        );

        Assert.Equal((IntegrationFault.UnexpectedResponse, 0), (failure.Fault, _elsewhere.Requests));
    }

    [Fact]
    public async Task An_address_that_carries_a_user_is_not_called()
    {
        var address = new UriBuilder(_scene.Stub.Address) { UserName = "user" }.Uri;

        await Assert.ThrowsAsync<IntegrationException>(() => _scene.SendAsync(new(HttpMethod.Get, address)));

        Assert.Equal(0, _scene.Stub.Requests);
    }

    [Theory]
    [InlineData("http://provider.example/")]
    [InlineData("https://provider.example:8443/")]
    public async Task An_address_other_than_https_at_its_usual_port_needs_the_operator(string address)
    {
        using var http = new ProviderHttp(
            ProviderAddresses.None,
            new OpenBudgets(),
            (_, _) => throw new InvalidOperationException("Nothing is looked up."),
            _scene.Clock,
            NullLogger<ProviderHttp>.Instance
        );
        using var client = http.Open(HttpScene.Calls() with { Address = new Uri(address) });

        var failure = await Assert.ThrowsAsync<IntegrationException>(() =>
            client.GetAsync(new Uri("v1/things", UriKind.Relative))
        );

        Assert.Equal(IntegrationFault.OperatorFault, failure.Fault);
    }

    [Fact]
    public async Task A_provider_whose_name_leads_inside_is_the_operators_to_mend_and_not_tried_again()
    {
        var lookups = 0;
        using var http = new ProviderHttp(
            ProviderAddresses.None,
            new OpenBudgets(),
            (_, _) =>
            {
                lookups++;
                return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
            },
            _scene.Clock,
            NullLogger<ProviderHttp>.Instance
        );
        using var client = http.Open(HttpScene.Calls());

        var failure = await Assert.ThrowsAsync<IntegrationException>(() =>
            _scene.PassTimeAsync(client.GetAsync(new Uri("v1/things", UriKind.Relative)))
        );

        Assert.Equal((IntegrationFault.OperatorFault, 1), (failure.Fault, lookups));
    }
}
