using FluentValidation;
using Nexus.Application;
using Nexus.Application.Features.People;
using Nexus.Domain.Workspaces;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Identity;

public sealed class SignInTests(IdentityScene scene) : IClassFixture<IdentityScene>
{
    [Fact]
    public async Task An_unknown_address_a_wrong_password_and_an_account_that_rests_get_one_answer()
    {
        await scene.JoinAsync("resting@example.com");
        await scene.JoinAsync("awake@example.com");
        for (var i = 0; i < 5; i++)
            await RefusedAsync(() => scene.SignInAsync("resting@example.com", "a wrong password"));

        var refusals = new List<RefusedException>();
        foreach (var address in new[] { "nobody@example.com", "awake@example.com", "resting@example.com" })
            refusals.Add(await RefusedAsync(() => scene.SignInAsync(address, "a wrong password")));

        Assert.Single(refusals.Select(refused => (refused.Kind, refused.Code, refused.Message)).Distinct());
        Assert.Equal("sign_in_refused", refusals[0].Code);
    }

    [Fact]
    public async Task After_five_failures_the_right_password_does_not_help_for_15_minutes()
    {
        await scene.JoinAsync("locked@example.com");
        for (var i = 0; i < 5; i++)
            await RefusedAsync(() => scene.SignInAsync("locked@example.com", "a wrong password"));

        await RefusedAsync(() => scene.SignInAsync("locked@example.com"));
        scene.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        await RefusedAsync(() => scene.SignInAsync("locked@example.com"));
        scene.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.NotNull(await scene.SignInAsync("locked@example.com"));
    }

    [Fact]
    public async Task Guesses_that_come_at_once_are_counted_one_by_one()
    {
        await scene.JoinAsync("burst@example.com");

        await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(_ => RefusedAsync(() => scene.SignInAsync("burst@example.com", "a wrong password")))
        );

        await RefusedAsync(() => scene.SignInAsync("burst@example.com"));
    }

    [Fact]
    public async Task The_right_password_gives_all_attempts_back()
    {
        await scene.JoinAsync("forgetful@example.com");
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 4; i++)
                await RefusedAsync(() => scene.SignInAsync("forgetful@example.com", "a wrong password"));
            Assert.NotNull(await scene.SignInAsync("forgetful@example.com"));
        }
    }

    [Theory]
    [InlineData("", "something")]
    [InlineData("not an address", "something")]
    [InlineData("anna@example.com", "")]
    [InlineData(null, null)]
    public Task What_cannot_be_a_password_or_an_address_is_said_at_its_field(string? email, string? password) =>
        Assert.ThrowsAsync<ValidationException>(() =>
            scene.SendAsync(new SignIn.Command(email, password, IdentityScene.Laptop))
        );

    [Fact]
    public async Task The_case_of_an_address_does_not_matter()
    {
        await scene.JoinAsync("Case@Example.com");

        var token = (await scene.SignInAsync("cASE@eXAMPLE.COM")).Token;

        Assert.Equal("Case@Example.com", (await scene.FindAsync(token))!.Person.Email);
    }

    [Fact]
    public async Task Every_sign_in_has_a_token_of_its_own_and_ends_the_session_that_the_browser_had()
    {
        var first = await scene.JoinAsync("anew@example.com");

        var second = (
            await scene.SendAsync(
                first,
                new SignIn.Command("anew@example.com", SignedInPeople.Password, IdentityScene.Laptop)
            )
        ).Token;

        Assert.NotEqual(first, second);
        Assert.Null(await scene.FindAsync(first));
        Assert.NotNull(await scene.FindAsync(second));
    }

    [Fact]
    public async Task A_person_whom_nobody_wants_any_more_is_told_so_and_gets_no_session()
    {
        var token = await scene.JoinAsync("gone@example.com", MemberRole.Viewer);
        var person = (await scene.FindAsync(token))!.Person.Id;
        var owner = await scene.JoinAsync("gone-owner@example.com");
        await scene.SendAsync(owner, new RemoveMember.Command(person));

        Assert.Null(await scene.FindAsync(token));
        Assert.Equal("no_workspace", (await RefusedAsync(() => scene.SignInAsync("gone@example.com"))).Code);
    }

    [Fact]
    public async Task Somebody_comes_back_to_the_workspace_that_they_used_last()
    {
        var first = await scene.JoinAsync("returning@example.com");
        var founded = await scene.SendAsync(first, new FoundWorkspace.Command("Zweite", "Europe/Berlin", "EUR"));
        await scene.SendAsync(first, new SwitchWorkspace.Command(founded.Id));

        var token = (await scene.SignInAsync("returning@example.com")).Token;

        Assert.Equal(founded.Id, (await scene.FindAsync(token))!.Workspace.PublicId);
    }

    private static async Task<RefusedException> RefusedAsync<T>(Func<Task<T>> send) =>
        await Assert.ThrowsAsync<RefusedException>(send);
}
