using System.Net;
using Nexus.Application.Features.Annotations;
using Nexus.Testing.Http.Pages;

namespace Nexus.Host.Tests.Pages.Notes;

public sealed class NotesPagesTests(PagesFixture nexus) : IClassFixture<PagesFixture>
{
    private async Task<AnnotationView?> NotedAsync(string title) =>
        (await nexus.SendAsync(new ListAnnotations.Query(null, null, null, null, null, null, 200))).FirstOrDefault(
            note => note.Title == title
        );

    [Fact]
    public async Task A_viewer_writes_no_notes()
    {
        using var viewer = nexus.SignIn("viewer");

        var form = await viewer.GetAsync("/notes/new");
        var posted = await viewer.PostAsync(
            await viewer.GetAsync("/kpis"),
            "/notes",
            ("title", "Mine"),
            ("from", "2026-11-02")
        );

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (form.Status, posted.Status));
    }

    [Fact]
    public async Task A_last_day_before_the_first_is_refused_at_its_field_and_what_was_typed_stays()
    {
        using var person = nexus.SignIn("editor");
        var form = await person.GetAsync("/notes/new");

        var answer = await person.PostAsync(
            form,
            "/notes",
            ("title", "Backwards"),
            ("from", "2026-11-05"),
            ("to", "2026-11-02")
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("id=\"f-to-fault\"", answer.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"Backwards\"", answer.Html, StringComparison.Ordinal);
        Assert.Null(await NotedAsync("Backwards"));
    }

    [Fact]
    public async Task A_note_on_several_days_is_written_changed_and_taken_away()
    {
        using var person = nexus.SignIn("editor");
        var form = await person.GetAsync("/notes/new?day=2026-11-02&back=%2Fdashboards");

        var added = await person.PostAsync(
            form,
            "/notes",
            ("title", "Campaign week"),
            ("from", "2026-11-02"),
            ("to", "2026-11-08"),
            ("metric", "web.sessions"),
            ("back", "/dashboards")
        );
        var note = await NotedAsync("Campaign week");
        var page = await person.GetAsync($"/notes/{note!.Id}");
        var changed = await person.PostAsync(
            page,
            $"/notes/{note.Id}",
            ("title", "Campaign week, cut short"),
            ("from", "2026-11-02"),
            ("to", ""),
            ("back", "/kpis")
        );
        var after = await NotedAsync("Campaign week, cut short");
        await person.PostAsync(page, $"/notes/{note.Id}/remove", ("back", "/kpis"));

        Assert.Equal((HttpStatusCode.SeeOther, "/dashboards"), (added.Status, added.Location));
        Assert.Equal(new DateOnly(2026, 11, 8), note.To);
        Assert.Contains("value=\"2026-11-08\"", page.Html, StringComparison.Ordinal);
        Assert.Equal("/kpis", changed.Location);
        Assert.Equal((new DateOnly(2026, 11, 2), null), (after!.To, after.Metric));
        Assert.Null(await NotedAsync("Campaign week, cut short"));
    }

    [Fact]
    public async Task A_way_back_that_leads_elsewhere_is_not_taken()
    {
        using var person = nexus.SignIn("editor");

        var page = await person.GetAsync("/notes/new?back=https%3A%2F%2Felsewhere.example%2F");

        Assert.Contains("name=\"back\" value=\"/\"", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_that_is_not_there_looks_like_any_other_page_that_is_not()
    {
        using var person = nexus.SignIn("editor");

        var answer = await person.GetAsync($"/notes/{Guid.NewGuid()}");

        Assert.Equal((HttpStatusCode.NotFound, "Page not found"), (answer.Status, answer.Heading));
    }
}
