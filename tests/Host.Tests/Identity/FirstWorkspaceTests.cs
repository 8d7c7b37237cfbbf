using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Infrastructure;
using Nexus.Testing.Http;
using Nexus.Testing.Postgres;

namespace Nexus.Host.Tests.Identity;

public sealed class FirstWorkspaceTests
{
    [Fact]
    public async Task Nodes_that_start_at_once_create_one_workspace_between_them()
    {
        await using var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        await using var one = await RunningNexus.StartAsync(database);
        await using var two = await RunningNexus.StartAsync(database);

        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? one : two).FirstKeyAsync()));

        var key = Assert.Single(keys, key => key is not null);
        using var client = two.Client(key);
        var workspace = await client.GetFromJsonAsync<JsonElement>("/api/v1/workspace");
        Assert.Equal("My workspace", workspace.GetProperty("name").GetString());
        Assert.Null(await one.FirstKeyAsync("another-key-that-comes-too-late"));
    }

    [Fact]
    public async Task The_operator_may_choose_the_key_and_the_settings()
    {
        const string Chosen = "an operator's own? no: 24+ visible";
        await using var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        await using var node = await RunningNexus.StartAsync(
            database,
            "Nexus:WorkspaceName=Hofladen",
            "Nexus:TimeZone=Europe/Vienna",
            "Nexus:Currency=EUR"
        );
        await Assert.ThrowsAsync<StartupException>(() => node.FirstKeyAsync("too-short"));
        await Assert.ThrowsAsync<StartupException>(() => node.FirstKeyAsync(Chosen));

        var key = await node.FirstKeyAsync("script-key-0123456789abcdef");

        Assert.Equal("script-key-0123456789abcdef", key);
        using var client = node.Client(key);
        var workspace = await client.GetFromJsonAsync<JsonElement>("/api/v1/workspace");
        Assert.Equal("Hofladen", workspace.GetProperty("name").GetString());
        Assert.Equal("Europe/Vienna", workspace.GetProperty("timeZone").GetString());
        var list = await client.GetStringAsync("/api/v1/api-keys");
        Assert.DoesNotContain("script-key", list, StringComparison.Ordinal);
        using var allowed = await client.PostAsJsonAsync("/api/v1/workspaces", new { });
        Assert.Equal(HttpStatusCode.BadRequest, allowed.StatusCode);
    }

    [Fact]
    public async Task Unusable_settings_stop_the_start()
    {
        await using var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        await using var node = await RunningNexus.StartAsync(database, "Nexus:TimeZone=Middle/Earth");

        var refusal = await Assert.ThrowsAsync<StartupException>(() => node.FirstKeyAsync());

        Assert.Contains("time zone", refusal.Message, StringComparison.Ordinal);
    }
}
