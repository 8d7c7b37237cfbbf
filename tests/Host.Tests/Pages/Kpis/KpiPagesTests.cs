using System.Net;
using Nexus.Application.Features.Goals;
using Nexus.Application.Features.Kpis;
using Nexus.Testing.Http.Pages;

namespace Nexus.Host.Tests.Pages.Kpis;

public sealed class KpiPagesTests(FiguresFixture site) : IClassFixture<FiguresFixture>
{
    private PagesFixture Nexus => site.Nexus;

    [Fact]
    public async Task A_metric_that_is_not_there_looks_like_any_other_page_that_is_not()
    {
        using var person = Nexus.SignIn();

        var answer = await person.GetAsync("/kpis/made.up");

        Assert.Equal((HttpStatusCode.NotFound, "Page not found"), (answer.Status, answer.Heading));
    }

    [Theory]
    [InlineData("/kpis/web.sessions/goal")]
    [InlineData("/kpis/web.sessions/override")]
    public async Task A_viewer_sets_neither_goals_nor_values(string path)
    {
        using var viewer = Nexus.SignIn("viewer");

        var form = await viewer.GetAsync(path);
        var page = await viewer.GetAsync("/kpis/web.sessions");
        var posted = await viewer.PostAsync(page, path, ("target", "5"), ("period", "month"));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (form.Status, posted.Status));
        Assert.DoesNotContain($"href=\"{path}\"", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_that_is_refused_is_shown_again_as_it_was_typed()
    {
        using var person = Nexus.SignIn("editor");
        var page = await person.GetAsync("/kpis/web.sessions");

        var refused = await person.PostAsync(
            page,
            "/kpis/web.sessions/notes",
            ("title", "Spring sale"),
            ("from", "someday"),
            ("text", "All of it"),
            ("everywhere", "true")
        );

        Assert.Equal((HttpStatusCode.UnprocessableEntity, page.Heading), (refused.Status, refused.Heading));
        Assert.Contains("value=\"Spring sale\"", refused.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"someday\"", refused.Html, StringComparison.Ordinal);
        Assert.Contains(">All of it</textarea>", refused.Html, StringComparison.Ordinal);
        Assert.Matches("<details[^>]*id=\"add-note\"[^>]* open", refused.Html);
        Assert.Contains("hx-get=\"/kpis/web.sessions\"", refused.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("goal/01960000-0000-7000-8000-000000000000/remove", "Remove this goal?")]
    [InlineData("notes/01960000-0000-7000-8000-000000000000/remove", "Remove this note?")]
    public async Task What_is_lost_is_asked_about_first(string part, string question)
    {
        using var person = Nexus.SignIn("editor");

        var asked = await person.GetAsync($"/kpis/web.sessions/{part}");

        Assert.Equal((HttpStatusCode.OK, question), (asked.Status, asked.Heading));
        Assert.Contains($"action=\"/kpis/web.sessions/{part}\"", asked.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_is_searched_and_narrowed_down()
    {
        using var person = Nexus.SignIn("viewer");

        var found = await person.GetAsync("/kpis?search=security%20score");
        var none = await person.GetAsync("/kpis?search=unicorns");
        var security = await person.GetAsync("/kpis?category=security");

        Assert.Contains("1 of 22", found.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing found", none.Text, StringComparison.Ordinal);
        Assert.Contains("2 of 22", security.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "month", "f-target-fault")]
    [InlineData("12,5", "month", "f-target-fault")]
    [InlineData("5", "custom", "f-from-fault")]
    public async Task A_goal_that_is_refused_is_shown_again_with_the_fault(string target, string period, string fault)
    {
        using var person = Nexus.SignIn("editor");
        var form = await person.GetAsync("/kpis/web.sessions/goal");

        var answer = await person.PostAsync(
            form,
            "/kpis/web.sessions/goal",
            ("target", target),
            ("period", period),
            ("version", "0")
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains($"id=\"{fault}\"", answer.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_goal_is_set_with_numbers_as_people_write_them()
    {
        using var person = Nexus.SignIn("editor");
        var form = await person.GetAsync("/kpis/customers.new/goal");

        var answer = await person.PostAsync(
            form,
            "/kpis/customers.new/goal",
            ("target", "1,250.5"),
            ("period", "quarter"),
            ("version", "0")
        );

        Assert.Equal((HttpStatusCode.SeeOther, "/kpis/customers.new#goal"), (answer.Status, answer.Location));
        Assert.Equal(1250.5m, Assert.Single(await Nexus.SendAsync(new ListGoals.Query("customers.new"))).Target);
    }

    [Fact]
    public async Task A_value_that_could_be_for_several_parts_asks_which()
    {
        using var person = Nexus.SignIn("editor");
        var form = await person.GetAsync("/kpis/finance.costs/override");
        (string, string)[] fields = [("at", FiguresFixture.Yesterday), ("value", "7"), ("reason", "by hand")];

        var asked = await person.PostAsync(form, "/kpis/finance.costs/override", fields);
        var series = WebUtility.HtmlDecode(asked.Html.Split("<option value=\"")[1].Split('"')[0]);
        var set = await person.PostAsync(form, "/kpis/finance.costs/override", [.. fields, ("series", series)]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, asked.Status);
        Assert.Contains("account Services", asked.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, set.Status);
        Assert.Equal(7m, Assert.Single(await Nexus.SendAsync(new ListOverrides.Query("finance.costs"))).Value);
    }

    [Fact]
    public async Task A_number_leads_down_to_the_line_of_its_file()
    {
        using var person = Nexus.SignIn("viewer");

        var page = await person.GetAsync($"/kpis/finance.profit_margin/explain?at={FiguresFixture.Yesterday}");

        Assert.Contains("(revenue − costs) ÷ revenue", page.Text, StringComparison.Ordinal);
        Assert.Contains("bookkeeping.csv", page.Text, StringComparison.Ordinal);
        Assert.Contains("Line 386", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_that_cannot_be_read_is_refused_on_the_page()
    {
        using var person = Nexus.SignIn("viewer");

        var page = await person.GetAsync("/kpis/web.sessions/explain?at=soon");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
    }

    [Fact]
    public async Task A_note_stands_on_the_page_until_it_is_taken_away()
    {
        using var person = Nexus.SignIn("editor");
        var page = await person.GetAsync("/kpis/ads.clicks");

        await person.PostAsync(
            page,
            "/kpis/ads.clicks/notes",
            ("title", "Budget doubled"),
            ("from", FiguresFixture.Yesterday)
        );
        var noted = await person.GetAsync("/kpis/ads.clicks");
        var remove = noted.Html.Split("/kpis/ads.clicks/notes/")[1].Split('"')[0];
        await person.PostAsync(noted, $"/kpis/ads.clicks/notes/{remove}");
        var without = await person.GetAsync("/kpis/ads.clicks");

        Assert.Contains("Budget doubled", noted.Text, StringComparison.Ordinal);
        // What was just said about it is a toast; the note itself is gone.
        Assert.DoesNotContain("Budget doubled", without.Text, StringComparison.Ordinal);
    }
}

/// <summary>Pages of a workspace with figures.</summary>
public sealed class FiguresFixture : IAsyncLifetime
{
    public PagesFixture Nexus { get; } = new();

    public static string Yesterday =>
        TimeProvider
            .System.GetUtcNow()
            .UtcDateTime.AddDays(-1)
            .ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    public async Task InitializeAsync()
    {
        await Nexus.InitializeAsync();
        using var http = Nexus.Node.Client(Nexus.OperatorKey);
        await SampleFigures.ImportAsync(http, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
    }

    public Task DisposeAsync() => Nexus.DisposeAsync();
}
