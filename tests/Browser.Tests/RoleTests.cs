using Microsoft.Playwright;
using Nexus.Domain.Workspaces;
using Nexus.Testing.Http;
using Nexus.Testing.Http.Pages;

namespace Nexus.Browser.Tests;

/// <summary>What each role is offered, and what it is told where it may not go.</summary>
public sealed class RoleTests(BrowserFixture browser) : IClassFixture<BrowserFixture>, IAsyncLifetime
{
    private static readonly SemaphoreSlim Seeding = new(1);
    private static SeededSource? s_shop;

    private static SeededSource Shop => s_shop!;

    public async Task InitializeAsync()
    {
        await Seeding.WaitAsync();
        s_shop ??= (await SeededSources.AddAsync(browser.Nexus))["Shop payments"];
        Seeding.Release();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static readonly string[] Roles = ["viewer", "editor", "admin", "owner"];

    /// <summary>A page, what can be done there, and the least role that is offered it.</summary>
    private static readonly (string Path, string Name, string Least)[] Offers =
    [
        ("/dashboards", "New dashboard", "editor"),
        ("/dashboards", "Use this template: Revenue", "editor"),
        ("/kpis/finance.revenue", "Set a goal", "editor"),
        ("/kpis/finance.revenue", "Add the note", "editor"),
        ("/uploads", "Upload", "editor"),
        ("/runs/{run}", "Sync again", "editor"),
        ("/connections/{shop}", "Sync now", "editor"),
        ("/connections/{shop}", "Pause", "admin"),
        ("/connections/{shop}/settings", "Save the settings", "admin"),
        ("/connections", "Add a source", "admin"),
        ("/settings", "Save", "admin"),
        ("/settings/members", "Make a link", "admin"),
        ("/workspaces", "New workspace", "owner"),
    ];

    [BoundedTheory]
    [InlineData("viewer")]
    [InlineData("editor")]
    [InlineData("admin")]
    [InlineData("owner")]
    public async Task What_a_role_may_do_is_offered_to_it_and_nothing_more(string role)
    {
        await using var window = await browser.VisitAsync(Look.Desk, role);
        var wrong = new List<string>();
        foreach (var page in Offers.GroupBy(offer => offer.Path, StringComparer.Ordinal))
        {
            await window.GoAsync(Address(page.Key));
            foreach (var (path, name, least) in page)
            {
                // Menus are closed at first: what they offer is there, and hidden until they are opened.
                var offered = await window
                    .Page.Locator("main")
                    .Locator("a, button")
                    .Filter(new() { HasText = name })
                    .CountAsync();
                if (offered > 0 != Array.IndexOf(Roles, role) >= Array.IndexOf(Roles, least))
                    wrong.Add($"{name} at {path}");
            }
        }
        Assert.Empty(wrong);
    }

    [BoundedTheory]
    [InlineData("viewer", "/dashboards/new")]
    [InlineData("viewer", "/notes/new")]
    [InlineData("editor", "/connections/new/stripe")]
    [InlineData("editor", "/settings/api-keys")]
    [InlineData("admin", "/workspaces/new")]
    public async Task Who_goes_where_their_role_does_not_is_told_so_and_led_back(string role, string path)
    {
        await using var window = await browser.VisitAsync(Look.Phone, role);

        var answer = await window.GoAsync(path);

        Assert.Equal(403, answer!.Status);
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("You may not do this");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Go to the dashboards" }).TapAsync();
        await Assertions.Expect(window.Page.Locator("h1")).Not.ToHaveTextAsync("You may not do this");
    }

    [BoundedFact]
    public async Task A_role_that_is_taken_away_while_a_page_is_open_is_gone_with_the_next_click()
    {
        using var editor = await browser.Nexus.Node.SignInAsync(MemberRole.Editor);
        await using var open = await browser.OpenAsync(Look.Desk, editor.Cookies);
        await open.GoAsync("/dashboards/new");
        await open.Page.GetByLabel("Name").FillAsync("Never made");
        await using var owner = await browser.VisitAsync(Look.Desk);
        await owner.GoAsync("/settings/members");
        var row = owner.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = editor.Email });
        await row.Locator("select").SelectOptionAsync("viewer");
        await row.GetByRole(AriaRole.Button, new() { Name = "Change the role" }).ClickAsync();
        await owner.Page.GetByText("The role is changed, from their next request on.").WaitForAsync();

        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();

        await Assertions.Expect(open.Page.Locator("h1")).ToHaveTextAsync("You may not do this");
        await open.GoAsync("/dashboards");
        await Assertions
            .Expect(open.Page.GetByRole(AriaRole.Link, new() { Name = "New dashboard" }))
            .ToHaveCountAsync(0);
        await Assertions.Expect(open.Page.GetByText("Never made")).ToHaveCountAsync(0);
    }

    private static string Address(string path) =>
        path.Replace("{shop}", $"{Shop.Id}", StringComparison.Ordinal)
            .Replace("{run}", $"{Shop.NewestRun}", StringComparison.Ordinal);
}
