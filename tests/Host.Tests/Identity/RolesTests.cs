using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Authorisation;
using Nexus.Testing.Http;
using Nexus.Testing.Http.Pages;

namespace Nexus.Host.Tests.Identity;

/// <summary>Every address of Nexus, asked by everyone.</summary>
public sealed class RolesTests(PagesFixture nexus) : IClassFixture<PagesFixture>
{
    /// <summary>Open to whoever comes. What is added here is open to the whole world.</summary>
    private static readonly string[] Open =
    [
        "GET /api/health",
        "GET /health/live",
        "GET /health/ready",
        "GET /invitations/{token}",
        "GET /metrics", // from the loopback; by a key of the operator from elsewhere
        "GET /oauth/{provider}/callback",
        "GET /openapi/v1.json",
        "GET /share/{token}",
        "GET /sign-in",
        "GET /welcome/{token}",
        "POST /invitations/{token}",
        "POST /sign-in",
        "POST /sign-out",
        "POST /theme",
        "POST /webhooks/{provider}/{connection:guid}",
        "POST /welcome/{token}",
    ];

    /// <summary>What takes another right than reading for GET and writing for the rest.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["GET /api/v1/api-keys"] = Right.Admin,
        ["POST /api/v1/api-keys"] = Right.Admin,
        ["DELETE /api/v1/api-keys/{id:guid}"] = Right.Admin,
        ["PATCH /api/v1/workspace"] = Right.Admin,
        ["POST /api/v1/workspaces"] = Right.Operator,
        ["POST /api/v1/kpis/query"] = Right.Read,
        ["POST /api/v1/connections"] = Right.Admin,
        ["PATCH /api/v1/connections/{id:guid}"] = Right.Admin,
        ["DELETE /api/v1/connections/{id:guid}"] = Right.Admin,
        ["POST /api/v1/connections/{id:guid}/pause"] = Right.Admin,
        ["POST /api/v1/connections/{id:guid}/resume"] = Right.Admin,
        ["GET /oauth/{provider}/authorize"] = Right.Admin,
        ["GET /status/{id:guid}/diagnosis"] = Right.Write, // asks the provider
        ["GET /kpis/{key}/override"] = Right.Write,
        ["GET /kpis/{key}/goal"] = Right.Write,
        ["GET /kpis/{key}/goal/{id:guid}/remove"] = Right.Write,
        ["GET /kpis/{key}/notes/{id:guid}/remove"] = Right.Write,
        ["GET /dashboards/{id:guid}/tiles/{tile:guid}/remove"] = Right.Write,
        ["GET /dashboards/{id:guid}/share/{link:guid}/revoke"] = Right.Write,
        ["GET /runs/{id:guid}/cancel"] = Right.Write,
        ["GET /connections/{id:guid}/rejects/{reject:long}"] = Right.Write, // may hold what is personal
        ["GET /connections/new/{provider}/discard"] = Right.Admin,
        ["GET /settings/members/invitations/{id:guid}/revoke"] = Right.Admin,
        ["GET /goals/new"] = Right.Write,
        ["GET /notes/new"] = Right.Write,
        ["GET /notes/{id:guid}"] = Right.Write,
        ["GET /kpis/{key}/goal/{id:guid}"] = Right.Write,
        ["GET /dashboards/{id:guid}/tiles/new"] = Right.Write,
        ["GET /dashboards/{id:guid}/tiles/{tile:guid}"] = Right.Write,
        ["GET /dashboards/new"] = Right.Write,
        ["GET /dashboards/{id:guid}/settings"] = Right.Write,
        ["GET /dashboards/{id:guid}/delete"] = Right.Write,
        ["GET /dashboards/{id:guid}/share"] = Right.Write,
        ["GET /api/v1/dashboards/{id:guid}/share-links"] = Right.Write,
        ["GET /connections/{id:guid}/test"] = Right.Write,
        ["GET /connections/{id:guid}/test/checks"] = Right.Write,
        ["GET /connections/new/{provider}"] = Right.Admin,
        ["POST /connections/new/{provider}"] = Right.Admin,
        ["GET /connections/new/{provider}/consent"] = Right.Admin,
        ["GET /connections/new/{provider}/granted"] = Right.Admin,
        ["GET /connections/new/{provider}/configure"] = Right.Admin,
        ["POST /connections/new/{provider}/configure"] = Right.Admin,
        ["GET /connections/new/{provider}/test"] = Right.Admin,
        ["GET /connections/new/{provider}/test/checks"] = Right.Admin,
        ["POST /connections/new/{provider}/complete"] = Right.Admin,
        ["GET /connections/new/{provider}/complete"] = Right.Admin,
        ["POST /connections/new/{provider}/discard"] = Right.Admin,
        ["POST /connections/{id:guid}/pause"] = Right.Admin,
        ["POST /connections/{id:guid}/resume"] = Right.Admin,
        ["POST /connections/{id:guid}/settings"] = Right.Admin,
        ["POST /connections/{id:guid}/credentials"] = Right.Admin,
        ["GET /connections/{id:guid}/consent"] = Right.Admin,
        ["POST /connections/{id:guid}/disconnect"] = Right.Admin,
        ["GET /connections/{id:guid}/disconnect"] = Right.Admin,
        ["GET /uploads/{id:guid}/file"] = Right.Write,
        ["GET /uploads/{id:guid}/columns"] = Right.Write,
        ["GET /uploads/{id:guid}/data-set"] = Right.Write,
        ["GET /uploads/{id:guid}/check"] = Right.Write,
        ["POST /account/password"] = Right.Read,
        ["POST /account/sessions/end"] = Right.Read,
        ["POST /account/sessions/{id:guid}/end"] = Right.Read,
        ["POST /workspaces"] = Right.Read,
        ["GET /workspaces/new"] = Right.Owner,
        ["POST /workspaces/new"] = Right.Owner,
        ["POST /settings"] = Right.Admin,
        ["POST /settings/members/invitations"] = Right.Admin,
        ["POST /settings/members/invitations/{id:guid}/revoke"] = Right.Admin,
        ["POST /settings/members/{person:guid}/role"] = Right.Admin,
        ["GET /settings/members/{person:guid}/remove"] = Right.Admin,
        ["POST /settings/members/{person:guid}/remove"] = Right.Admin,
        ["GET /settings/api-keys"] = Right.Admin,
        ["POST /settings/api-keys"] = Right.Admin,
        ["GET /settings/api-keys/{id:guid}/revoke"] = Right.Admin,
        ["POST /settings/api-keys/{id:guid}/revoke"] = Right.Admin,
    };

    private IReadOnlyList<MappedRoute> Routes => MappedRoute.All(nexus.Node.Services.GetServices<EndpointDataSource>());

    [Fact]
    public void Nothing_is_open_to_everyone_that_is_not_meant_to_be() =>
        Assert.Equal(
            Open,
            Routes.Where(route => route.IsOpen).Select(route => route.ToString()).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Every_exception_is_of_an_address_that_there_is() =>
        Assert.Empty(Exceptions.Keys.Except(Routes.Select(route => route.ToString()), StringComparer.Ordinal));

    [Theory]
    [InlineData("viewer", Right.Read)]
    [InlineData("editor", Right.Write)]
    [InlineData("admin", Right.Admin)]
    [InlineData("owner", Right.Owner)]
    public async Task A_role_reaches_the_pages_that_it_covers_and_no_others(string role, string right)
    {
        using var person = nexus.SignIn(role);
        var wrong = new List<string>();
        foreach (var route in Routes.Where(route => route is { IsPage: true, IsOpen: false }))
        {
            var answer = await person.SendAsync(route.Method, route.Url);
            var refused = answer.Status == HttpStatusCode.Forbidden;
            if (refused == Right.Covers([right], Needed(route)))
                wrong.Add($"{route}: {answer.Status}");
        }
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("viewer", false)]
    [InlineData("editor", false)]
    [InlineData("admin", true)]
    [InlineData("owner", true)]
    public async Task A_consent_at_a_provider_is_begun_by_those_who_may_connect(string role, bool may)
    {
        using var person = nexus.SignIn(role);

        var answer = await person.GetAsync("/oauth/google-analytics/authorize");

        Assert.Equal(!may, answer.Status == HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_stranger_is_sent_to_sign_in_by_every_page()
    {
        using var stranger = nexus.Stranger();
        var wrong = new List<string>();
        foreach (var route in Routes.Where(route => route is { IsPage: true, IsOpen: false }))
        {
            var answer = await stranger.SendAsync(route.Method, route.Url);
            if (answer.Location?.StartsWith("/sign-in?", StringComparison.Ordinal) != true)
                wrong.Add($"{route}: {answer.Status}");
        }
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(Right.Read)]
    [InlineData(Right.Write)]
    [InlineData(Right.Admin)]
    [InlineData(Right.Operator)]
    public async Task A_key_reaches_the_addresses_that_its_scope_covers_and_no_others(string scope)
    {
        var (_, key) = await nexus.Node.NewKeyAsync(nexus.OperatorKey, scope);
        using var client = nexus.Node.Client(key);
        var wrong = new List<string>();
        foreach (var route in Routes.Where(route => route is { IsPage: false, IsOpen: false }))
        {
            var status = await AskAsync(client, route);
            var refused = status is HttpStatusCode.Forbidden;
            if (refused == Right.Covers([scope], Needed(route)) || status == HttpStatusCode.Unauthorized)
                wrong.Add($"{route}: {status}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Without_a_key_the_api_answers_nothing()
    {
        using var client = nexus.Node.Client();
        var wrong = new List<string>();
        foreach (var route in Routes.Where(route => route is { IsPage: false, IsOpen: false }))
        {
            if (await AskAsync(client, route) is var status and not HttpStatusCode.Unauthorized)
                wrong.Add($"{route}: {status}");
        }
        Assert.Empty(wrong);
    }

    private static string Needed(MappedRoute route) =>
        Exceptions.GetValueOrDefault(route.ToString()) ?? (route.Method == "GET" ? Right.Read : Right.Write);

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, MappedRoute route)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), route.Url);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode;
    }
}
