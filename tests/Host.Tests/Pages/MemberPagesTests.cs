using System.Net;
using System.Text.RegularExpressions;
using Nexus.Application.Features.People;
using Nexus.Domain.Workspaces;
using Nexus.Host.Tests.Identity;
using Nexus.Testing.Http;
using Nexus.Testing.Http.Pages;

namespace Nexus.Host.Tests.Pages;

public sealed partial class MemberPagesTests(IdentityScene scene) : IClassFixture<IdentityScene>
{
    private const string Members = "/settings/members";

    [Fact]
    public async Task The_last_owner_is_neither_removed_nor_made_less()
    {
        var (workspace, owner) = await FoundAsync("last@example.com");
        using var browser = await SignInAsync("last@example.com");
        var page = await browser.GetAsync(Members);

        var lessened = await browser.PostAsync(page, $"{Members}/{owner}/role", ("role", "viewer"));
        var removed = await browser.PostAsync(page, $"{Members}/{owner}/remove");

        foreach (var answer in new[] { lessened, removed })
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
            Assert.Contains("last owner", answer.Text, StringComparison.Ordinal);
        }
        await scene.JoinAsync("next@example.com", MemberRole.Owner, workspace);
        Assert.Equal(
            HttpStatusCode.SeeOther,
            (await browser.PostAsync(page, $"{Members}/{owner}/role", ("role", "admin"))).Status
        );
    }

    [Fact]
    public async Task An_admin_makes_nobody_an_owner_and_touches_none()
    {
        var (workspace, owner) = await FoundAsync("above@example.com");
        await scene.JoinAsync("admin@example.com", MemberRole.Admin, workspace);
        using var browser = await SignInAsync("admin@example.com");
        var page = await browser.GetAsync(Members);

        var invited = await browser.PostAsync(page, $"{Members}/invitations", ("role", "owner"), ("note", ""));
        var lessened = await browser.PostAsync(page, $"{Members}/{owner}/role", ("role", "viewer"));
        var removed = await browser.PostAsync(page, $"{Members}/{owner}/remove");

        Assert.All([invited, lessened, removed], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.Status));
        Assert.DoesNotContain("value=\"owner\"", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_of_another_workspace_is_nobody_here()
    {
        var (_, stranger) = await FoundAsync("elsewhere-owner@example.com");
        await FoundAsync("here-owner@example.com");
        using var browser = await SignInAsync("here-owner@example.com");
        var page = await browser.GetAsync(Members);

        var known = await browser.PostAsync(page, $"{Members}/{stranger}/role", ("role", "viewer"));
        var unknown = await browser.PostAsync(page, $"{Members}/{Guid.NewGuid()}/role", ("role", "viewer"));

        Assert.Equal(HttpStatusCode.NotFound, known.Status);
        Assert.Equal((known.Status, known.Text), (unknown.Status, unknown.Text));
        Assert.DoesNotContain("elsewhere-owner@example.com", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_is_shown_once_and_works_until_it_is_withdrawn()
    {
        await FoundAsync("linking@example.com");
        using var browser = await SignInAsync("linking@example.com");
        var page = await browser.GetAsync(Members);

        var made = await browser.PostAsync(page, $"{Members}/invitations", ("role", "editor"), ("note", "Berta"));
        var link = new Uri(Link().Match(made.Html).Groups[1].Value).AbsolutePath;
        var listed = await browser.GetAsync(Members);

        Assert.Contains("Berta", listed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(link, listed.Html, StringComparison.Ordinal);
        using var guest = new PageClient(scene.Node.Address, session: null);
        Assert.Equal(HttpStatusCode.OK, (await guest.GetAsync(link)).Status);
        var withdraw = Withdraw().Match(listed.Html).Groups[1].Value;
        await browser.PostAsync(listed, withdraw);
        Assert.Equal(HttpStatusCode.NotFound, (await guest.GetAsync(link)).Status);
    }

    [Fact]
    public async Task What_happens_to_members_stands_in_the_audit_trail()
    {
        var (workspace, _) = await FoundAsync("audited@example.com");
        var token = await scene.JoinAsync("subject@example.com", MemberRole.Viewer, workspace);
        var person = (await scene.FindAsync(token))!.Person.Id;
        using var browser = await SignInAsync("audited@example.com");
        var page = await browser.GetAsync(Members);
        await browser.PostAsync(page, $"{Members}/{person}/role", ("role", "editor"));
        await browser.PostAsync(page, $"{Members}/{person}/remove");

        await using var connection = new Npgsql.NpgsqlConnection(scene.Database.Administrator);
        await connection.OpenAsync();
        await using var read = new Npgsql.NpgsqlCommand(
            "select actor || ' ' || action from nexus.audit_event where subject = $1 order by event_id",
            connection
        );
        read.Parameters.Add(new Npgsql.NpgsqlParameter<string> { TypedValue = person.ToString() });
        var events = new List<string>();
        await using var row = await read.ExecuteReaderAsync();
        while (await row.ReadAsync())
            events.Add(row.GetString(0));

        Assert.Equal(
            [
                "person:subject@example.com member.joined",
                "person:audited@example.com member.role_changed",
                "person:audited@example.com member.removed",
            ],
            events
        );
    }

    /// <summary>A workspace of somebody's own, so that they are its last owner.</summary>
    private async Task<(Guid Workspace, Guid Owner)> FoundAsync(string email)
    {
        var token = await scene.JoinAsync(email);
        var founded = await scene.SendAsync(token, new FoundWorkspace.Command($"Of {email}", "UTC", "EUR"));
        return (founded.Id, (await scene.FindAsync(token))!.Person.Id);
    }

    private async Task<PageClient> SignInAsync(string email)
    {
        var browser = new PageClient(scene.Node.Address, session: null);
        var page = await browser.GetAsync("/sign-in");
        await browser.PostAsync(page, "/sign-in", ("email", email), ("password", SignedInPeople.Password));
        return browser;
    }

    [GeneratedRegex("id=\"f-link\" value=\"([^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("href=\"([^\"]+/revoke)\"", RegexOptions.None, 1000)]
    private static partial Regex Withdraw();
}
