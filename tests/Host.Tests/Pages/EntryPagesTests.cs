using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.People;
using Nexus.Domain.Workspaces;
using Nexus.Host.Cli;
using Nexus.Host.Tests.Identity;
using Nexus.Testing.Http;
using Nexus.Testing.Http.Pages;
using Nexus.Testing.Postgres;

namespace Nexus.Host.Tests.Pages;

public sealed class EntryPagesTests(IdentityScene scene) : IClassFixture<IdentityScene>
{
    private const string Session = "nexus-session";

    [Fact]
    public async Task An_unknown_address_and_a_wrong_password_show_one_page()
    {
        await scene.JoinAsync("known@example.com");
        using var browser = Browser();

        var unknown = await SignInAsync(browser, "nobody@example.com", "a wrong password");
        var wrong = await SignInAsync(browser, "known@example.com", "a wrong password");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.Status);
        Assert.Equal((unknown.Status, unknown.Text), (wrong.Status, wrong.Text));
        Assert.Null(browser.Cookie(Session));
    }

    [Fact]
    public async Task Without_the_token_of_the_form_nobody_is_signed_in()
    {
        await scene.JoinAsync("forged@example.com");
        using var browser = Browser();
        var page = await browser.GetAsync("/sign-in");
        var bare = page with { Html = page.Html.Replace("_csrf", "_other", StringComparison.Ordinal) };

        var answer = await browser.PostAsync(
            bare,
            "/sign-in",
            ("email", "forged@example.com"),
            ("password", SignedInPeople.Password)
        );

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Null(browser.Cookie(Session));
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    public async Task Signing_in_never_leads_elsewhere(string returnUrl)
    {
        var email = $"led-{Guid.NewGuid():N}@example.com";
        await scene.JoinAsync(email);
        using var browser = Browser();

        var answer = await SignInAsync(browser, email, SignedInPeople.Password, returnUrl);
        var again = await browser.GetAsync($"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");

        Assert.Equal((HttpStatusCode.SeeOther, "/"), (answer.Status, answer.Location));
        Assert.Equal((HttpStatusCode.SeeOther, "/"), (again.Status, again.Location));
    }

    [Fact]
    public async Task Somebody_comes_back_to_where_they_were_going()
    {
        await scene.JoinAsync("back@example.com");
        using var browser = Browser();
        var sent = await browser.GetAsync("/settings/members?a=1");

        var page = await browser.FollowAsync(sent);
        var answer = await SignInAsync(browser, "back@example.com", SignedInPeople.Password, ReturnUrlOf(page));

        Assert.Equal("/settings/members?a=1", answer.Location);
    }

    [Fact]
    public async Task A_session_that_somebody_planted_is_not_the_one_that_begins()
    {
        var planted = await scene.JoinAsync("attacker@example.com");
        await scene.JoinAsync("victim@example.com");
        using var attacker = scene.Node.Continue(planted, "attacker@example.com");
        var cookie = attacker.Cookies.GetCookies(scene.Node.Address)[Session]!.Value;
        using var browser = Browser();
        browser.Keep(Session, cookie);
        var page = await browser.GetAsync("/account");
        await browser.PostAsync(page, "/sign-out");

        await SignInAsync(browser, "victim@example.com", SignedInPeople.Password);

        Assert.NotEqual(cookie, browser.Cookie(Session));
        Assert.Null(await scene.FindAsync(planted));
        Assert.Contains("Anna Example", (await browser.GetAsync("/account")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scripts_and_other_sites_have_no_use_of_the_cookie()
    {
        await scene.JoinAsync("cookies@example.com");
        using var browser = Browser();

        var answer = await SignInAsync(browser, "cookies@example.com", SignedInPeople.Password);

        var cookie = answer.Headers["Set-Cookie"].ToLowerInvariant();
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("secure", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_a_proxy_with_tls_the_cookie_travels_on_tls_alone()
    {
        await using var node = await RunningNexus.StartAsync(scene.Database, "Proxies:0=127.0.0.1");
        await scene.JoinAsync("tls@example.com");
        using var browser = new PageClient(node.Address, session: null);
        var page = await browser.GetAsync("/sign-in");

        var answer = await browser.PostAsync(
            page,
            "/sign-in",
            [("X-Forwarded-Proto", "https")],
            ("email", "tls@example.com"),
            ("password", SignedInPeople.Password)
        );

        Assert.Contains("secure", answer.Headers["Set-Cookie"].ToLowerInvariant(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passwords_are_tried_so_often_and_no_oftener_whether_or_not_there_is_an_account()
    {
        await using var node = await RunningNexus.StartAsync(scene.Database, "RateLimits:SignInPerAccount=2");
        using var browser = new PageClient(node.Address, session: null);

        for (var i = 0; i < 2; i++)
            Assert.Equal(
                HttpStatusCode.UnprocessableEntity,
                (await SignInAsync(browser, "unknown@example.com", "a wrong password")).Status
            );
        var third = await SignInAsync(browser, "UNKNOWN@example.com", "a wrong password");
        var other = await SignInAsync(browser, "another@example.com", "a wrong password");

        Assert.Equal(HttpStatusCode.TooManyRequests, third.Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
    }

    [Fact]
    public async Task One_address_tries_so_many_accounts_and_no_more()
    {
        await using var node = await RunningNexus.StartAsync(scene.Database, "RateLimits:SignInPerAddress=3");
        using var browser = new PageClient(node.Address, session: null);

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
            statuses.Add((await SignInAsync(browser, $"account-{i}@example.com", "a wrong password")).Status);

        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        Assert.All(statuses[..3], status => Assert.Equal(HttpStatusCode.UnprocessableEntity, status));
    }

    [Fact]
    public async Task Who_has_signed_out_is_out_also_with_a_copy_of_the_cookie()
    {
        await scene.JoinAsync("leaving@example.com");
        using var browser = Browser();
        await SignInAsync(browser, "leaving@example.com", SignedInPeople.Password);
        var cookie = browser.Cookie(Session)!;
        var page = await browser.GetAsync("/account");

        var answer = await browser.PostAsync(page, "/sign-out");

        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in"), (answer.Status, answer.Location));
        browser.Keep(Session, cookie);
        Assert.StartsWith("/sign-in?", (await browser.GetAsync("/account")).Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/welcome/")]
    [InlineData("/invitations/")]
    public async Task A_link_that_does_not_work_says_so_and_nothing_more(string path)
    {
        var used = await scene.Node.InviteAsync(MemberRole.Viewer);
        await scene.RegisterAsync(used.Token, $"used-{Guid.NewGuid():N}@example.com");
        using var browser = Browser();

        var gone = await browser.GetAsync(path + used.Token);
        var never = await browser.GetAsync(path + "made-up");
        var posted = await browser.PostAsync(await browser.GetAsync("/sign-in"), path + used.Token);

        Assert.Equal((HttpStatusCode.NotFound, "This link does not work"), (gone.Status, gone.Heading));
        Assert.Equal((gone.Status, gone.Text), (never.Status, never.Text));
        Assert.Equal((gone.Status, gone.Text), (posted.Status, posted.Text));
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_its_field_and_the_link_stays()
    {
        var link = await scene.Node.InviteAsync(MemberRole.Viewer);
        using var browser = Browser();
        var page = await browser.GetAsync(link.Path);

        var answer = await browser.PostAsync(
            page,
            link.Path,
            ("name", "Anna"),
            ("email", "no address"),
            ("password", "short")
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("An e-mail address looks like", answer.Text, StringComparison.Ordinal);
        Assert.Contains("12 to 256 characters", answer.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"Anna\"", answer.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("short", answer.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(link.Path)).Status);
    }

    [Fact]
    public async Task The_link_of_the_first_start_makes_the_owner_once()
    {
        await using var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        await using var node = await RunningNexus.StartAsync(database);
        await using var scope = node.Services.CreateAsyncScope();
        var first = await scope
            .ServiceProvider.GetRequiredService<IFirstStart>()
            .RunAsync(apiKey: null, CancellationToken.None);
        using var browser = new PageClient(node.Address, session: null);
        var page = await browser.GetAsync(first!.SignInPath!);

        var answer = await browser.PostAsync(
            page,
            first.SignInPath!,
            ("name", "Anna Example"),
            ("email", "anna@example.com"),
            ("password", SignedInPeople.Password)
        );

        Assert.Equal("Welcome to Nexus", page.Heading);
        Assert.Equal((HttpStatusCode.SeeOther, "/"), (answer.Status, answer.Location));
        var members = await browser.GetAsync("/settings/members");
        Assert.Contains("anna@example.com", members.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/workspaces/new")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(first.SignInPath!)).Status);
    }

    [Fact]
    public async Task Who_is_signed_in_joins_another_workspace_by_one_click()
    {
        var host = await scene.JoinAsync("page-host@example.com");
        await scene.SendAsync(host, new FoundWorkspace.Command("Bakery", "UTC", "EUR"));
        var link = await scene.SendAsync(host, new InviteMember.Command("editor", "guest"));
        await scene.JoinAsync("page-guest@example.com", MemberRole.Viewer);
        using var browser = Browser();
        await SignInAsync(browser, "page-guest@example.com", SignedInPeople.Password);

        var page = await browser.GetAsync(link.Path);
        var answer = await browser.PostAsync(page, link.Path);

        Assert.Equal("Join Bakery", page.Heading);
        Assert.Equal((HttpStatusCode.SeeOther, "/"), (answer.Status, answer.Location));
        Assert.Contains("editor of Bakery", (await browser.GetAsync("/account")).Text, StringComparison.Ordinal);
    }

    private PageClient Browser() => new(scene.Node.Address, session: null);

    private static async Task<PageAnswer> SignInAsync(
        PageClient browser,
        string email,
        string password,
        string returnUrl = "/"
    ) =>
        await browser.PostAsync(
            await browser.GetAsync("/sign-in"),
            "/sign-in",
            ("email", email),
            ("password", password),
            ("returnUrl", returnUrl)
        );

    private static string ReturnUrlOf(PageAnswer page)
    {
        var after = page.Html[(page.Html.IndexOf("name=\"returnUrl\" value=\"", StringComparison.Ordinal) + 24)..];
        return WebUtility.HtmlDecode(after[..after.IndexOf('"', StringComparison.Ordinal)]);
    }
}
