using System.Net;
using Nexus.Application.Features.Dashboards;
using Nexus.Application.Features.Sharing;
using Nexus.Application.Storage;
using Nexus.Testing.Http.Pages;

namespace Nexus.Host.Tests.Pages.Dashboards;

public sealed class DashboardPagesTests(PagesFixture nexus) : IClassFixture<PagesFixture>
{
    private Task<DashboardView> NewAsync(string name) => nexus.SendAsync(new CreateDashboard.Command(name));

    private async Task<DashboardView> WithTileAsync(string name)
    {
        var made = await NewAsync(name);
        var tile = new TileSettings("value", Query: new TileQuery("web.sessions"));
        return (await nexus.SendAsync(new AddTile.Command(made.Id, 1, tile))).Dashboard;
    }

    [Theory]
    [InlineData("/dashboards/new")]
    [InlineData("/dashboards/{id}/settings")]
    [InlineData("/dashboards/{id}/share")]
    [InlineData("/dashboards/{id}/delete")]
    [InlineData("/dashboards/{id}/tiles/new")]
    public async Task A_viewer_is_not_shown_what_only_editors_do(string path)
    {
        var dashboard = await NewAsync("Looked at");
        using var viewer = nexus.SignIn("viewer");

        var answer = await viewer.GetAsync(path.Replace("{id}", dashboard.Id.ToString(), StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.Forbidden, "You may not do this"), (answer.Status, answer.Heading));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    public async Task A_width_that_the_buttons_reach_is_kept_by_the_form(int width)
    {
        var made = await NewAsync("Wide");
        var tile = new TileSettings("value", Width: width, Query: new TileQuery("web.sessions"));
        var added = (await nexus.SendAsync(new AddTile.Command(made.Id, 1, tile))).Dashboard;
        using var person = nexus.SignIn("editor");

        var page = await person.GetAsync($"/dashboards/{made.Id}/tiles/{added.Tiles[0].Id}");

        Assert.Matches($"<option value=\"{width}\"[^>]* selected", page.Html);
    }

    [Fact]
    public async Task A_viewer_looks_and_finds_no_way_to_change()
    {
        var dashboard = await WithTileAsync("Looked at only");
        using var viewer = nexus.SignIn("viewer");

        var page = await viewer.GetAsync($"/dashboards/{dashboard.Id}?edit=1");
        var changed = await viewer.PostAsync(
            page,
            $"/dashboards/{dashboard.Id}/tiles/{dashboard.Tiles[0].Id}/remove",
            ("version", "2")
        );

        Assert.Equal("Looked at only", page.Heading);
        Assert.DoesNotContain("tile-tools", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain($"href=\"/dashboards/{dashboard.Id}?edit=1", page.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, changed.Status);
    }

    [Fact]
    public async Task A_dashboard_that_is_not_there_looks_like_any_other_page_that_is_not()
    {
        using var person = nexus.SignIn();

        var answer = await person.GetAsync($"/dashboards/{Guid.NewGuid()}");

        Assert.Equal((HttpStatusCode.NotFound, "Page not found"), (answer.Status, answer.Heading));
    }

    [Fact]
    public async Task A_name_that_is_refused_is_said_at_its_field()
    {
        using var person = nexus.SignIn();
        var form = await person.GetAsync("/dashboards/new");

        var answer = await person.PostAsync(form, "/dashboards", ("name", " "));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("id=\"f-name-fault\"", answer.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_what_somebody_else_changed_is_refused_and_said()
    {
        var dashboard = await WithTileAsync("Two editors");
        using var person = nexus.SignIn("editor");
        var page = await person.GetAsync($"/dashboards/{dashboard.Id}?edit=1");
        await nexus.SendAsync(new ChangeDashboard.Command(dashboard.Id, 2, "Two editors", "7d", null));

        var answer = await person.PostAsync(
            page,
            $"/dashboards/{dashboard.Id}/tiles/{dashboard.Tiles[0].Id}/remove",
            ("version", "2")
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("Somebody else changed the dashboard", answer.Text, StringComparison.Ordinal);
        Assert.Single((await nexus.SendAsync(new GetDashboard.Query(dashboard.Id))).Tiles);
    }

    [Fact]
    public async Task A_tile_without_what_it_splits_by_is_shown_again_with_the_fault()
    {
        var dashboard = await NewAsync("Ranked");
        using var person = nexus.SignIn();
        var form = await person.GetAsync($"/dashboards/{dashboard.Id}/tiles/new");

        var answer = await person.PostAsync(
            form,
            $"/dashboards/{dashboard.Id}/tiles",
            ("version", "1"),
            ("kind", "ranking"),
            ("metric", "web.sessions")
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("this kind of tile shows groups", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_value_is_a_sentence_and_never_zero()
    {
        var dashboard = await WithTileAsync("Empty");
        using var person = nexus.SignIn();

        var page = await person.GetAsync($"/dashboards/{dashboard.Id}");

        Assert.Contains("No data yet.", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"val\"", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_is_a_file_that_is_named_after_the_dashboard()
    {
        var dashboard = await WithTileAsync("Exported");
        using var person = nexus.SignIn("viewer");

        var file = await person.GetAsync($"/dashboards/{dashboard.Id}/export.csv?period=7d");

        Assert.Contains("Exported", file.Headers["content-disposition"], StringComparison.Ordinal);
        Assert.StartsWith("tile,metric,unit,currency,group,start,value,final", file.Html, StringComparison.Ordinal);
        Assert.Equal(8, file.Html.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task A_link_that_opens_nothing_says_so_without_saying_why()
    {
        var dashboard = await NewAsync("Private");
        var link = await nexus.SendAsync(new CreateShareLink.Command(dashboard.Id, 1));
        await nexus.SendAsync(new RevokeShareLink.Command(link.Id));
        using var stranger = nexus.Stranger();

        var revoked = await stranger.GetAsync($"/share/{link.Token}");
        var unknown = await stranger.GetAsync("/share/" + ShareToken.Generate().Text);
        var mistyped = await stranger.GetAsync("/share/abc");

        Assert.All(
            [revoked, unknown, mistyped],
            answer =>
            {
                Assert.Equal(HttpStatusCode.NotFound, answer.Status);
                Assert.Equal(revoked.Text, answer.Text);
            }
        );
    }

    [Fact]
    public async Task A_shared_dashboard_is_kept_from_search_engines_and_leads_nowhere()
    {
        var dashboard = await WithTileAsync("Shown to all");
        var link = await nexus.SendAsync(new CreateShareLink.Command(dashboard.Id, 1));
        using var stranger = nexus.Stranger();

        var page = await stranger.GetAsync($"/share/{link.Token}?period=7d&filter=channel:Email");

        Assert.Equal((HttpStatusCode.OK, "Shown to all"), (page.Status, page.Heading));
        Assert.Equal("noindex, nofollow", page.Headers["x-robots-tag"]);
        foreach (
            var inside in (string[])["href=\"/dashboards", "href=\"/kpis", "href=\"/connections", "href=\"/uploads"]
        )
            Assert.DoesNotContain(inside, page.Html, StringComparison.Ordinal);
    }
}
