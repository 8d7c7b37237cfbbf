using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Api;

public sealed class ApiKeyEndpointsTests(NexusFixture nexus) : IClassFixture<NexusFixture>
{
    [Theory]
    [InlineData("""{"scopes":["read"]}""", "name")]
    [InlineData("""{"name":"a"}""", "scopes")]
    [InlineData("""{"name":"a","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"a","scopes":["root"]}""", "scopes")]
    [InlineData("""{"name":"a","scopes":[null]}""", "scopes")]
    [InlineData("""{"name":"a","scopes":["read"],"expiresAt":"2001-01-01T00:00:00Z"}""", "expiresAt")]
    public async Task An_invalid_key_is_refused(string body, string field)
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var answer = await client.PostAsync("/api/v1/api-keys", content);

        var problem = await ProblemAssert.IsAsync(HttpStatusCode.BadRequest, "validation_failed", answer);
        Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task A_key_grants_no_scope_that_it_lacks()
    {
        using var client = nexus.Node.Client(await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey));

        using var answer = await client.PostAsJsonAsync(
            "/api/v1/api-keys",
            new { name = "Up", scopes = new[] { "read", "operator" } }
        );

        var problem = await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "scope_not_grantable", answer);
        Assert.Equal("operator", problem.GetProperty("scope").GetString());
    }

    [Fact]
    public async Task The_last_admin_key_stays()
    {
        using var client = nexus.Node.Client(await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey));
        var list = await client.GetFromJsonAsync<JsonElement>("/api/v1/api-keys");
        var own = list.GetProperty("items")[0].GetProperty("id").GetGuid();

        using var answer = await client.DeleteAsync($"/api/v1/api-keys/{own}");

        await ProblemAssert.IsAsync(HttpStatusCode.Conflict, "last_key", answer);
    }

    [Fact]
    public async Task An_operators_key_is_not_an_admins_to_revoke()
    {
        var (_, admin) = await nexus.Node.NewKeyAsync(nexus.OperatorKey, "admin");
        var (id, _) = await nexus.Node.NewKeyAsync(nexus.OperatorKey, "operator");
        using var client = nexus.Node.Client(admin);

        using var answer = await client.DeleteAsync($"/api/v1/api-keys/{id}");

        await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "operator_key", answer);
    }

    [Fact]
    public async Task A_key_is_shown_once_and_stored_nowhere()
    {
        var (id, key) = await nexus.Node.NewKeyAsync(nexus.OperatorKey, "read", "write");
        Assert.Matches("^nx_[a-z0-9]{8}_[A-Za-z0-9_-]{43}$", key);
        using var client = nexus.Node.Client(nexus.OperatorKey);

        var list = await client.GetStringAsync("/api/v1/api-keys?limit=200");

        Assert.Contains(id.ToString(), list, StringComparison.Ordinal);
        Assert.Contains(key[..11], list, StringComparison.Ordinal);
        Assert.DoesNotContain(key[12..], list, StringComparison.Ordinal);
        await using var administrator = Npgsql.NpgsqlDataSource.Create(nexus.Database.Administrator);
        await using var dump = administrator.CreateCommand(
            "select (select string_agg(k::text, '') from nexus.api_key k) || (select string_agg(e::text, '') from nexus.audit_event e)"
        );
        Assert.DoesNotContain(key[12..], (string)(await dump.ExecuteScalarAsync())!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_listed_page_by_page()
    {
        var admin = await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey);
        for (var i = 0; i < 4; i++)
            await nexus.Node.NewKeyAsync(admin, "read");
        using var client = nexus.Node.Client(admin);

        var seen = new List<Guid>();
        string? cursor = "";
        do
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/api/v1/api-keys?limit=2{cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("cursor").GetString() is { } next ? $"&cursor={next}" : null;
        } while (cursor is not null);

        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(5, seen.Count);
    }

    [Fact]
    public async Task Making_and_revoking_keys_is_told_in_the_audit_trail()
    {
        var (id, _) = await nexus.Node.NewKeyAsync(nexus.OperatorKey, "read");
        using var client = nexus.Node.Client(nexus.OperatorKey);
        using var first = await client.DeleteAsync($"/api/v1/api-keys/{id}");
        using var again = await client.DeleteAsync($"/api/v1/api-keys/{id}");
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (first.StatusCode, again.StatusCode));

        await using var administrator = Npgsql.NpgsqlDataSource.Create(nexus.Database.Administrator);
        await using var trail = administrator.CreateCommand(
            $"select string_agg(actor || ' ' || action, ', ' order by event_id) from nexus.audit_event where subject = '{id}'"
        );
        var actor = $"key:{nexus.OperatorKey[..11]}";
        Assert.Equal($"{actor} api_key.created, {actor} api_key.revoked", await trail.ExecuteScalarAsync());
    }
}
