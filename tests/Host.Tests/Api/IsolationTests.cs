using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Api;

[Collection(nameof(OneNode))]
public sealed class IsolationTests(NexusFixture nexus)
{
    [Fact]
    public async Task A_foreign_key_is_indistinguishable_from_an_unknown_one()
    {
        var theirs = await nexus.Node.NewKeyAsync(nexus.OperatorKey, "read");
        using var client = nexus.Node.Client(await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey));

        using var foreign = await client.DeleteAsync($"/api/v1/api-keys/{theirs.Id}");
        using var unknown = await client.DeleteAsync($"/api/v1/api-keys/{Guid.NewGuid()}");

        Assert.Equal(await BodyAsync(unknown), await BodyAsync(foreign));
        using var still = nexus.Node.Client(theirs.Key);
        using var alive = await still.GetAsync("/api/v1/workspace");
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task Foreign_connections_and_imports_are_indistinguishable_from_unknown_ones()
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("date,finance.revenue\n2026-01-01,10\n"), "file", "a.csv" },
        };
        using var uploaded = await client.PostAsync("/api/v1/imports", form);
        Assert.Equal(HttpStatusCode.Created, uploaded.StatusCode);
        var import = (await uploaded.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        using var stranger = nexus.Node.Client(await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey));

        using var foreign = await stranger.GetAsync($"/api/v1/imports/{import}");
        using var unknown = await stranger.GetAsync($"/api/v1/imports/{Guid.NewGuid()}");

        Assert.Equal(await BodyAsync(unknown), await BodyAsync(foreign));
        var list = await stranger.GetFromJsonAsync<JsonElement>("/api/v1/imports");
        Assert.Equal(0, list.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Workspaces_see_their_own_keys_only()
    {
        var key = await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey);
        using var client = nexus.Node.Client(key);

        var list = await client.GetFromJsonAsync<JsonElement>("/api/v1/api-keys");

        var only = Assert.Single(list.GetProperty("items").EnumerateArray());
        Assert.Equal(key[..11], only.GetProperty("prefix").GetString());
    }

    /// <summary>All that a caller can compare: everything but the call's own trace id.</summary>
    private static async Task<string> BodyAsync(HttpResponseMessage answer)
    {
        var problem = await ProblemAssert.IsAsync(answer);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        return string.Join(
            '\n',
            problem.EnumerateObject().Where(member => member.Name != "traceId").Select(member => member.ToString())
        );
    }
}
