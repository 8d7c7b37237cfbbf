using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Testing;
using Nexus.Testing.Http;
using Nexus.Testing.Postgres;

namespace Nexus.Host.Tests.Identity;

public sealed class ApiKeyAuthenticationTests(NexusFixture nexus) : IClassFixture<NexusFixture>
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer nx_short")]
    [InlineData("Bearer nx_abcdefgh_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Basic dXNlcjpwYXNzd29yZC10aGF0LWlzLWxvbmctZW5vdWdo")]
    [InlineData("nx_abcdefgh_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Without_a_key_in_use_the_answer_is_always_the_same(string? authorization)
    {
        using var client = nexus.Node.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/workspace");
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var answer = await client.SendAsync(request);

        await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthenticated", answer);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task Two_authorization_headers_are_none()
    {
        using var client = nexus.Node.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/workspace");
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            [$"Bearer {nexus.OperatorKey}", $"Bearer {nexus.OperatorKey}"]
        );

        using var answer = await client.SendAsync(request);

        await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthenticated", answer);
    }

    [Fact]
    public async Task An_expired_key_is_told_so()
    {
        var (id, key) = await nexus.Node.NewKeyAsync(nexus.OperatorKey, "read");
        await ExecuteAsync($"update nexus.api_key set expires_at = now() - interval '1 s' where key_id = '{id}'");

        using var client = nexus.Node.Client(key);
        using var answer = await client.GetAsync("/api/v1/workspace");

        await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "api_key_expired", answer);
    }

    [Fact]
    public async Task A_key_that_is_revoked_here_looks_like_an_unknown_one_from_the_next_call_on()
    {
        var (id, key) = await nexus.Node.NewKeyAsync(nexus.OperatorKey, "read");
        using var client = nexus.Node.Client(key);
        using var before = await client.GetAsync("/api/v1/workspace");
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        using var admin = nexus.Node.Client(nexus.OperatorKey);
        using var revoked = await admin.DeleteAsync($"/api/v1/api-keys/{id}");
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);

        using var answer = await client.GetAsync("/api/v1/workspace");

        await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthenticated", answer);
    }

    [Theory]
    [InlineData("GET", "/api/v1/workspace", "read", null)]
    [InlineData("PATCH", "/api/v1/workspace", "read", "admin")]
    [InlineData("PATCH", "/api/v1/workspace", "write", "admin")]
    [InlineData("GET", "/api/v1/api-keys", "write", "admin")]
    [InlineData("POST", "/api/v1/api-keys", "write", "admin")]
    [InlineData("POST", "/api/v1/workspaces", "admin", "operator")]
    [InlineData("POST", "/api/v1/imports", "read", "write")]
    [InlineData("GET", "/api/v1/imports", "operator", "read")]
    [InlineData("GET", "/api/v1/connections", "admin", null)]
    public async Task A_scope_that_is_missing_is_named(string method, string path, string held, string? needed)
    {
        var (_, key) = await nexus.Node.NewKeyAsync(nexus.OperatorKey, held);
        using var client = nexus.Node.Client(key);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await client.SendAsync(request);

        if (needed is null)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return;
        }
        var problem = await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "insufficient_scope", answer);
        Assert.Equal(needed, problem.GetProperty("scope").GetString());
    }

    [Fact]
    public async Task A_revocation_counts_on_every_node_within_a_second()
    {
        var clock = new FixedClock(TimeProvider.System.GetUtcNow());
        await using var other = await RunningNexus.StartAsync(
            nexus.Database,
            builder => builder.Services.AddSingleton<TimeProvider>(clock)
        );
        var (id, key) = await nexus.Node.NewKeyAsync(nexus.OperatorKey, "read");
        using var there = other.Client(key);
        using var before = await there.GetAsync("/api/v1/workspace");
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        using var admin = nexus.Node.Client(nexus.OperatorKey);
        using var revoked = await admin.DeleteAsync($"/api/v1/api-keys/{id}");

        clock.Advance(TimeSpan.FromMilliseconds(500));
        using var after = await there.GetAsync("/api/v1/workspace");
        await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthenticated", after);
    }

    [Fact]
    public async Task The_last_use_of_a_key_is_noted()
    {
        var (id, key) = await nexus.Node.NewKeyAsync(nexus.OperatorKey, "read");
        using var client = nexus.Node.Client(key);
        using var used = await client.GetAsync("/api/v1/workspace");

        using var admin = nexus.Node.Client(nexus.OperatorKey);
        JsonElement shown;
        var started = Stopwatch.GetTimestamp();
        do
        {
            var page = await admin.GetFromJsonAsync<JsonElement>("/api/v1/api-keys?limit=200");
            shown = page.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("id").GetGuid() == id);
        } while (
            shown.GetProperty("lastUsedAt").ValueKind == JsonValueKind.Null
            && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10)
        );

        Assert.Equal(JsonValueKind.String, shown.GetProperty("lastUsedAt").ValueKind);
        Assert.False(shown.TryGetProperty("key", out _));
    }

    [Fact]
    public async Task The_scheme_is_read_in_any_case()
    {
        using var client = nexus.Node.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("bearer", nexus.OperatorKey);

        using var answer = await client.GetAsync("/api/v1/workspace");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task ExecuteAsync(string sql) =>
        await (await TestPostgres.GetAsync()).ExecuteAsync(sql, nexus.Database.Name);
}
