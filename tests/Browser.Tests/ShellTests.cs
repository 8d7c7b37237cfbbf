using Microsoft.Playwright;

namespace Nexus.Browser.Tests;

public sealed class ShellTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public Task A_page_that_is_not_there_holds_what_every_page_is_held_to() =>
        PageAudit.HoldAsync(browser, "not-found", "/nowhere");

    [Fact]
    public async Task A_way_from_page_to_page_changes_the_page_its_title_and_its_mark_alone()
    {
        await using var window = await browser.OpenAsync(Look.Desk);
        await window.GoAsync("/runs");
        await window.Page.EvaluateAsync("() => { document.querySelector('.side').dataset.kept = 'yes'; }");

        await window.Page.Locator("#nav-side").GetByRole(AriaRole.Link, new() { Name = "Audit trail" }).ClickAsync();
        await window.Page.WaitForURLAsync("**/audit");
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("Audit trail");

        Assert.Equal("yes", await window.Page.Locator(".side").GetAttributeAsync("data-kept"));
        Assert.StartsWith("Audit trail", await window.Page.TitleAsync(), StringComparison.Ordinal);
        await Assertions.Expect(window.Page.Locator("#nav-side [aria-current]")).ToHaveTextAsync("Audit trail");
        await Assertions.Expect(window.Page.Locator("h1")).ToBeFocusedAsync();
        Assert.Empty(window.Complaints);

        await window.Page.GoBackAsync();
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("Sync runs");
        await Assertions.Expect(window.Page.Locator("#nav-side [aria-current]")).ToHaveTextAsync("Sync runs");
    }

    [Fact]
    public async Task A_filter_changes_the_address_and_keeps_the_focus_where_it_is()
    {
        await using var window = await browser.OpenAsync(Look.Desk);
        await window.GoAsync("/runs");

        var status = window.Page.GetByLabel("Status");
        await status.FocusAsync();
        await status.SelectOptionAsync("failed");
        await window.Page.WaitForURLAsync("**/runs?*status=failed*");
        await Assertions.Expect(window.Page.Locator("main h2")).ToHaveTextAsync("No runs like these");

        await Assertions.Expect(status).ToBeFocusedAsync();
        await Assertions.Expect(status).ToHaveValueAsync("failed");
    }

    [Fact]
    public async Task A_session_that_has_ended_leads_to_the_sign_in_page_and_back()
    {
        await using var window = await browser.OpenAsync(Look.Desk);
        await window.GoAsync("/runs");
        await window.Page.Context.ClearCookiesAsync();

        await window.Page.Locator("#nav-side").GetByRole(AriaRole.Link, new() { Name = "Audit trail" }).ClickAsync();

        await window.Page.WaitForURLAsync("**/sign-in?returnUrl=%2Faudit");
    }

    [Fact]
    public async Task A_page_that_complains_is_found_out()
    {
        await using var window = await browser.OpenAsync(Look.Phone);
        await window.GoAsync("/nowhere");
        await window.Page.EvaluateAsync(
            """
            () => {
                document.querySelector("main").insertAdjacentHTML("beforeend", '<img src="/lib/none.svg"><p class="wide">wide</p>');
                document.querySelector(".wide").style.cssText = "width: 900px; color: #ddd; background: #fff";
            }
            """
        );

        var faults = await PageAudit.FaultsAsync(window);

        Assert.Contains(faults, fault => fault.StartsWith("axe image-alt", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("axe color-contrast", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("wide in 390", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_script_in_a_page_is_not_run()
    {
        await using var window = await browser.OpenAsync(Look.Desk);
        await window.GoAsync("/nowhere");

        await window.Page.EvaluateAsync(
            """
            () => {
                const script = document.createElement("script");
                script.textContent = "window.ran = true";
                document.body.append(script);
            }
            """
        );

        Assert.False(await window.Page.EvaluateAsync<bool>("() => window.ran === true"));
        Assert.Contains(window.Complaints, text => text.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_menu_of_a_phone_opens_without_scripts()
    {
        await using var window = await browser.OpenAsync(Look.Phone with { Scripts = false });
        await window.Page.GotoAsync("/nowhere");
        var link = window.Page.Locator("#nav-drawer").GetByRole(AriaRole.Link, new() { Name = "Sync runs" });
        Assert.False(await link.IsVisibleAsync());

        await window.Page.Locator(".drawer > summary").ClickAsync();

        Assert.True(await link.IsVisibleAsync());
    }

    [Fact]
    public async Task The_theme_is_chosen_and_kept()
    {
        await using var window = await browser.OpenAsync(Look.Desk);
        await window.GoAsync("/nowhere");
        await window.Page.Locator(".side .who summary").ClickAsync();

        await window.Page.Locator(".side").GetByRole(AriaRole.Button, new() { Name = "Dark theme" }).ClickAsync();

        await Assertions.Expect(window.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        Assert.EndsWith("/nowhere", window.Page.Url, StringComparison.Ordinal);
    }
}
