using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.People;
using Nexus.Domain.Workspaces;
using Nexus.Testing.Http;

namespace Nexus.Browser.Tests;

public sealed class PeopleTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    /// <summary>Where somebody arrives who was going nowhere else.</summary>
    private static readonly Regex FirstPage = new(
        "^http://[^/]+/(dashboards.*)?$",
        RegexOptions.None,
        TimeSpan.FromSeconds(1)
    );

    [BoundedFact]
    public async Task From_the_first_link_to_the_members_with_the_keyboard_alone()
    {
        var link = await browser.Nexus.Node.SignInLinkAsync();
        await using var window = await browser.OpenAsStrangerAsync(Look.Desk);
        await window.GoAsync(link);
        var keyboard = window.Page.Keyboard;
        await window.Page.GetByLabel("Your name").FocusAsync();

        foreach (var text in new[] { "Anna Example", "anna@example.com", SignedInPeople.Password })
        {
            await keyboard.TypeAsync(text);
            await keyboard.PressAsync("Tab");
        }
        await keyboard.PressAsync("Enter");
        await window.Page.WaitForURLAsync(FirstPage);
        await window.GoAsync("/settings/members");

        Assert.Equal(1, await window.Page.GetByText("anna@example.com").CountAsync());
        Assert.Empty(window.Complaints);
        await using var other = await browser.OpenAsStrangerAsync(Look.Desk);
        await other.GoAsync(link);
        Assert.Equal("This link does not work", await other.Page.Locator("h1").InnerTextAsync());
    }

    [BoundedFact]
    public async Task Two_tabs_in_two_workspaces_are_never_mixed()
    {
        using var person = await browser.Nexus.Node.SignInAsync(MemberRole.Owner, email: "two@example.com");
        await using var first = await browser.OpenAsync(Look.Desk, person.Cookies);
        await first.GoAsync("/workspaces/new");
        await first.Page.GetByLabel("Name").FillAsync("Bakery");
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Create workspace" }).ClickAsync();
        await first.Page.WaitForURLAsync(FirstPage);
        await first.GoAsync("/settings");

        await using var second = await first.OpenTabAsync();
        await second.GoAsync("/workspaces");
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Open My workspace" }).ClickAsync();
        await second.Page.WaitForURLAsync(FirstPage);

        await first.Page.GetByLabel("Name").FillAsync("Renamed");
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await first.Page.GetByRole(AriaRole.Heading, new() { Name = "Another workspace is open" }).WaitForAsync();
        await second.GoAsync("/settings");
        Assert.Equal("My workspace", await second.Page.GetByLabel("Name").InputValueAsync());

        await first
            .Page.GetByRole(AriaRole.Button, new() { Name = "Switch back to this tab's workspace" })
            .ClickAsync();
        await first.Page.WaitForURLAsync("**/settings");
        Assert.Equal("Bakery", await first.Page.GetByLabel("Name").InputValueAsync());
    }

    [BoundedFact]
    public async Task The_old_tab_of_another_workspace_hands_out_and_shows_nothing_of_the_open_one()
    {
        using var person = await browser.Nexus.Node.SignInAsync(MemberRole.Owner, email: "old@example.com");
        await using var old = await browser.OpenAsync(Look.Desk, person.Cookies);
        await old.GoAsync("/audit");
        await using var metric = await old.OpenTabAsync();
        await metric.GoAsync("/kpis/web.sessions");
        await using var other = await old.OpenTabAsync();
        await other.GoAsync("/workspaces/new");
        await other.Page.GetByLabel("Name").FillAsync("Brewery");
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Create workspace" }).ClickAsync();
        await other.Page.WaitForURLAsync(FirstPage);

        // The page is not disturbed by a refresh that would be of the other workspace.
        await metric.Page.EvaluateAsync("() => document.body.dispatchEvent(new CustomEvent('nexus:data'))");
        await old.Page.GetByRole(AriaRole.Link, new() { Name = "Export as CSV" }).ClickAsync();
        await IsRefusedAsync(old);
        await metric.Page.Locator("#nav-side").GetByRole(AriaRole.Link, new() { Name = "Audit trail" }).ClickAsync();
        await IsRefusedAsync(metric);
        await metric
            .Page.GetByRole(AriaRole.Button, new() { Name = "Switch back to this tab's workspace" })
            .ClickAsync();
        await metric.Page.WaitForURLAsync("**/audit");

        Assert.Equal(1, await metric.Page.GetByText("You are in My workspace now").CountAsync());
    }

    private static Task IsRefusedAsync(Window window) =>
        window.Page.GetByRole(AriaRole.Heading, new() { Name = "Another workspace is open" }).WaitForAsync();

    [BoundedFact]
    public async Task A_person_is_invited_joins_on_a_phone_and_is_gone_when_removed()
    {
        using var owner = await browser.Nexus.Node.SignInAsync(MemberRole.Owner);
        await using var desk = await browser.OpenAsync(Look.Desk, owner.Cookies);
        await desk.GoAsync("/settings/members");
        await desk.Page.Locator("input[name=role][value=editor]").CheckAsync();
        await desk.Page.GetByLabel("For whom").FillAsync("Berta");
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Make a link" }).ClickAsync();
        var link = new Uri(await desk.Page.GetByLabel("Invitation link").InputValueAsync());

        await using var phone = await browser.OpenAsStrangerAsync(Look.Phone);
        await phone.GoAsync(link.AbsolutePath);
        await phone.Page.GetByLabel("Your name").FillAsync("Berta Example");
        await phone.Page.GetByLabel("E-mail").FillAsync("berta@example.com");
        await phone.Page.GetByLabel("Password").FillAsync(SignedInPeople.Password);
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await phone.Page.WaitForURLAsync(FirstPage);

        await desk.GoAsync("/settings/members");
        await desk.Page.GetByRole(AriaRole.Link, new() { Name = "Remove Berta Example" }).ClickAsync();
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Remove member" }).ClickAsync();
        await desk.Page.GetByText("They are no member any more.").WaitForAsync();
        await phone.GoAsync("/settings");

        Assert.EndsWith("/sign-in?returnUrl=%2Fsettings", phone.Page.Url, StringComparison.Ordinal);
    }

    [BoundedTheory, MemberData(nameof(HeldPages.People), MemberType = typeof(HeldPages))]
    public async Task A_page_holds_what_every_page_is_held_to(string name, string path)
    {
        var nexus = browser.Nexus;
        var invitation = await nexus.Node.InviteAsync(MemberRole.Editor);
        var key = await nexus.SendAsync(new CreateApiKey.Command("Reports", [ApiScopes.Read], ExpiresAt: null));
        using var viewer = await nexus.Node.SignInAsync(MemberRole.Viewer);
        var member = (await nexus.SendAsync(new ListMembers.Query())).Single(one => one.Person.Email == viewer.Email);
        var address = path.Replace("{person}", $"{member.Person.Id}", StringComparison.Ordinal)
            .Replace("{invitation}", $"{invitation.Id}", StringComparison.Ordinal)
            .Replace("{key}", $"{key.Id}", StringComparison.Ordinal);

        await PageAudit.HoldAsync(browser, name, address);
    }

    [BoundedTheory, MemberData(nameof(HeldPages.Entry), MemberType = typeof(HeldPages))]
    public async Task A_page_for_strangers_holds_it_too(string name, string path)
    {
        var invitation = await browser.Nexus.Node.InviteAsync(MemberRole.Editor);
        var address = path.Replace("/invitations/{invitation}", invitation.Path, StringComparison.Ordinal)
            .Replace("/welcome/{link}", await browser.Nexus.Node.SignInLinkAsync(), StringComparison.Ordinal);

        await PageAudit.HoldAsync(browser.OpenAsStrangerAsync, name, address);
    }

    [BoundedFact]
    public Task A_key_that_was_just_made_holds_it_too() =>
        PageAudit.HoldAsync(
            look => browser.VisitAsync(look),
            "settings-api-key-made",
            async window =>
            {
                await window.GoAsync("/settings/api-keys");
                await window.Page.GetByLabel("Name").FillAsync("Reports");
                await window.Page.GetByRole(AriaRole.Button, new() { Name = "Make a key" }).ClickAsync();
                await window.Page.GetByLabel("API key", new() { Exact = true }).WaitForAsync();
            }
        );

    [BoundedFact]
    public Task An_invitation_that_was_just_made_holds_it_too() =>
        PageAudit.HoldAsync(
            look => browser.VisitAsync(look),
            "settings-invitation-made",
            async window =>
            {
                await window.GoAsync("/settings/members");
                await window.Page.GetByLabel("For whom").FillAsync("Berta");
                await window.Page.GetByRole(AriaRole.Button, new() { Name = "Make a link" }).ClickAsync();
                await window.Page.GetByLabel("Invitation link").WaitForAsync();
            }
        );

    [BoundedFact]
    public async Task A_browser_is_signed_out_from_another_one()
    {
        using var first = await browser.Nexus.Node.SignInAsync(MemberRole.Editor, email: "twice@example.com");
        await using var desk = await browser.OpenAsync(Look.Desk, first.Cookies);
        await using var phone = await browser.OpenAsStrangerAsync(Look.Phone);
        await phone.GoAsync("/sign-in");
        await phone.Page.GetByLabel("E-mail").FillAsync("twice@example.com");
        await phone.Page.GetByLabel("Password").FillAsync(SignedInPeople.Password);
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).TapAsync();
        await phone.Page.WaitForURLAsync(FirstPage);

        await desk.GoAsync("/account");
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere else" }).ClickAsync();
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await phone.GoAsync("/account");

        Assert.EndsWith("/sign-in?returnUrl=%2Faccount", phone.Page.Url, StringComparison.Ordinal);
    }

    [BoundedFact]
    public async Task What_is_wrong_with_a_form_is_tied_to_its_fields()
    {
        var link = await browser.Nexus.Node.InviteAsync(MemberRole.Editor);
        await using var window = await browser.OpenAsStrangerAsync(Look.Phone);
        await window.GoAsync(link.Path);
        await window.Page.GetByLabel("Your name").FillAsync("Cleo");
        await window.Page.GetByLabel("E-mail").FillAsync("cleo@example.com");
        await window.Page.GetByLabel("Password").FillAsync("password1234");

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Alert).WaitForAsync();

        Assert.Equal("true", await window.Page.GetByLabel("Password").GetAttributeAsync("aria-invalid"));
        Assert.Equal("Cleo", await window.Page.GetByLabel("Your name").InputValueAsync());
        Assert.Empty(await PageAudit.FaultsAsync(window));
        await PageAudit.PictureAsync(window, "invitation-refused-light-390");
    }
}
