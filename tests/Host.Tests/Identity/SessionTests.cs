using System.Net;
using Nexus.Application;
using Nexus.Application.Features.People;
using Nexus.Domain.Workspaces;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Identity;

public sealed class SessionTests(IdentityScene scene) : IClassFixture<IdentityScene>
{
    [Fact]
    public async Task A_session_that_is_ended_here_counts_no_more_from_the_next_request_on()
    {
        var (laptop, phone) = await TwoAsync("twice@example.com");
        var listed = await scene.SendAsync(phone, new ListSessions.Query());
        Assert.Equal([true, false], listed.Select(session => session.IsThis).OrderDescending());

        await scene.SendAsync(phone, new EndSession.Command(listed.Single(session => !session.IsThis).Session.Id));

        Assert.Null(await scene.FindAsync(laptop));
        Assert.NotNull(await scene.FindAsync(phone));
    }

    [Fact]
    public async Task An_ended_session_counts_no_more_on_every_node_within_a_second()
    {
        await using var other = await scene.NodeAsync();
        var (laptop, phone) = await TwoAsync("elsewhere@example.com");
        Assert.NotNull(await scene.FindAsync(laptop, other));
        await scene.SendAsync(phone, new EndSession.Command(Id: null));

        scene.Clock.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Null(await scene.FindAsync(laptop, other));
        Assert.NotNull(await scene.FindAsync(phone, other));
    }

    [Fact]
    public async Task A_session_of_somebody_else_is_none()
    {
        var mine = await scene.JoinAsync("me@example.com");
        var theirs = await scene.JoinAsync("them@example.com");
        var id = (await scene.FindAsync(theirs))!.Session.Id;

        var refusal = await Assert.ThrowsAsync<RefusedException>(() =>
            scene.SendAsync(mine, new EndSession.Command(id))
        );

        Assert.Equal("session_not_found", refusal.Code);
        Assert.NotNull(await scene.FindAsync(theirs));
    }

    [Fact]
    public async Task Another_password_ends_all_other_sessions()
    {
        var (laptop, phone) = await TwoAsync("changed@example.com");

        await scene.SendAsync(phone, new ChangePassword.Command(SignedInPeople.Password, "four quite different words"));

        Assert.Null(await scene.FindAsync(laptop));
        Assert.NotNull(await scene.FindAsync(phone));
        await Assert.ThrowsAsync<RefusedException>(() => scene.SignInAsync("changed@example.com"));
        Assert.NotNull(await scene.SignInAsync("changed@example.com", "four quite different words"));
    }

    [Fact]
    public async Task A_wrong_current_password_changes_nothing_and_is_counted()
    {
        var token = await scene.JoinAsync("guessing@example.com");
        for (var i = 0; i < 5; i++)
        {
            var refusal = await Assert.ThrowsAsync<RefusedException>(() =>
                scene.SendAsync(token, new ChangePassword.Command("not my password", "four quite different words"))
            );
            Assert.Equal("password_refused", refusal.Code);
        }

        await Assert.ThrowsAsync<RefusedException>(() =>
            scene.SendAsync(token, new ChangePassword.Command(SignedInPeople.Password, "four quite different words"))
        );
    }

    [Fact]
    public async Task A_session_ends_two_weeks_after_its_last_use()
    {
        var token = await scene.JoinAsync("away@example.com", MemberRole.Viewer);
        using var browser = scene.Node.Continue(token, "away@example.com");
        scene.Clock.Advance(TimeSpan.FromDays(13));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(browser));

        scene.Clock.Advance(TimeSpan.FromDays(13));
        Assert.NotNull(await scene.FindAsync(token));
        scene.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Null(await scene.FindAsync(token));
    }

    [Fact]
    public async Task The_next_start_and_other_nodes_take_the_cookie_of_this_one()
    {
        var token = await scene.JoinAsync("nodes@example.com", MemberRole.Viewer);
        using var browser = scene.Node.Continue(token, "nodes@example.com");
        await using var other = await scene.NodeAsync();
        using var there = other.Browser();
        there.DefaultRequestHeaders.Add("Cookie", browser.Cookies.GetCookieHeader(scene.Node.Address));

        using var answer = await there.GetAsync("/oauth/google-analytics/authorize");

        await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "insufficient_scope", answer);
    }

    [Fact]
    public async Task A_cookie_that_somebody_made_up_is_none()
    {
        using var client = scene.Node.Browser();
        client.DefaultRequestHeaders.Add("Cookie", "nexus-session=CfDJ8AAAAAAAAAAAAAAAAAAAAAA");

        using var answer = await client.GetAsync("/oauth/google-analytics/authorize");

        await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthenticated", answer);
    }

    [Fact]
    public async Task The_api_takes_no_cookies()
    {
        var token = await scene.JoinAsync("cookie@example.com");
        using var browser = scene.Node.Continue(token, "cookie@example.com");

        using var answer = await browser.Http.GetAsync("/api/v1/workspace");

        await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthenticated", answer);
    }

    [Fact]
    public async Task A_role_that_is_taken_away_counts_from_the_next_request_on()
    {
        var owner = await scene.JoinAsync("demoting@example.com");
        var token = await scene.JoinAsync("demoted@example.com", MemberRole.Admin);
        using var browser = scene.Node.Continue(token, "demoted@example.com");
        Assert.NotEqual(HttpStatusCode.Forbidden, await AskAsync(browser));

        await scene.SendAsync(owner, new ChangeMemberRole.Command((await scene.FindAsync(token))!.Person.Id, "viewer"));

        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(browser));
    }

    /// <summary>The answer to a request that an editor may make.</summary>
    private static async Task<HttpStatusCode> AskAsync(SignedInClient browser)
    {
        using var answer = await browser.Http.GetAsync("/oauth/google-analytics/authorize");
        return answer.StatusCode;
    }

    private async Task<(string Laptop, string Phone)> TwoAsync(string email) =>
        (await scene.JoinAsync(email), (await scene.SignInAsync(email)).Token);
}
