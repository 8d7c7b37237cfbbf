using System.Text.Json.Nodes;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Kpis;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Notion;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Integrations.Notion;

/// <summary>The connector through the engine, over HTTP, into a real database as the unprivileged role.</summary>
public sealed class SyncedNotionTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    [Fact]
    public async Task Connects_with_a_valid_key()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var workspace = await nexus.OpenAsync();
        var goals = nexus.Shares();

        var (code, message) = await nexus.RefusedAsync(
            workspace,
            nexus.New(NotionNexus.Settings(goals), "ntn_thisTokenDoesNotExist")
        );
        var made = await nexus.ConnectAsync(workspace, goals);
        var tested = await nexus.SendAsync(workspace, new TestConnection.Command(made.Id));

        Assert.Equal("credential_refused", code);
        Assert.DoesNotContain("thisTokenDoesNotExist", message, StringComparison.Ordinal);
        Assert.Equal(("active", goals.Id, "Goals"), (made.Status, made.Account!.Id, made.Name));
        Assert.All(tested.Checks, check => Assert.True(check.Ok, check.Message));
    }

    [Fact]
    public async Task Syncs_objectives_correctly()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var workspace = await nexus.OpenAsync();
        var (goals, diary) = (
            NotionScenario.Objectives(nexus.Notion, NotionNexus.Start),
            NotionScenario.Diary(nexus.Notion, NotionNexus.Start)
        );
        await nexus.ConnectAsync(workspace, FirmSettings(goals, diary));

        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());

        var truth = NotionOracle.Of(goals, "2026-03-10");
        foreach (
            var (metric, value) in new[]
            {
                ("objectives.total", truth.Total),
                ("objectives.completed", truth.Completed),
                ("objectives.at_risk", truth.AtRisk),
                ("objectives.overdue", truth.Overdue),
            }
        )
            Assert.Equal([$"2026-03-10 {value}"], await nexus.ValuesAsync(workspace, metric));
        var progress = await nexus.SendAsync(
            workspace,
            new GetSeries.Query(
                new SeriesRequest
                {
                    Metric = "objectives.progress",
                    From = "2026-03-10",
                    To = "2026-03-11",
                    Bucket = "day",
                }
            )
        );
        Assert.Equal(
            decimal.Round(truth.Progress * 100, 8),
            decimal.Round(progress.Value.Points.Single().Value!.Value, 8)
        );
        Assert.Equal(diary.Pages.Count, (await nexus.NotesAsync(workspace)).Count);
        Assert.Equal(["Trade fair 2026-03-04"], await nexus.NotesAsync(workspace, "conversations"));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(529)]
    public async Task Handles_rate_limiting(int status)
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var (workspace, _) = await nexus.LaunchAsync(0.4m);
        nexus.Simulator.Faults.Always(
            "/v1/data_sources/*",
            status == 429 ? NotionErrors.RateLimited(300) : NotionErrors.Overloaded(300)
        );

        var first = await nexus.RunOnceAsync();
        var calls = nexus.Simulator.Requests.All.Count;
        await nexus.MoveAsync(TimeSpan.FromMinutes(4));
        var early = await nexus.RunOnceAsync();

        Assert.Equal(RunStatus.Queued, first!.Status);
        Assert.Null(early);
        Assert.Equal(calls, nexus.Simulator.Requests.All.Count);
        nexus.Simulator.Faults.Clear();
        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());
        Assert.Equal(["2026-03-10 0.4"], await nexus.ValuesAsync(workspace, "objectives.progress_sum"));
    }

    [Fact]
    public async Task Transforms_to_the_KPI_format()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var workspace = await nexus.OpenAsync();
        await nexus.ConnectAsync(
            workspace,
            FirmSettings(
                NotionScenario.Objectives(nexus.Notion, NotionNexus.Start),
                NotionScenario.Diary(nexus.Notion, NotionNexus.Start)
            )
        );

        await nexus.RunAsync();

        var points = await nexus.PointsAsync(workspace, "objectives.progress_sum");
        Assert.Contains("""{"objective": "Launch the mobile app"} 2026-03-10 0.64  False""", points);
        Assert.Contains("""{"owner": "Product"} 2026-03-10 1.64  False""", points);
        Assert.Contains("""{"status": "Not started"} 2026-03-10 0  False""", points);
        var metrics = await nexus.Services.RowsAsync(workspace, "select distinct metric from nexus.kpi_series");
        Assert.All(metrics, metric => Assert.True(MetricCatalog.TryFind(metric, out _), metric));
        Assert.DoesNotContain("objectives.progress", metrics);
    }

    [Fact]
    public async Task Enforces_workspace_isolation()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var (one, other) = (await nexus.OpenAsync(), await nexus.OpenAsync());
        var (mine, theirs) = (nexus.Shares("Mine"), nexus.Shares("Theirs"));
        nexus.Goal(mine, "Launch", 0.4m);
        nexus.Goal(theirs, "Sell", 0.9m);
        var diary = NotionScenario.Diary(nexus.Notion, NotionNexus.Start);
        var settings = NotionNexus.Settings(mine);
        settings["notes"] = diary.Id;
        var made = await nexus.ConnectAsync(one, settings);
        await nexus.ConnectAsync(other, theirs);

        Assert.Equal([RunStatus.Succeeded, RunStatus.Succeeded], await nexus.RunAsync());

        Assert.Equal(["2026-03-10 0.4"], await nexus.ValuesAsync(one, "objectives.progress_sum"));
        Assert.Equal(["2026-03-10 0.9"], await nexus.ValuesAsync(other, "objectives.progress_sum"));
        Assert.NotEmpty(await nexus.NotesAsync(one));
        Assert.Empty(await nexus.NotesAsync(other));
        Assert.Equal("connection_not_found", (await nexus.RefusedAsync(other, new GetConnection.Query(made.Id))).Code);
    }

    [Fact]
    public async Task A_list_of_something_else_is_no_empty_database_and_takes_nothing_away()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var (workspace, _) = await nexus.LaunchAsync(0.2m);
        await nexus.RunAsync();
        nexus.Simulator.Faults.Always(
            "/v1/data_sources/*",
            Fault.Edit(
                "blocks",
                body =>
                {
                    foreach (var one in body["results"] as JsonArray ?? [])
                        one!["object"] = "block";
                }
            )
        );

        // There are no notes, which is no failure.
        Assert.Equal([RunStatus.Partial], await nexus.NextDayAsync());

        Assert.Equal("1", await nexus.RecordsAsync(workspace));
    }

    [Fact]
    public async Task A_note_shows_what_its_page_says_without_the_tags_of_mentions_and_blocks()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var workspace = await nexus.OpenAsync();
        var diary = NotionScenario.Diary(nexus.Notion, NotionNexus.Start);
        nexus.Notion.Edit(
            diary.Pages[0],
            page =>
                page.Markdown =
                    "<empty-block/>\n<page url=\"https://app.notion.com/p/1\">Fair</page> for 3 < 5 days, \\<b> and a<b"
        );
        await nexus.ConnectAsync(workspace, new JsonObject { ["notes"] = diary.Id });

        await nexus.RunAsync();

        Assert.Contains(
            await nexus.Services.RowsAsync(workspace, "select payload::jsonb->>'text' from nexus.source_record"),
            text => text == "Fair for 3 < 5 days, \\<b> and a<b"
        );
    }

    [Fact]
    public async Task Every_day_keeps_how_objectives_stood_at_its_end()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var goals = nexus.Shares();
        var (launch, sell) = (nexus.Goal(goals, "Launch", 0.2m), nexus.Goal(goals, "Sell", 0.5m));
        var workspace = await nexus.ConnectedAsync(goals);
        await nexus.RunAsync();

        nexus.Notion.Edit(launch, page => page.Set("Progress", 0.6m));
        await nexus.NextDayAsync();
        await nexus.MoveAsync(TimeSpan.FromDays(1));
        nexus.Notion.Edit(sell, page => page.InTrash = true);
        await nexus.NextDayAsync();

        Assert.Equal(
            ["2026-03-10 0.7", "2026-03-11 1.1", "2026-03-12 1.1", "2026-03-13 0.6"],
            await nexus.ValuesAsync(workspace, "objectives.progress_sum")
        );
        Assert.Equal(
            ["2026-03-10 1", "2026-03-11 1", "2026-03-12 1", "2026-03-13 0"],
            await nexus.ValuesAsync(workspace, "objectives.total", """{"objective": "Sell"}""")
        );
        Assert.Contains("{} 2026-03-12 1.1  True", await nexus.PointsAsync(workspace, "objectives.progress_sum"));
    }

    [Fact]
    public async Task A_formula_that_changes_without_an_edit_is_seen_and_a_quiet_day_goes_on()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var goals = nexus.Notion.CreateTable("Goals").AddProperty("Progress", "formula", "f0rm");
        var goal = nexus.Notion.CreatePage(goals, "Launch", NotionNexus.Start.AddDays(-9));
        goal.Set("Progress", new JsonObject { ["type"] = "number", ["number"] = 0.25m });
        var workspace = await nexus.ConnectedAsync(goals);
        await nexus.RunAsync();
        await nexus.NextDayAsync();

        goal.Set("Progress", new JsonObject { ["type"] = "number", ["number"] = 0.75m });
        await nexus.NextDayAsync();

        Assert.Equal(
            ["2026-03-10 0.25", "2026-03-11 0.25", "2026-03-12 0.75"],
            await nexus.ValuesAsync(workspace, "objectives.progress_sum")
        );
    }

    [Fact]
    public async Task Days_are_those_of_the_workspace()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var (workspace, _) = await nexus.LaunchAsync(0.2m, "Pacific/Auckland");

        await nexus.RunAsync();

        Assert.Equal(["2026-03-11 0.2"], await nexus.ValuesAsync(workspace, "objectives.progress_sum"));
    }

    [Fact]
    public async Task Another_meaning_of_the_statuses_is_told_of_the_past_as_well()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var workspace = await nexus.OpenAsync();
        var goals = NotionScenario.Objectives(nexus.Notion, NotionNexus.Start);
        var settings = FirmSettings(goals, NotionScenario.Diary(nexus.Notion, NotionNexus.Start));
        var made = await nexus.ConnectAsync(workspace, settings);
        await nexus.RunAsync();
        Assert.Equal(["2026-03-10 1"], await nexus.ValuesAsync(workspace, "objectives.completed"));

        settings["completed"] = new JsonArray("Done", "On track");
        await nexus.SendAsync(
            workspace,
            new UpdateConnection.Command(
                made.Id,
                null,
                System.Text.Json.JsonSerializer.SerializeToElement(settings),
                null,
                null,
                null
            )
        );
        await nexus.NextDayAsync();

        Assert.Equal(["2026-03-10 3", "2026-03-11 3"], await nexus.ValuesAsync(workspace, "objectives.completed"));
    }

    private static JsonObject FirmSettings(NotionTable objectives, NotionTable diary) =>
        new()
        {
            ["objectives"] = objectives.Id,
            ["progress"] = "Current",
            ["target"] = "Target",
            ["status"] = "Status",
            ["atRisk"] = new JsonArray("At risk"),
            ["due"] = "Due",
            ["owner"] = "Team",
            ["notes"] = diary.Id,
            ["noteDate"] = "Day",
        };
}
