using System.Net;
using Nexus.Testing.Http.Pages;

namespace Nexus.Host.Tests.Pages;

public sealed class ShellTests(PagesFixture nexus) : IClassFixture<PagesFixture>
{
    [Fact]
    public async Task Who_is_not_signed_in_is_sent_to_sign_in_and_back()
    {
        using var stranger = nexus.Stranger();

        var answer = await stranger.GetAsync("/?a=1&b=2");

        Assert.Equal(
            (HttpStatusCode.SeeOther, "/sign-in?returnUrl=%2F%3Fa%3D1%26b%3D2"),
            (answer.Status, answer.Location)
        );
    }

    [Fact]
    public async Task A_swap_of_who_is_not_signed_in_loads_the_sign_in_page_whole()
    {
        using var stranger = nexus.Stranger();

        var answer = await stranger.GetAsync("/", ("HX-Request", "true"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("/sign-in?returnUrl=%2F", answer.Headers["HX-Redirect"]);
    }

    [Fact]
    public async Task A_key_opens_no_page()
    {
        using var stranger = nexus.Stranger();

        var answer = await stranger.GetAsync("/", ("Authorization", $"Bearer {nexus.OperatorKey}"));

        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
    }

    [Fact]
    public async Task What_is_not_there_is_said_on_a_page_in_its_frame()
    {
        using var person = nexus.SignIn();

        var answer = await person.GetAsync("/nowhere");

        Assert.Equal((HttpStatusCode.NotFound, "Page not found"), (answer.Status, answer.Heading));
        Assert.Contains("<nav class=\"nav\" id=\"nav-side\"", answer.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_sees_nothing_of_the_frame()
    {
        using var stranger = nexus.Stranger();

        var answer = await stranger.GetAsync("/nowhere");

        Assert.Equal((HttpStatusCode.NotFound, "Page not found"), (answer.Status, answer.Heading));
        Assert.DoesNotContain("<nav", answer.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_are_still_told_problems()
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);
        using var answer = await client.GetAsync("/api/v1/nowhere");

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("content-security-policy", "default-src 'none'; script-src 'self'")]
    [InlineData("x-content-type-options", "nosniff")]
    [InlineData("x-frame-options", "DENY")]
    [InlineData("cache-control", "no-store")]
    [InlineData("vary", "HX-Request")]
    public async Task A_page_says_what_may_be_done_with_it(string header, string value)
    {
        using var person = nexus.SignIn();

        var answer = await person.GetAsync("/nowhere");

        Assert.Contains(value, answer.Headers[header], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_holds_no_script_or_style_of_its_own()
    {
        using var person = nexus.SignIn();

        var answer = await person.GetAsync("/nowhere");

        Assert.DoesNotMatch(
            "<style|style=\"|<script(?![^>]* src=| type=\"application/json\")| on[a-z]+=\"",
            answer.Html
        );
    }

    [Fact]
    public async Task A_form_without_its_token_changes_nothing()
    {
        using var person = nexus.SignIn();
        var page = await person.GetAsync("/nowhere");
        var bare = page with { Html = page.Html.Replace("_csrf", "_other", StringComparison.Ordinal) };

        var answer = await person.PostAsync(bare, "/theme", ("theme", "dark"));

        Assert.Equal((HttpStatusCode.BadRequest, "This form is too old"), (answer.Status, answer.Heading));
        Assert.DoesNotContain(
            "nexus-theme",
            answer.Headers.GetValueOrDefault("Set-Cookie", ""),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_form_of_another_person_is_not_taken()
    {
        using var person = nexus.SignIn();
        using var other = nexus.SignIn();
        var page = await person.GetAsync("/nowhere");
        await other.GetAsync("/nowhere");

        var answer = await other.PostAsync(page, "/theme", ("theme", "dark"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Fact]
    public async Task The_theme_comes_with_the_page()
    {
        using var person = nexus.SignIn();
        var page = await person.GetAsync("/nowhere");

        var answer = await person.PostAsync(page, "/theme", ("theme", "dark"), ("returnUrl", "/nowhere"));
        var after = await person.FollowAsync(answer);

        Assert.Equal((HttpStatusCode.SeeOther, "/nowhere"), (answer.Status, answer.Location));
        Assert.Contains("<html lang=\"en\" data-theme=\"dark\">", after.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    [InlineData("elsewhere")]
    [InlineData("")]
    public async Task A_redirect_never_leaves_Nexus(string to)
    {
        using var person = nexus.SignIn();
        var page = await person.GetAsync("/nowhere");

        var answer = await person.PostAsync(page, "/theme", ("returnUrl", to));

        Assert.Equal("/", answer.Location);
    }

    [Fact]
    public async Task A_swap_gets_the_page_without_the_frame()
    {
        using var person = nexus.SignIn();

        var answer = await person.GetAsync("/nowhere", ("HX-Request", "true"));

        Assert.DoesNotContain("<body", answer.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<nav class=\"nav\"", answer.Html, StringComparison.Ordinal);
        Assert.Contains("<title>Page not found", answer.Html, StringComparison.Ordinal);
        Assert.Contains("<main id=\"page\"", answer.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/account", "X-Nexus-Workspace")]
    [InlineData("/runs?a=1", "X-Nexus-Person")]
    public async Task A_part_of_a_page_is_not_put_into_the_frame_of_another_workspace_or_person(
        string path,
        string header
    )
    {
        using var person = nexus.SignIn();

        var answer = await person.GetAsync(path, ("HX-Request", "true"), (header, $"{Guid.CreateVersion7()}"));

        Assert.Equal((HttpStatusCode.NoContent, ""), (answer.Status, answer.Html));
        Assert.Equal(path, answer.Headers["HX-Redirect"]);
    }

    [Theory]
    [InlineData("/audit/export")]
    [InlineData("/kpis/finance.revenue/export.csv")]
    [InlineData("/connections/new/google-analytics/consent")]
    [InlineData("/live")]
    public async Task What_the_link_of_another_workspace_leads_to_is_not_begun_in_the_open_one(string path)
    {
        using var person = nexus.SignIn();
        var old = Guid.CreateVersion7();

        var answer = await person.GetAsync(
            $"{path}?_workspace={old}",
            ("Referer", $"{nexus.Node.Address}audit?action=point.changed")
        );

        Assert.Equal((HttpStatusCode.Conflict, "Another workspace is open"), (answer.Status, answer.Heading));
        Assert.Contains($"name=\"to\" value=\"{old}\"", answer.Html, StringComparison.Ordinal);
        Assert.Contains(
            "name=\"returnUrl\" value=\"/audit?action=point.changed\"",
            answer.Html,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_step_in_the_tab_of_another_workspace_says_so_and_leads_on_to_where_it_went()
    {
        using var person = nexus.SignIn();

        var answer = await person.GetAsync(
            "/kpis?search=a",
            ("HX-Request", "true"),
            ("HX-Target", "main#page"),
            ("X-Nexus-Workspace", $"{Guid.CreateVersion7()}")
        );

        Assert.Equal((HttpStatusCode.Conflict, "Another workspace is open"), (answer.Status, answer.Heading));
        Assert.Contains("name=\"returnUrl\" value=\"/kpis?search=a\"", answer.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<body", answer.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/audit", "/audit/export")]
    [InlineData("/kpis/finance.revenue", "/kpis/finance.revenue/export.csv")]
    public async Task What_is_loaded_outside_the_frame_names_the_workspace_of_the_page(string path, string link)
    {
        using var person = nexus.SignIn();

        var page = await person.GetAsync(path);

        var found = System.Text.RegularExpressions.Regex.Match(
            WebUtility.HtmlDecode(page.Html),
            $"href=\"{System.Text.RegularExpressions.Regex.Escape(link)}[^\"]*_workspace=([0-9a-f-]+)"
        );
        Assert.Equal($"{nexus.Workspace.PublicId}", found.Groups[1].Value);
    }

    [Fact]
    public async Task A_step_from_page_to_page_brings_the_navigation_along()
    {
        using var person = nexus.SignIn();

        var answer = await person.GetAsync("/nowhere", ("HX-Request", "true"), ("HX-Target", "main#page"));

        Assert.Contains(
            "id=\"nav-side\" aria-label=\"Main\" hx-swap-oob=\"outerMorph\"",
            answer.Html,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Files_are_kept_for_good_and_sent_compressed()
    {
        using var person = nexus.SignIn();
        var page = await person.GetAsync("/nowhere");
        var address = System
            .Text.RegularExpressions.Regex.Match(page.Html, "href=\"(/lib/app\\.[0-9a-f]+\\.css)\"")
            .Groups[1]
            .Value;

        var answer = await person.GetAsync(address, ("Accept-Encoding", "br"));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("public, max-age=31536000, immutable", answer.Headers["Cache-Control"]);
        Assert.Equal("br", answer.Headers["Content-Encoding"]);
        Assert.Equal("text/css", answer.Headers["Content-Type"]);
    }

    [Theory]
    [InlineData("/lib/names.json")]
    [InlineData("/lib/.sources")]
    [InlineData("/lib/app.css")]
    [InlineData("/lib/..%2Fappsettings.json")]
    public async Task Nothing_else_is_served(string path)
    {
        using var person = nexus.SignIn();

        Assert.Equal(HttpStatusCode.NotFound, (await person.GetAsync(path)).Status);
    }
}
