using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Nexus.Browser.Tests;

public sealed class DashboardTests(DashboardBrowserFixture site) : IClassFixture<DashboardBrowserFixture>
{
    private BrowserFixture Browser => site.Browser;

    [BoundedTheory]
    [MemberData(nameof(HeldPages.Dashboards), MemberType = typeof(HeldPages))]
    [MemberData(nameof(HeldPages.Metrics), MemberType = typeof(HeldPages))]
    public Task A_page_holds_what_every_page_is_held_to(string name, string path) =>
        PageAudit.HoldAsync(Browser, name, site.AddressOf(path));

    [BoundedTheory, MemberData(nameof(HeldPages.Shared), MemberType = typeof(HeldPages))]
    public Task What_strangers_see_holds_it_too(string name, string path) =>
        PageAudit.HoldAsync(Browser.OpenAsStrangerAsync, name, site.AddressOf(path));

    [BoundedFact]
    public async Task A_tile_is_added_moved_and_removed_by_keyboard()
    {
        var dashboard = await site.NewAsync("business-health");
        await using var window = await Browser.OpenAsync(Look.Desk);
        var page = window.Page;
        await window.GoAsync($"/dashboards/{dashboard}/tiles/new");

        await page.GetByLabel("Metric").SelectOptionAsync("ads.clicks");
        await page.GetByLabel("Title").FillAsync("Clicks that I watch");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Move Clicks that I watch forward" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-tile]").Last).Not.ToContainTextAsync("Clicks that I watch");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make Clicks that I watch wider" }).ClickAsync();
        await Expect(page.Locator("article", new() { HasText = "Clicks that I watch" }))
            .ToHaveClassAsync(new Regex("\\bw4\\b", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await page.GetByRole(AriaRole.Link, new() { Name = "Remove Clicks that I watch" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Remove this tile?" })).ToBeVisibleAsync();
        Assert.Empty(await PageAudit.FaultsAsync(window));
        await PageAudit.PictureAsync(window, "dialog-light-1440");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Remove Clicks that I watch" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the tile" }).ClickAsync();

        await Expect(page.GetByText("Clicks that I watch")).ToHaveCountAsync(0);
        Assert.Empty(window.Complaints);
    }

    [BoundedFact]
    public async Task A_tile_is_dragged_to_another_place()
    {
        var dashboard = await site.NewAsync("business-health");
        await using var window = await Browser.OpenAsync(Look.Desk);
        await window.GoAsync($"/dashboards/{dashboard}?edit=1");
        await window.Page.WaitForSelectorAsync("html[data-board]");
        var tiles = window.Page.Locator("article[data-tile]");
        var first = await tiles.Nth(0).GetAttributeAsync("id");

        // On a busy machine a drag may end before the page has seen it begin.
        for (var turn = 0; turn < 4 && await tiles.Nth(0).GetAttributeAsync("id") == first; turn++)
            await DragAsync(window.Page, tiles.Nth(0).Locator(".grip"), tiles.Nth(2), 300 * (turn + 1));

        await Expect(tiles.Nth(0)).Not.ToHaveAttributeAsync("id", first!);
        await window.GoAsync($"/dashboards/{dashboard}");
        await Expect(tiles.Nth(0)).Not.ToHaveAttributeAsync("id", first!);
    }

    /// <param name="hover">Milliseconds: where a tile hovers is looked at twenty times a second.</param>
    private static async Task DragAsync(IPage page, ILocator what, ILocator onto, int hover)
    {
        var grip = (await what.BoundingBoxAsync())!;
        var target = (await onto.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(grip.X + 8, grip.Y + 8);
        await page.Mouse.DownAsync();
        await page.WaitForTimeoutAsync(hover);
        await page.Mouse.MoveAsync(target.X + (target.Width / 2), target.Y + 40, new() { Steps = 12 });
        await page.Mouse.MoveAsync(target.X + (target.Width * 0.8f), target.Y + 40, new() { Steps = 8 });
        await page.WaitForTimeoutAsync(hover);
        await page.Mouse.UpAsync();
        await page.WaitForTimeoutAsync(hover);
    }

    [BoundedFact]
    public async Task A_tile_is_made_wider_by_its_corner()
    {
        var dashboard = await site.NewAsync("business-health");
        await using var window = await Browser.OpenAsync(Look.Desk);
        await window.GoAsync($"/dashboards/{dashboard}?edit=1");
        await window.Page.WaitForSelectorAsync("html[data-board]");
        var tile = window.Page.Locator("article[data-tile]").First;
        var corner = (await tile.Locator(".resize").BoundingBoxAsync())!;

        await window.Page.Mouse.MoveAsync(corner.X + 10, corner.Y + 10);
        await window.Page.Mouse.DownAsync();
        await window.Page.Mouse.MoveAsync(corner.X + 220, corner.Y + 14, new() { Steps = 6 });
        await window.Page.Mouse.UpAsync();

        await Expect(tile).ToHaveClassAsync(new Regex("\\bw[5-6]\\b", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Empty(window.Complaints);
    }

    [BoundedFact]
    public async Task A_whole_dashboard_is_saved_as_a_picture_under_its_name()
    {
        await using var window = await Browser.OpenAsync(Look.Desk);
        await window.GoAsync($"/dashboards/{site.Marketing}");

        var saved = await window.Page.RunAndWaitForDownloadAsync(async () =>
        {
            await window.Page.Locator("summary[aria-label='More about this dashboard']").ClickAsync();
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Export as PNG" }).ClickAsync();
        });

        Assert.Equal("Marketing.png", saved.SuggestedFilename);
        Assert.Empty(window.Complaints);
    }

    [BoundedFact]
    public async Task Changing_the_period_changes_the_figures_and_keeps_the_focus()
    {
        await using var window = await Browser.OpenAsync(Look.Desk);
        var page = window.Page;
        await window.GoAsync($"/dashboards/{site.Marketing}");
        var before = await page.Locator(".tile .val").First.InnerTextAsync();

        await page.Locator("#period-7d").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#period-7d")).ToHaveAttributeAsync("aria-current", "true");

        Assert.NotEqual(before, await page.Locator(".tile .val").First.InnerTextAsync());
        Assert.EndsWith("period=7d", page.Url, StringComparison.Ordinal);
        Assert.Equal("period-7d", await page.EvaluateAsync<string>("() => document.activeElement.id"));
        Assert.Empty(window.Complaints);
    }

    [BoundedFact]
    public async Task An_override_is_put_in_shown_with_a_mark_and_undone()
    {
        await using var window = await Browser.OpenAsync(Look.Desk);
        var page = window.Page;
        await window.GoAsync("/kpis/security.score/override");
        var day = DashboardBrowserFixture.DaysAgo(1);

        await page.GetByLabel("Day").FillAsync(day);
        await page.GetByLabel("Value").FillAsync("12");
        await page.GetByLabel("Reason").FillAsync("Counted by hand");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show this value" }).ClickAsync();
        await Expect(page.Locator("#overrides")).ToContainTextAsync("Counted by hand");
        await Expect(page.Locator("main")).ToContainTextAsync("Contains a manual override.");
        await page.Locator("#overrides").GetByRole(AriaRole.Button).ClickAsync();

        await Expect(page.Locator("#overrides")).ToHaveCountAsync(0);
        await Expect(page.Locator("#history")).ToContainTextAsync("Override undone");
    }

    [BoundedFact]
    public async Task A_share_link_shows_one_dashboard_until_it_is_revoked()
    {
        var dashboard = await site.NewAsync("revenue");
        await using var window = await Browser.OpenAsync(Look.Desk);
        await window.GoAsync($"/dashboards/{dashboard}/share");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Make a link" }).ClickAsync();
        var link = await window.Page.GetByLabel("Link", new() { Exact = true }).InputValueAsync();

        await using var stranger = await Browser.OpenAsync(Look.Desk);
        await stranger.Page.Context.ClearCookiesAsync();
        await stranger.GoAsync(link);
        Assert.Equal("Revenue", await stranger.Page.Locator("h1").InnerTextAsync());
        Assert.Empty(await PageAudit.FaultsAsync(stranger));
        await PageAudit.PictureAsync(stranger, "shared-light-1440");
        var leads = await stranger.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('a[href]')].map((a) => new URL(a.href).pathname)"
        );
        Assert.All(leads, path => Assert.Equal(new Uri(link).AbsolutePath, path));

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Revoke" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke the link" }).ClickAsync();
        await Expect(window.Page.Locator("table")).ToContainTextAsync("Revoked");
        var ended = await stranger.GoAsync(link);

        Assert.Equal(404, ended!.Status);
    }

    [BoundedFact]
    public async Task A_chart_is_saved_as_a_picture()
    {
        await using var window = await Browser.OpenAsync(Look.Desk);
        await window.GoAsync($"/dashboards/{site.Marketing}");

        var saved = await window.Page.RunAndWaitForDownloadAsync(() =>
            window
                .Page.GetByRole(AriaRole.Region, new() { Name = "Sessions", Exact = true })
                .GetByRole(AriaRole.Button, new() { Name = "Save Sessions as a picture" })
                .ClickAsync()
        );

        Assert.Equal("Sessions.png", saved.SuggestedFilename);
        var bytes = await File.ReadAllBytesAsync((await saved.PathAsync())!);
        Assert.Equal([0x89, 0x50, 0x4e, 0x47], bytes[..4]);
        Assert.True(bytes.Length > 5_000, "the picture is empty");
        Assert.Empty(window.Complaints);
    }

    [BoundedFact]
    public async Task New_data_appears_on_an_open_page_by_itself()
    {
        await using var window = await Browser.OpenAsync(Look.Desk);
        await window.GoAsync("/kpis/operations.service_uptime");
        using var http = Browser.Nexus.Node.Client(Browser.Nexus.OperatorKey);
        // The stream has told what the page shows already; what follows is news.
        await window.Page.WaitForTimeoutAsync(2500);
        var day = DashboardBrowserFixture.DaysAgo(0);

        using var put = await http.PutAsync(
            "/api/v1/kpi-data/overrides",
            new StringContent(
                $$"""{"metric": "operations.service_uptime", "at": "{{day}}", "value": 42, "reason": "news"}""",
                System.Text.Encoding.UTF8,
                "application/json"
            )
        );

        put.EnsureSuccessStatusCode();
        await Expect(window.Page.Locator("#overrides")).ToContainTextAsync("news");
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
