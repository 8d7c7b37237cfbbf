using Microsoft.Playwright;

namespace Nexus.Browser.Tests;

public sealed class ShellTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    public static TheoryData<string, string> Pages => new() { { "not-found", "/nowhere" } };

    [Theory, MemberData(nameof(Pages))]
    public Task A_page_holds_what_every_page_is_held_to(string name, string path) =>
        PageAudit.HoldAsync(browser, name, path);

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
        await window.Page.WaitForURLAsync("**/nowhere");

        Assert.Equal("dark", await window.Page.Locator("html").GetAttributeAsync("data-theme"));
    }
}
