using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Integrations;
using Nexus.Testing;
using Nexus.Testing.Http;
using Nexus.Testing.Integrations;

namespace Nexus.Host.Tests.Api;

public sealed class RunEndpointsTests(NexusFixture nexus) : IClassFixture<NexusFixture>
{
    [Fact]
    public async Task Runs_of_other_workspaces_look_like_none()
    {
        await using var node = await StartAsync(Provider(), syncs: false);
        using var client = await ClientAsync(node);
        var id = await ConnectAsync(client);
        var run = (await PostAsync(client, $"connections/{id}/sync", HttpStatusCode.Accepted)).Text("runId");
        using var stranger = await ClientAsync(node);

        foreach (var path in new[] { $"runs/{run}", $"runs/{run}/rejects" })
        {
            using var answer = await stranger.GetAsync($"/api/v1/{path}");
            await ProblemAssert.IsAsync(HttpStatusCode.NotFound, "run_not_found", answer);
        }
        foreach (var path in new[] { $"connections/{id}/runs", $"connections/{id}/rejects" })
        {
            using var answer = await stranger.GetAsync($"/api/v1/{path}");
            await ProblemAssert.IsAsync(HttpStatusCode.NotFound, "connection_not_found", answer);
        }
        using var cancelled = await stranger.PostAsync($"/api/v1/runs/{run}/cancel", null);
        await ProblemAssert.IsAsync(HttpStatusCode.NotFound, "run_not_found", cancelled);
        Assert.Equal(0, (await GetAsync(stranger, "runs")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Asking_for_a_run_takes_the_scope_write()
    {
        await using var node = await StartAsync(Provider(), syncs: false);
        var key = await node.NewWorkspaceKeyAsync(nexus.OperatorKey);
        using var writer = node.Client(key);
        var id = await ConnectAsync(writer);
        using var reader = node.Client((await node.NewKeyAsync(key, "read")).Key);

        foreach (var path in new[] { "sync", "replay" })
        {
            using var refused = await reader.PostAsync($"/api/v1/connections/{id}/{path}", null);
            await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "insufficient_scope", refused);
        }
        Assert.Equal(0, (await GetAsync(reader, $"connections/{id}/runs")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_run_that_waits_is_listed_cancelled_and_no_longer_due()
    {
        await using var node = await StartAsync(Provider(), syncs: false);
        using var client = await ClientAsync(node);
        var id = await ConnectAsync(client);

        var first = (await PostAsync(client, $"connections/{id}/sync", HttpStatusCode.Accepted)).Text("runId");
        var again = (await PostAsync(client, $"connections/{id}/sync", HttpStatusCode.Accepted)).Text("runId");
        var listed = (await GetAsync(client, $"connections/{id}/runs?status=queued&kind=manual")).GetProperty("items");
        var cancelled = await PostAsync(client, $"runs/{first}/cancel", HttpStatusCode.OK);

        Assert.Equal(first, again);
        Assert.Equal(first, Assert.Single(listed.EnumerateArray()).Text("id"));
        Assert.Equal("cancelled", cancelled.Text("status"));
        Assert.Equal("cancelled", (await GetAsync(client, $"runs/{first}")).Text("status"));
    }

    [Fact]
    public async Task A_backfill_of_days_that_are_none_is_refused()
    {
        await using var node = await StartAsync(Provider(), syncs: false);
        using var client = await ClientAsync(node);
        var id = await ConnectAsync(client);

        await RefusedAsync(
            """{"from":"2026-03-02","to":"2026-03-01"}""",
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
        await RefusedAsync(
            """{"from":"2026-02-30","to":"2026-03-01"}""",
            HttpStatusCode.BadRequest,
            "malformed_request"
        );
        await RefusedAsync("""{"to":"2026-03-01"}""", HttpStatusCode.BadRequest, "validation_failed");
        await RefusedAsync(
            """{"from":"2026-03-01","to":"2999-01-01"}""",
            HttpStatusCode.UnprocessableEntity,
            "backfill_in_future"
        );
        var run = await PostAsync(
            client,
            $"connections/{id}/backfill",
            HttpStatusCode.Accepted,
            """{"from":"2026-03-01","to":"2026-03-02"}"""
        );
        var seen = await GetAsync(client, $"runs/{run.Text("runId")}");
        Assert.Equal(("backfill", "2026-03-01", "2026-03-02"), (seen.Text("kind"), seen.Text("from"), seen.Text("to")));

        async Task RefusedAsync(string body, HttpStatusCode status, string code)
        {
            using var content = Json(body);
            using var answer = await client.PostAsync($"/api/v1/connections/{id}/backfill", content);
            await ProblemAssert.IsAsync(status, code, answer);
        }
    }

    [Fact]
    public async Task Whoever_waits_is_told_what_the_sync_came_to()
    {
        await using var node = await StartAsync(Provider(), syncs: true);
        using var client = await ClientAsync(node);
        var id = await ConnectAsync(client);

        var answer = await PostAsync(client, $"connections/{id}/sync?wait=true", HttpStatusCode.OK);

        Assert.True(answer.GetProperty("success").GetBoolean());
        Assert.Equal(3, answer.GetProperty("recordsProcessed").GetInt64());
        Assert.Equal(0, answer.GetProperty("errors").GetArrayLength());
        Assert.NotNull(answer.Text("lastSyncAt"));
        Assert.Equal("succeeded", answer.GetProperty("run").Text("status"));
        var stream = Assert.Single(answer.GetProperty("run").GetProperty("streams").EnumerateArray());
        Assert.Equal(("Visits", "complete"), (stream.Text("title"), stream.Text("status")));
    }

    [Fact]
    public async Task Rejected_records_are_listed_by_their_run_and_tried_again_on_request()
    {
        var broken = true;
        var provider = Provider(data =>
            broken
                ? throw new RawDataException("field_missing", "value", "The row has no value.")
                : FakeAccount.AsPoints(data)
        );
        await using var node = await StartAsync(provider, syncs: true);
        using var client = await ClientAsync(node);
        var id = await ConnectAsync(client);
        var answer = await PostAsync(client, $"connections/{id}/sync?wait=true", HttpStatusCode.OK);
        var run = answer.GetProperty("run").Text("id");

        var page = await GetAsync(client, $"runs/{run}/rejects?limit=2&records=true");
        var rest = await GetAsync(client, $"runs/{run}/rejects?limit=2&cursor={page.Text("cursor")}");
        broken = false;
        var replay = (await PostAsync(client, $"connections/{id}/replay", HttpStatusCode.Accepted)).Text("runId");
        await EndAsync(client, replay!);

        Assert.Equal("partial", answer.GetProperty("run").Text("status"));
        Assert.Equal((2, 1), (page.GetProperty("items").GetArrayLength(), rest.GetProperty("items").GetArrayLength()));
        Assert.Contains("visits-1", page.GetProperty("items")[0].Text("record"), StringComparison.Ordinal);
        Assert.Null(rest.GetProperty("items")[0].Text("record"));
        var left = await GetAsync(client, $"connections/{id}/rejects");
        Assert.Equal(0, left.GetProperty("items").GetArrayLength());
    }

    private static Task EndAsync(HttpClient client, string run) =>
        Eventually.IsTrueAsync(async () =>
            (await GetAsync(client, $"runs/{run}")).GetProperty("result").ValueKind != JsonValueKind.Null
        );

    private static FakeConnector Provider(Func<RawData, Transformed>? maps = null)
    {
        var account = new FakeAccount().AddDays("visits", 3);
        return new FakeConnector
        {
            Streams = [new SourceStream("visits", "Visits") { UsuallyHasData = true }],
            Pages = account.Pages,
            Maps = maps ?? FakeAccount.AsPoints,
        };
    }

    /// <param name="syncs">Whether the node begins what is due; else it waits.</param>
    private Task<RunningNexus> StartAsync(FakeConnector provider, bool syncs) =>
        RunningNexus.StartAsync(
            nexus.Database,
            builder => builder.Services.AddSingleton<IProviderModule>(provider),
            $"Syncing:Enabled={syncs}"
        );

    private async Task<HttpClient> ClientAsync(RunningNexus node) =>
        node.Client(await node.NewWorkspaceKeyAsync(nexus.OperatorKey));

    private static async Task<string> ConnectAsync(HttpClient client)
    {
        var made = await PostAsync(
            client,
            "connections",
            HttpStatusCode.Created,
            $$$"""{"provider":"fake","schedule":"manual","credentials":{"apiKey":"{{{FakeConnector.KeyOf("acct_1")}}}"}}"""
        );
        return made.Text("id")!;
    }

    private static async Task<JsonElement> PostAsync(
        HttpClient client,
        string path,
        HttpStatusCode expected,
        string? body = null
    )
    {
        using var content = body is null ? null : Json(body);
        using var answer = await client.PostAsync($"/api/v1/{path}", content);
        Assert.True(answer.StatusCode == expected, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static Task<JsonElement> GetAsync(HttpClient client, string path) =>
        client.GetFromJsonAsync<JsonElement>($"/api/v1/{path}");

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");
}

file static class JsonText
{
    /// <summary>A member as text; null where it is null.</summary>
    public static string? Text(this JsonElement json, string member) =>
        json.GetProperty(member) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : null;
}
