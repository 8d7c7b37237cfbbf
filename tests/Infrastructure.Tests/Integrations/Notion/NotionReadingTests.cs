using System.Text.Json.Nodes;
using Nexus.Domain.Integrations;
using Nexus.Domain.Workspaces;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Notion;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Integrations.Notion;

/// <summary>What makes Notion hard to read: what it cuts off, forgets, renames, throws away and takes too long for.</summary>
public sealed class NotionReadingTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    [Fact]
    public async Task More_pages_than_a_query_hands_out_are_all_read()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var (workspace, _) = await nexus.ManyAsync(950, TimeSpan.FromSeconds(20));
        nexus.Notion.MostRows = 250;

        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());

        Assert.Equal("950", await nexus.RecordsAsync(workspace));
        Assert.Equal(["2026-03-10 950"], await nexus.ValuesAsync(workspace, "objectives.total"));
    }

    [Fact]
    public async Task More_pages_of_one_minute_than_a_query_hands_out_are_not_taken_for_all()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var (workspace, _) = await nexus.ManyAsync(40, TimeSpan.Zero);
        nexus.Notion.MostRows = 30;

        Assert.DoesNotContain(RunStatus.Succeeded, await nexus.RunAsync());

        Assert.Contains("cannot be told apart", await nexus.ErrorAsync(workspace), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cursor_that_notion_forgot_skips_nothing()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var (workspace, goals) = await nexus.ManyAsync(350, TimeSpan.FromMinutes(1));
        nexus.Simulator.Faults.OnCall(
            $"/v1/data_sources/{goals.Id}/query",
            3,
            Fault.Before("forgets", () => nexus.Notion.CursorGeneration++)
        );

        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());

        Assert.Equal(["2026-03-10 350"], await nexus.ValuesAsync(workspace, "objectives.total"));
    }

    [Fact]
    public async Task What_takes_too_long_is_asked_in_smaller_parts()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var (workspace, _) = await nexus.ManyAsync(60, TimeSpan.FromMinutes(1));
        nexus.Notion.MostAtOnce = 30;

        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());
        Assert.Equal(["2026-03-10 60"], await nexus.ValuesAsync(workspace, "objectives.total"));

        nexus.Notion.MostAtOnce = 5;
        Assert.DoesNotContain(RunStatus.Succeeded, await nexus.NextDayAsync());
    }

    [Theory]
    [InlineData("renamed")]
    [InlineData("removed")]
    [InlineData("retyped")]
    public async Task A_property_that_is_not_what_it_was_stops_the_sync_by_name(string change)
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var (workspace, goals) = await nexus.LaunchAsync(0.2m);
        await nexus.RunAsync();

        if (change == "renamed")
            goals.Rename("Progress", "Fortschritt");
        else
            goals.Remove("Progress");
        if (change == "retyped")
            goals.AddProperty("Progress", "files", "f1le");
        await nexus.NextDayAsync();

        var error = await nexus.ErrorAsync(workspace);
        Assert.StartsWith("misconfigured", error, StringComparison.Ordinal);
        Assert.Contains("'Progress'", error, StringComparison.Ordinal);
        Assert.Equal(
            ["needs_attention"],
            await nexus.Services.RowsAsync(workspace, "select status from nexus.connection")
        );
        Assert.Equal(["2026-03-10 0.2"], (await nexus.ValuesAsync(workspace, "objectives.progress_sum"))[..1]);
    }

    [Fact]
    public async Task A_property_that_is_named_by_its_id_may_get_another_name()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var workspace = await nexus.OpenAsync();
        var goals = nexus.Shares();
        nexus.Goal(goals, "Launch", 0.2m);
        await nexus.ConnectAsync(workspace, new JsonObject { ["objectives"] = goals.Id, ["progress"] = "pr%3Ag" });
        await nexus.RunAsync();

        goals.Rename("Progress", "Fortschritt");

        Assert.Equal([RunStatus.Succeeded], await nexus.NextDayAsync());
    }

    [Fact]
    public async Task Relations_and_what_is_computed_from_them_are_whole_beyond_what_a_page_shows()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var workspace = await nexus.OpenAsync();
        var goals = nexus
            .Notion.CreateTable("Goals")
            .AddProperty("Done", "relation", "d0ne")
            .AddProperty("Key results", "relation", "k%3Ey")
            .AddProperty("Sum", "rollup", "r0ll");
        var many = nexus.Notion.CreatePage(goals, "Many", NotionNexus.Start.AddDays(-9));
        many.Set("Done", NotionPage.Relation(Enumerable.Range(0, 130).Select(i => $"done-{i}")));
        many.Set("Key results", NotionPage.Relation(Enumerable.Range(0, 200).Select(i => $"all-{i}")));
        many.Set("Sum", NotionPage.Number(0.56m)).ShownValues["Sum"] = NotionPage.Number(0.5m);
        await nexus.ConnectAsync(
            workspace,
            new JsonObject
            {
                ["objectives"] = goals.Id,
                ["progress"] = "Done",
                ["target"] = "Key results",
            }
        );
        var other = await nexus.OpenAsync();
        await nexus.ConnectAsync(other, new JsonObject { ["objectives"] = goals.Id, ["progress"] = "Sum" });

        await nexus.RunAsync();

        Assert.Equal(["2026-03-10 0.65"], await nexus.ValuesAsync(workspace, "objectives.progress_sum"));
        Assert.Equal(["2026-03-10 0.56"], await nexus.ValuesAsync(other, "objectives.progress_sum"));
    }

    [Fact]
    public async Task A_database_that_is_not_shared_any_more_is_missing_and_not_empty()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var (workspace, goals) = await nexus.LaunchAsync(0.2m);
        await nexus.RunAsync();

        nexus.Notion.Unshared.Add(goals.Id);
        Assert.DoesNotContain(RunStatus.Succeeded, await nexus.NextDayAsync());

        Assert.Equal("1", await nexus.RecordsAsync(workspace));
        Assert.Contains("not shared", await nexus.ErrorAsync(workspace), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_the_database_around_leads_to_its_one_data_source_and_not_to_one_of_several()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var workspace = await nexus.OpenAsync();
        var goals = nexus.Shares();
        nexus.Goal(goals, "Launch", 0.2m);
        var address =
            $"https://www.notion.so/firm/Goals-{goals.DatabaseId.Replace("-", "", StringComparison.Ordinal)}?v=1";
        var settings = new JsonObject { ["objectives"] = address, ["progress"] = "Progress" };

        var made = await nexus.ConnectAsync(workspace, settings);
        nexus.Notion.Tables.Add(new NotionTable("ffffffff-0000-4000-8000-000000000000", goals.DatabaseId, "More"));
        var (code, message) = await nexus.RefusedAsync(workspace, nexus.New(settings));

        Assert.Equal(goals.Id, made.Account!.Id);
        Assert.Equal("settings_refused", code);
        Assert.Contains("More (ffffffff", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notes_follow_edits_of_the_same_minute_and_are_gone_with_the_trash()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var (workspace, diary) = await DiaryAsync(nexus);
        var fair = diary.Pages.Single(page => page.Markdown.Contains("140", StringComparison.Ordinal));

        // Both at 12:00, of which the first is read before the second is made.
        await nexus.MoveAsync(TimeSpan.FromDays(1));
        nexus.Notion.Edit(fair, page => page.Markdown = "Three days, 150 conversations.");
        await nexus.RunAsync();
        nexus.Clock.Advance(TimeSpan.FromSeconds(30));
        nexus.Notion.Edit(fair, page => page.Markdown = "Three days, 160 conversations.");
        await nexus.NextDayAsync();
        Assert.Single(await nexus.NotesAsync(workspace, "160"));

        nexus.Notion.Edit(fair, page => page.InTrash = true);
        await nexus.NextDayAsync();
        Assert.Empty(await nexus.NotesAsync(workspace, "conversations"));
        Assert.Equal(diary.Pages.Count - 1, (await nexus.NotesAsync(workspace)).Count);

        nexus.Notion.Edit(fair, page => page.InTrash = false);
        await nexus.NextDayAsync();
        Assert.Single(await nexus.NotesAsync(workspace, "160"));
    }

    [Fact]
    public async Task What_was_thrown_away_before_more_edits_than_a_query_hands_out_is_gone()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var workspace = await nexus.OpenAsync();
        var diary = NotionScenario.Diary(nexus.Notion, NotionNexus.Start);
        for (var i = 0; i < 40; i++)
            nexus.Notion.CreatePage(diary, $"Note {i}", NotionNexus.Start.AddDays(-30));
        await nexus.ConnectAsync(workspace, DiarySettings(diary));
        await nexus.RunAsync();
        await nexus.MoveAsync(TimeSpan.FromHours(1));

        nexus.Notion.Edit(diary.Pages[0], page => page.InTrash = true);
        foreach (var some in diary.Pages.Skip(1).Chunk(15))
        {
            await nexus.MoveAsync(TimeSpan.FromMinutes(1));
            foreach (var page in some)
                nexus.Notion.Edit(page, one => one.Markdown = "Again.");
        }
        nexus.Notion.MostRows = 20;
        await nexus.NextDayAsync();

        Assert.Equal(diary.Pages.Count - 1, (await nexus.NotesAsync(workspace)).Count);
        Assert.Equal(diary.Pages.Count - 1, (await nexus.NotesAsync(workspace, "Again")).Count);
    }

    [Fact]
    public async Task Notes_that_were_not_edited_are_not_fetched_again()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var (_, diary) = await DiaryAsync(nexus);
        nexus.Notion.Edit(diary.Pages[0], page => page.Markdown = "Search alone.");
        await nexus.NextDayAsync();
        nexus.Simulator.Requests.Clear();

        await nexus.NextDayAsync();

        Assert.Equal(
            0,
            nexus.Simulator.Requests.All.Count(one => one.Path.EndsWith("/markdown", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Edited_notes_are_counted_from_the_first_sync_on()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var (workspace, diary) = await DiaryAsync(nexus);
        await nexus.MoveAsync(TimeSpan.FromHours(20));
        nexus.Notion.Edit(diary.Pages[0], page => page.Markdown = "Search alone.");
        nexus.Notion.CreatePage(diary, "Office party");
        await nexus.NextDayAsync();

        Assert.Equal(
            ["2026-03-10 0", "2026-03-11 2", "2026-03-12 0"],
            await nexus.ValuesAsync(workspace, "notes.edited")
        );
        Assert.Contains("Office party 2026-03-11", await nexus.NotesAsync(workspace));
    }

    [Fact]
    public async Task A_note_that_is_broken_is_set_aside_and_the_others_are_kept()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var workspace = await nexus.OpenAsync();
        var diary = NotionScenario.Diary(nexus.Notion, NotionNexus.Start);
        diary.Pages[0].Set("Day", NotionPage.Date("soon"));
        await nexus.ConnectAsync(workspace, DiarySettings(diary));

        Assert.Equal([RunStatus.Partial], await nexus.RunAsync());

        Assert.Equal(diary.Pages.Count - 1, (await nexus.NotesAsync(workspace)).Count);
        Assert.Equal(
            ["notes field_invalid noteDate"],
            await nexus.Services.RowsAsync(workspace, "select stream, code, field from nexus.rejected_record")
        );
    }

    [Theory]
    [InlineData("""{}""", "Say which database")]
    [InlineData("""{"objectives": "https://www.notion.so/Goals"}""", "no address")]
    [InlineData("""{"objectives": "0123456789abcdef0123456789abcdef"}""", "Say which property")]
    [InlineData(
        """{"objectives": "0123456789abcdef0123456789abcdef", "status": "S", "target": "T"}""",
        "A target needs"
    )]
    public async Task Settings_that_name_nothing_to_read_are_refused_with_what_is_missing(string settings, string told)
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var workspace = await nexus.OpenAsync();

        var (code, message) = await nexus.RefusedAsync(workspace, nexus.New(JsonNode.Parse(settings)!.AsObject()));

        Assert.Equal("settings_refused", code);
        Assert.Contains(told, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "restricted_resource", "access_denied")]
    [InlineData(404, "object_not_found", "access_denied")]
    [InlineData(400, "missing_version", "provider_version_ended")]
    [InlineData(400, "validation_error", "provider_answer_unexpected")]
    [InlineData(500, "internal_server_error", "provider_unavailable")]
    [InlineData(503, "service_unavailable", "provider_unavailable")]
    [InlineData(409, "conflict_error", "provider_unavailable")]
    [InlineData(418, "teapot", "provider_answer_unexpected")]
    public async Task A_refusal_means_what_notions_own_code_says(int status, string code, string refused)
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var workspace = await nexus.OpenAsync();
        var goals = nexus.Shares();
        nexus.Simulator.Faults.Always("/v1/data*", NotionErrors.Of(status, code));

        var (told, message) = await nexus.RefusedAsync(workspace, nexus.New(NotionNexus.Settings(goals)));

        Assert.Equal(refused, told);
        Assert.DoesNotContain("As it is.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_page_in_the_place_of_an_answer_is_an_outage_and_no_refusal()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var workspace = await nexus.OpenAsync();
        var goals = nexus.Shares();
        nexus.Simulator.Faults.Always("/v1/*", Fault.Status(502, "<html>Bad gateway</html>", "text/html"));

        Assert.Equal(
            "provider_unavailable",
            (await nexus.RefusedAsync(workspace, nexus.New(NotionNexus.Settings(goals)))).Code
        );
    }

    private static async Task<(WorkspaceId Workspace, NotionTable Diary)> DiaryAsync(NotionNexus nexus)
    {
        var workspace = await nexus.OpenAsync();
        var diary = NotionScenario.Diary(nexus.Notion, NotionNexus.Start);
        await nexus.ConnectAsync(workspace, DiarySettings(diary));
        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());
        return (workspace, diary);
    }

    private static JsonObject DiarySettings(NotionTable diary) => new() { ["notes"] = diary.Id, ["noteDate"] = "Day" };
}
