using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Api;

public sealed class WorkspaceEndpointsTests(NexusFixture nexus) : IClassFixture<NexusFixture>
{
    [Theory]
    [InlineData("""{}""", "name", "timeZone", "currency")]
    [InlineData("""{"name":" ","timeZone":"UTC","currency":"EUR"}""", "name")]
    [InlineData("""{"name":"a","timeZone":"Mars/Olympus","currency":"EUR"}""", "timeZone")]
    [InlineData("""{"name":"a","timeZone":"posix/Europe/Berlin","currency":"EUR"}""", "timeZone")]
    [InlineData("""{"name":"a","timeZone":"../../etc/passwd","currency":"EUR"}""", "timeZone")]
    [InlineData("""{"name":"a","timeZone":"Europe/Berlin'; drop table x","currency":"EUR"}""", "timeZone")]
    [InlineData("""{"name":"a","timeZone":"UTC","currency":"eur"}""", "currency")]
    [InlineData("""{"name":"a","timeZone":"UTC","currency":"XQX"}""", "currency")]
    public async Task A_workspace_with_invalid_settings_is_refused_field_by_field(string body, params string[] fields)
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);

        using var answer = await client.PostAsync("/api/v1/workspaces", Json(body));

        var problem = await ProblemAssert.IsAsync(HttpStatusCode.BadRequest, "validation_failed", answer);
        Assert.Equal(fields, problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task A_new_workspace_has_an_admin_key_that_is_no_operators()
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);
        using var created = await client.PostAsJsonAsync(
            "/api/v1/workspaces",
            new
            {
                name = "Ünïcode GmbH",
                timeZone = "Europe/Berlin",
                currency = "EUR",
            }
        );
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("no-store", created.Headers.CacheControl?.ToString());
        var body = await created.Content.ReadFromJsonAsync<JsonElement>();

        using var its = nexus.Node.Client(body.GetProperty("apiKey").GetString());
        var shown = await its.GetFromJsonAsync<JsonElement>("/api/v1/workspace");
        Assert.Equal(body.GetProperty("id").GetGuid(), shown.GetProperty("id").GetGuid());
        Assert.Equal("Ünïcode GmbH", shown.GetProperty("name").GetString());
        Assert.Equal("Europe/Berlin", shown.GetProperty("timeZone").GetString());
        Assert.Equal("monday", shown.GetProperty("weekStart").GetString());
        using var refused = await its.PostAsJsonAsync("/api/v1/workspaces", new { });
        await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "insufficient_scope", refused);
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"timeZone":"Nowhere"}""", "timeZone")]
    [InlineData("""{"currency":"EURO"}""", "currency")]
    [InlineData("""{"weekStart":"someday"}""", "weekStart")]
    public async Task An_invalid_change_changes_nothing(string body, string field)
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);
        var before = await client.GetStringAsync("/api/v1/workspace");

        using var answer = await client.PatchAsync("/api/v1/workspace", Json(body));

        var problem = await ProblemAssert.IsAsync(HttpStatusCode.BadRequest, "validation_failed", answer);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));
        Assert.Equal(before, await client.GetStringAsync("/api/v1/workspace"));
    }

    [Fact]
    public async Task A_change_leaves_what_it_does_not_name()
    {
        var key = await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey, "Asia/Tokyo");
        using var client = nexus.Node.Client(key);

        using var answer = await client.PatchAsync("/api/v1/workspace", Json("""{"weekStart":"sunday"}"""));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var shown = await client.GetFromJsonAsync<JsonElement>("/api/v1/workspace");
        Assert.Equal("sunday", shown.GetProperty("weekStart").GetString());
        Assert.Equal("Asia/Tokyo", shown.GetProperty("timeZone").GetString());
    }

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");
}
