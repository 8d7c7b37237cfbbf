using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Api;

[Collection(nameof(OneNode))]
public sealed class DashboardEndpointsTests(NexusFixture nexus)
{
    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync($"/api/v1/{path}", body);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    [Fact]
    public async Task A_key_that_may_read_only_changes_nothing()
    {
        using var client = nexus.Node.Client((await nexus.Node.NewKeyAsync(nexus.OperatorKey, "read")).Key);

        using var refused = await client.PostAsJsonAsync("/api/v1/dashboards", new { name = "A" });

        await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "insufficient_scope", refused);
    }

    [Fact]
    public async Task A_dashboard_is_made_filled_read_and_deleted()
    {
        using var client = nexus.Node.Client(await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey));
        var made = await PostAsync(client, "dashboards", new { name = "Mine" });
        var path = $"dashboards/{made.GetProperty("id").GetGuid()}";
        var added = await PostAsync(
            client,
            $"{path}/tiles",
            new { version = 1, tile = new { kind = "value", query = new { metric = "web.sessions" } } }
        );
        var tile = added.GetProperty("tile").GetGuid();

        using var arranged = await client.PutAsJsonAsync(
            $"/api/v1/{path}/layout",
            new { version = 2, tiles = new[] { new { id = tile, width = 6 } } }
        );
        using var late = await client.PatchAsJsonAsync($"/api/v1/{path}", new { version = 2, name = "Theirs" });
        var data = await client.GetFromJsonAsync<JsonElement>($"/api/v1/{path}/data?period=7d&compare=28d");
        using var deleted = await client.DeleteAsync($"/api/v1/{path}");
        using var gone = await client.GetAsync($"/api/v1/{path}");

        Assert.Equal(HttpStatusCode.OK, arranged.StatusCode);
        var problem = await ProblemAssert.IsAsync(HttpStatusCode.Conflict, "dashboard_changed", late);
        Assert.Equal(3, problem.GetProperty("version").GetInt32());
        var shown = Assert.Single(data.GetProperty("tiles").EnumerateArray());
        Assert.Equal(6, shown.GetProperty("tile").GetProperty("width").GetInt32());
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("series").GetProperty("total").ValueKind);
        Assert.Equal("Sessions", shown.GetProperty("metric").GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await ProblemAssert.IsAsync(HttpStatusCode.NotFound, "dashboard_not_found", gone);
    }

    [Fact]
    public async Task A_share_link_shows_its_token_once()
    {
        using var client = nexus.Node.Client(await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey));
        var made = await PostAsync(client, "dashboards", new { template = "revenue" });
        var path = $"dashboards/{made.GetProperty("id").GetGuid()}/share-links";

        var link = await PostAsync(client, path, new { days = 7 });
        var listed = await client.GetStringAsync($"/api/v1/{path}");
        using var revoked = await client.DeleteAsync($"/api/v1/share-links/{link.GetProperty("id").GetGuid()}");

        Assert.DoesNotContain(link.GetProperty("token").GetString()!, listed, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Contains(
            "\"status\":\"revoked\"",
            await client.GetStringAsync($"/api/v1/{path}"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_goal_is_set_changed_and_taken_away()
    {
        using var client = nexus.Node.Client(await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey));
        var goal = await PostAsync(
            client,
            "goals",
            new
            {
                metric = "web.sessions",
                target = 100,
                period = "quarter",
            }
        );
        var path = $"/api/v1/goals/{goal.GetProperty("id").GetGuid()}";

        using var changed = await client.PutAsJsonAsync(
            $"{path}?version=1",
            new
            {
                metric = "web.sessions",
                target = 120.5m,
                period = "year",
            }
        );
        using var removed = await client.DeleteAsync(path);

        Assert.Equal("no_data", goal.GetProperty("status").GetString());
        var body = await changed.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(120.5m, body.GetProperty("target").GetDecimal());
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal("[]", await client.GetStringAsync("/api/v1/goals"));
    }
}
