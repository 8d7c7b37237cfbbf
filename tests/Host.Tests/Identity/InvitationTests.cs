using FluentValidation;
using Nexus.Application;
using Nexus.Application.Features.People;
using Nexus.Domain.Workspaces;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Identity;

public sealed class InvitationTests(IdentityScene scene) : IClassFixture<IdentityScene>
{
    [Fact]
    public async Task A_link_that_is_unknown_used_withdrawn_or_too_old_gets_one_answer()
    {
        var owner = await scene.JoinAsync("inviting@example.com");
        var used = await scene.SendAsync(owner, new InviteMember.Command("viewer", null));
        await scene.RegisterAsync(used.Token, "used@example.com");
        var withdrawn = await scene.SendAsync(owner, new InviteMember.Command("viewer", null));
        await scene.SendAsync(owner, new RevokeInvitation.Command(withdrawn.Id));
        var old = await scene.SendAsync(owner, new InviteMember.Command("viewer", null));
        scene.Clock.Advance(TimeSpan.FromDays(7));

        var refusals = new List<RefusedException>();
        foreach (var token in new[] { "made-up", used.Token, withdrawn.Token, old.Token })
        {
            refusals.Add(await RefusedAsync(() => scene.SendAsync(new GetInvitation.Query(token))));
            refusals.Add(await RefusedAsync(() => scene.RegisterAsync(token, "late@example.com")));
            refusals.Add(
                await RefusedAsync(() =>
                    scene.SendAsync(owner, new AcceptInvitation.Command(token, IdentityScene.Laptop))
                )
            );
        }

        Assert.Single(refusals.Select(refused => (refused.Kind, refused.Code, refused.Message)).Distinct());
        Assert.Equal("invitation_unknown", refusals[0].Code);
    }

    [Fact]
    public async Task Of_many_who_open_a_link_at_once_one_gets_in()
    {
        var link = await scene.Node.InviteAsync(MemberRole.Viewer);

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(async i =>
                {
                    try
                    {
                        await scene.RegisterAsync(link.Token, $"race-{i}@example.com");
                        return "in";
                    }
                    catch (RefusedException refused)
                    {
                        return refused.Code;
                    }
                })
        );

        Assert.Single(outcomes, "in");
        Assert.Equal(5, outcomes.Count(outcome => outcome == "invitation_unknown"));
    }

    [Fact]
    public async Task A_link_does_not_give_away_the_account_of_somebody_else()
    {
        await scene.JoinAsync("victim@example.com");
        var link = await scene.Node.InviteAsync(MemberRole.Owner);

        var refusal = await RefusedAsync(() => scene.RegisterAsync(link.Token, "VICTIM@example.com"));

        Assert.Equal("email_taken", refusal.Code);
        Assert.NotNull(await scene.SignInAsync("victim@example.com"));
        Assert.NotNull(await scene.SendAsync(new GetInvitation.Query(link.Token)));
    }

    [Theory]
    [InlineData("short", "Password")]
    [InlineData("password1234", "Password")]
    [InlineData("Passwort!2026", "Password")]
    [InlineData("123456789012", "Password")]
    [InlineData("aaaabbbbcccc", "Password")]
    [InlineData("qwertyuiop123", "Password")]
    [InlineData("adminadminadmin", "Password")]
    [InlineData("new.person@example.com", "Password")]
    [InlineData("new.person2026", "Password")]
    [InlineData("Anna Example", "Password")]
    public async Task A_password_that_is_short_or_guessed_first_is_refused_at_its_field(string password, string field)
    {
        var link = await scene.Node.InviteAsync(MemberRole.Viewer);

        var refusal = await Assert.ThrowsAsync<ValidationException>(() =>
            scene.SendAsync(
                new RegisterByInvitation.Command(
                    link.Token,
                    "Anna Example",
                    "new.person@example.com",
                    password,
                    IdentityScene.Laptop
                )
            )
        );

        Assert.Equal(field, Assert.Single(refusal.Errors).PropertyName);
    }

    [Theory]
    [InlineData("three unrelated words")]
    [InlineData("kletterrosen am haus")]
    [InlineData("x7Kq-2mPz-9vLt")]
    public async Task A_password_of_any_characters_is_taken(string password)
    {
        var link = await scene.Node.InviteAsync(MemberRole.Viewer);

        Assert.NotNull(
            await scene.SendAsync(
                new RegisterByInvitation.Command(
                    link.Token,
                    "Anna Example",
                    $"fine-{link.Id}@example.com",
                    password,
                    IdentityScene.Laptop
                )
            )
        );
    }

    [Fact]
    public async Task Somebody_who_is_signed_in_elsewhere_joins_with_their_account_and_arrives_with_a_new_token()
    {
        var host = await scene.JoinAsync("host@example.com");
        var founded = await scene.SendAsync(host, new FoundWorkspace.Command("Elsewhere", "UTC", "EUR"));
        var guest = await scene.JoinAsync("guest@example.com", MemberRole.Viewer);
        var link = await scene.SendAsync(host, new InviteMember.Command("editor", "the guest"));

        var arrived = await scene.SendAsync(guest, new AcceptInvitation.Command(link.Token, IdentityScene.Laptop));

        Assert.Null(await scene.FindAsync(guest));
        var known = (await scene.FindAsync(arrived.Token))!;
        Assert.Equal((founded.Id, MemberRole.Editor), (known.Workspace.PublicId, known.Role));
        Assert.Equal(2, (await scene.SendAsync(arrived.Token, new ListJoinedWorkspaces.Query())).Count);
    }

    [Fact]
    public async Task A_member_does_not_use_a_link_of_their_own_workspace_up()
    {
        var owner = await scene.JoinAsync("already@example.com");
        var link = await scene.SendAsync(owner, new InviteMember.Command("viewer", null));

        var refusal = await RefusedAsync(() =>
            scene.SendAsync(owner, new AcceptInvitation.Command(link.Token, IdentityScene.Laptop))
        );

        Assert.Equal("already_member", refusal.Code);
        Assert.NotNull(await scene.SendAsync(new GetInvitation.Query(link.Token)));
    }

    [Fact]
    public async Task The_console_s_link_works_once_for_24_hours_and_only_the_newest_does()
    {
        var first = await LinkAsync();
        var second = await LinkAsync();
        Assert.Equal(
            "invitation_unknown",
            (await RefusedAsync(() => scene.RegisterAsync(first, "a@example.com"))).Code
        );

        await scene.RegisterAsync(second, "operator@example.com");
        await RefusedAsync(() => scene.RegisterAsync(second, "b@example.com"));
        var third = await LinkAsync();
        scene.Clock.Advance(TimeSpan.FromHours(24));

        await RefusedAsync(() => scene.RegisterAsync(third, "c@example.com"));
    }

    [Fact]
    public async Task The_console_s_link_gives_whoever_lost_theirs_a_new_password_and_ends_their_sessions()
    {
        var token = await scene.JoinAsync("lost@example.com", MemberRole.Viewer);
        var person = (await scene.FindAsync(token))!.Person.Id;

        var back = await scene.SendAsync(
            new RegisterByInvitation.Command(
                await LinkAsync(),
                "Anna Example",
                "Lost@example.com",
                "four quite different words",
                IdentityScene.Laptop
            )
        );

        Assert.Null(await scene.FindAsync(token));
        var known = (await scene.FindAsync(back.Token))!;
        Assert.Equal((person, MemberRole.Owner), (known.Person.Id, known.Role));
        Assert.NotNull(await scene.SignInAsync("lost@example.com", "four quite different words"));
    }

    [Fact]
    public async Task Nothing_of_a_link_is_stored_but_its_hash()
    {
        var link = await scene.Node.InviteAsync(MemberRole.Viewer);

        await using var connection = new Npgsql.NpgsqlConnection(scene.Database.Administrator);
        await connection.OpenAsync();
        await using var rows = new Npgsql.NpgsqlCommand("select i::text from nexus.invitation i", connection);
        await using var row = await rows.ExecuteReaderAsync();
        while (await row.ReadAsync())
            Assert.DoesNotContain(link.Token, row.GetString(0), StringComparison.Ordinal);
    }

    private async Task<string> LinkAsync() => (await scene.Node.SignInLinkAsync())["/welcome/".Length..];

    private static async Task<RefusedException> RefusedAsync<T>(Func<Task<T>> send) =>
        await Assert.ThrowsAsync<RefusedException>(send);
}
