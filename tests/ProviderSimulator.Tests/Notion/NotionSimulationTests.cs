using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Notion;

namespace Nexus.ProviderSimulator.Tests.Notion;

public sealed class NotionSimulationTests
{
    [Theory]
    [InlineData("ntn_wrong", NotionSimulation.Version, 401, "unauthorized")]
    [InlineData(null, null, 400, "missing_version")]
    [InlineData(null, "2022-06-28", 400, "validation_error")]
    public async Task A_call_without_token_or_version_is_refused(
        string? token,
        string? version,
        int status,
        string code
    )
    {
        await using var caller = await NotionCaller.StartAsync();
        caller.Token = token ?? caller.Token;
        caller.Version = version;

        var (told, body) = await caller.GetAsync("v1/users/me");

        Assert.Equal((status, code), (told, (string?)body["code"]));
    }

    [Fact]
    public async Task What_nobody_shared_is_not_to_be_found()
    {
        await using var caller = await NotionCaller.StartAsync();
        var table = caller.Notion.CreateTable("Goals");
        caller.Notion.Unshared.Add(table.Id);

        Assert.Equal(404, (await caller.GetAsync($"v1/data_sources/{table.Id}")).Status);
        Assert.Equal(404, (await caller.GetAsync($"v1/databases/{table.DatabaseId}")).Status);
        Assert.Empty((await caller.PostAsync("v1/search", [])).Body["results"]!.AsArray());
    }

    [Fact]
    public async Task A_query_ends_at_its_limit_as_if_there_were_no_more()
    {
        await using var caller = await NotionCaller.StartAsync();
        var table = Filled(caller, 25);
        caller.Notion.MostRows = 20;

        var first = (await QueryAsync(caller, table, new() { ["page_size"] = 15 })).Body;
        var second = (
            await QueryAsync(
                caller,
                table,
                new() { ["page_size"] = 15, ["start_cursor"] = first["next_cursor"]!.DeepClone() }
            )
        ).Body;

        Assert.Equal((15, 5), (first["results"]!.AsArray().Count, second["results"]!.AsArray().Count));
        Assert.Equal((true, false), ((bool)first["has_more"]!, (bool)second["has_more"]!));
        Assert.Equal("incomplete", (string?)second["request_status"]!["type"]);
    }

    [Fact]
    public async Task A_cursor_of_before_is_refused()
    {
        await using var caller = await NotionCaller.StartAsync();
        var table = Filled(caller, 25);
        var first = (await QueryAsync(caller, table, new() { ["page_size"] = 15 })).Body;
        caller.Notion.CursorGeneration++;

        var (status, body) = await QueryAsync(
            caller,
            table,
            new() { ["start_cursor"] = first["next_cursor"]!.DeepClone() }
        );

        Assert.Equal((400, "validation_error"), (status, (string?)body["code"]));
    }

    [Fact]
    public async Task Times_are_cut_to_the_minute_and_a_filter_takes_them_so()
    {
        await using var caller = await NotionCaller.StartAsync();
        var table = Filled(caller, 1);
        var filter = new JsonObject
        {
            ["timestamp"] = "last_edited_time",
            ["last_edited_time"] = new JsonObject { ["on_or_after"] = "2026-03-01T12:00:00.000Z" },
        };

        var page = (await QueryAsync(caller, table, new() { ["filter"] = filter })).Body["results"]!
            .AsArray()
            .Single()!;

        Assert.Equal("2026-03-01T12:00:00.000Z", (string?)page["last_edited_time"]);
    }

    [Fact]
    public async Task What_is_in_the_trash_is_listed_apart()
    {
        await using var caller = await NotionCaller.StartAsync();
        var table = Filled(caller, 3);
        table.Pages[1].InTrash = true;

        Assert.Equal(2, (await QueryAsync(caller, table, [])).Body["results"]!.AsArray().Count);
        var trash = (await QueryAsync(caller, table, new() { ["in_trash"] = true })).Body["results"]!.AsArray();
        Assert.True((bool)trash.Single()!["in_trash"]!);
    }

    [Fact]
    public async Task A_page_shows_25_relations_and_the_property_all()
    {
        await using var caller = await NotionCaller.StartAsync();
        var table = Filled(caller, 1).AddProperty("Tasks", "relation", "t%3Ak");
        table.Pages[0].Set("Tasks", NotionPage.Relation(Enumerable.Range(0, 130).Select(i => $"{i}")));

        var shown = (await QueryAsync(caller, table, [])).Body["results"]![0]!["properties"]!["Tasks"]!;
        var path = $"v1/pages/{table.Pages[0].Id}/properties/t%3Ak?page_size=100";
        var first = (await caller.GetAsync(path)).Body;
        var rest = (await caller.GetAsync($"{path}&start_cursor={first["next_cursor"]}")).Body;

        Assert.Equal((25, true), (shown["relation"]!.AsArray().Count, (bool)shown["has_more"]!));
        Assert.Equal(130, first["results"]!.AsArray().Count + rest["results"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_refresh_token_works_once_and_a_foreign_client_never()
    {
        await using var caller = await NotionCaller.StartAsync();
        var location = await ConsentAsync(caller);
        var code = Http.Parameters.Parse(location.Query)["code"];
        JsonObject Exchange() =>
            new()
            {
                ["grant_type"] = "authorization_code",
                ["code"] = code,
                ["redirect_uri"] = "https://nexus.example.org/back",
            };

        Assert.Equal(401, (await caller.TokenAsync(Exchange(), "wrong")).Status);
        var granted = (await caller.TokenAsync(Exchange())).Body;
        Assert.Equal(400, (await caller.TokenAsync(Exchange())).Status);
        JsonObject Refresh() =>
            new() { ["grant_type"] = "refresh_token", ["refresh_token"] = granted["refresh_token"]!.DeepClone() };
        Assert.Equal(200, (await caller.TokenAsync(Refresh())).Status);
        var (status, body) = await caller.TokenAsync(Refresh());
        Assert.Equal((400, "invalid_grant"), (status, (string?)body["error"]));
    }

    [Fact]
    public async Task The_oracle_counts_what_the_pages_hold()
    {
        await using var caller = await NotionCaller.StartAsync();
        var table = NotionScenario.Objectives(caller.Notion, NotionCaller.Start);

        var truth = NotionOracle.Of(table, "2026-03-01");

        Assert.Equal((6, 1, 2, 1), (truth.Total, truth.Completed, truth.AtRisk, truth.Overdue));
        Assert.Equal((0.7m + 0.3m + 0.64m + 1 + 0 + 0.615m) / 6, truth.Progress);
    }

    private static NotionTable Filled(NotionCaller caller, int pages)
    {
        var table = caller.Notion.CreateTable("Goals");
        for (var i = 0; i < pages; i++)
            caller.Notion.CreatePage(table, $"Goal {i}");
        return table;
    }

    private static Task<(int Status, JsonObject Body)> QueryAsync(
        NotionCaller caller,
        NotionTable table,
        JsonObject body
    ) => caller.PostAsync($"v1/data_sources/{table.Id}/query", body);

    private static async Task<Uri> ConsentAsync(NotionCaller caller)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var address = new Uri(
            caller.Simulator.UrlOf(caller.Notion),
            $"v1/oauth/authorize?client_id={NotionConsent.ClientId}&response_type=code&owner=user&state=s&redirect_uri=https%3A%2F%2Fnexus.example.org%2Fback"
        );
        using var answer = await browser.GetAsync(address);
        return answer.Headers.Location!;
    }
}
