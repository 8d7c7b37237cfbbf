using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Integrations;
using Nexus.Application.OAuth;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Http;
using Nexus.Infrastructure.Tests.Http;
using Nexus.Testing.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Storage;

namespace Nexus.Infrastructure.Tests.OAuth;

public sealed class TokenEndpointTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private static readonly string[] Keys = ["google-analytics", "google-sheets", "linkedin-ads", "meta-ads", "notion"];

    private StubProvider _stub = null!;
    private NexusServices _nexus = null!;
    private AsyncServiceScope _scope;

    public static TheoryData<string> Providers => [.. Keys];

    public async Task InitializeAsync()
    {
        _stub = await StubProvider.StartAsync();
        _nexus = Open();
        _scope = _nexus.Enter(await _nexus.CreateWorkspaceAsync());
    }

    public async Task DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _nexus.DisposeAsync();
        await _stub.DisposeAsync();
    }

    [Fact]
    public void Every_provider_that_people_consent_at_is_among_them() =>
        Assert.Equal(
            Keys,
            _scope
                .ServiceProvider.GetRequiredService<Connectors>()
                .All.OfType<IAuthorisesByOAuth>()
                .Select(module => module.Descriptor.Key)
                .Order()
        );

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_refusal_that_comes_with_status_200_is_no_success(string provider)
    {
        var refused = await RefusedAsync(
            provider,
            200,
            """{"error":"bad_verification_code","access_token":"stolen"}"""
        );

        Assert.Equal(IntegrationFault.UnexpectedResponse, refused.Fault);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_answer_without_a_token_is_no_success(string provider)
    {
        foreach (var body in new[] { "{}", """{"access_token":""}""", """{"access_token":17}""", "[]", "null" })
            Assert.Equal(IntegrationFault.UnexpectedResponse, (await RefusedAsync(provider, 200, body)).Fault);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_page_in_place_of_an_answer_is_no_success(string provider)
    {
        await Assert.ThrowsAsync<IntegrationException>(() => ExchangeAsync(provider, 200, "<html>Sign in</html>"));

        Assert.Equal(IntegrationFault.Unavailable, (await RefusedAsync(provider, 502, "<html>Bad</html>")).Fault);
    }

    [Theory]
    [InlineData("invalid_grant", IntegrationFault.NeedsReauthorisation)]
    [InlineData("access_denied", IntegrationFault.NeedsReauthorisation)]
    [InlineData("invalid_client", IntegrationFault.OperatorFault)]
    [InlineData("redirect_uri_mismatch", IntegrationFault.OperatorFault)]
    [InlineData("temporarily_unavailable", IntegrationFault.Unavailable)]
    [InlineData("something_new", IntegrationFault.UnexpectedResponse)]
    public async Task What_a_refusal_means_is_told_by_its_code(string code, IntegrationFault fault) =>
        Assert.Equal(
            fault,
            (await RefusedAsync("google-analytics", 400, JsonSerializer.Serialize(new { error = code }))).Fault
        );

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Nothing_of_what_a_provider_says_is_repeated(string provider)
    {
        const string Body = """{"error":"invalid_grant","error_description":"code hunter2 of client s3cret is over"}""";

        var refused = await RefusedAsync(provider, 400, Body);

        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refused.ToString(), StringComparison.Ordinal);
    }

    private NexusServices Open() =>
        new(
            postgres.App,
            TimeProvider.System,
            services =>
                services
                    .AddSingleton<IRateBudgets, GrantingBudgets>()
                    .AddSingleton(
                        ProviderAddresses.Read([
                            .. Keys.Select(key => new KeyValuePair<string, string?>(
                                $"{key}:TokenUrl",
                                $"{_stub.Address}token"
                            )),
                        ])
                    )
        );

    private Task<IntegrationException> RefusedAsync(string provider, int status, string body) =>
        Assert.ThrowsAsync<IntegrationException>(() => ExchangeAsync(provider, status, body));

    private Task<TokenAnswer> ExchangeAsync(string provider, int status, string body)
    {
        _stub.Answer(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = body.StartsWith('<') ? "text/html" : "application/json";
            await context.Response.WriteAsync(body, context.RequestAborted);
        });
        var module = (IAuthorisesByOAuth)_scope.ServiceProvider.GetRequiredService<Connectors>().Find(provider)!;
        return _scope
            .ServiceProvider.GetRequiredService<ITokenEndpoint>()
            .ExchangeAsync(
                module,
                new OAuthClient("nexus", new Secret("s3cret")),
                "hunter2",
                proof: null,
                new Uri("https://nexus.example.org/oauth/callback"),
                CancellationToken.None
            );
    }
}
