using Microsoft.Playwright;

namespace Nexus.Browser.Tests;

public sealed class ShellTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [BoundedTheory, MemberData(nameof(HeldPages.Empty), MemberType = typeof(HeldPages))]
    public Task A_page_of_an_empty_workspace_holds_what_every_page_is_held_to(string name, string path) =>
        PageAudit.HoldAsync(browser, name, path);

    [BoundedFact]
    public Task What_a_viewer_sees_of_an_empty_workspace_holds_it_too() =>
        PageAudit.HoldAsync(browser, "first-run-viewer", "/", "viewer");

    [BoundedFact]
    public async Task A_way_from_page_to_page_changes_the_page_its_title_and_its_mark_alone()
    {
        await using var window = await browser.VisitAsync(Look.Desk);
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

    [BoundedFact]
    public async Task A_filter_changes_the_address_and_keeps_the_focus_where_it_is()
    {
        await using var window = await browser.VisitAsync(Look.Desk);
        await window.GoAsync("/runs");

        var status = window.Page.GetByLabel("Status");
        await status.FocusAsync();
        await status.SelectOptionAsync("failed");
        await window.Page.WaitForURLAsync("**/runs?*status=failed*");
        await Assertions.Expect(window.Page.Locator("main h2")).ToHaveTextAsync("No runs like these");

        await Assertions.Expect(status).ToBeFocusedAsync();
        await Assertions.Expect(status).ToHaveValueAsync("failed");
    }

    [BoundedFact]
    public async Task A_session_that_has_ended_leads_to_the_sign_in_page_and_back()
    {
        await using var window = await browser.VisitAsync(Look.Desk);
        await window.GoAsync("/runs");
        await window.Page.Context.ClearCookiesAsync();

        await window.Page.Locator("#nav-side").GetByRole(AriaRole.Link, new() { Name = "Audit trail" }).ClickAsync();

        await window.Page.WaitForURLAsync("**/sign-in?returnUrl=%2Faudit");
    }

    [BoundedFact]
    public async Task A_page_that_complains_is_found_out()
    {
        await using var window = await browser.VisitAsync(Look.Phone);
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

    [BoundedTheory]
    [InlineData("<h1>Runs</h1>", "there is nothing to read")]
    [InlineData("<h1>Runs</h1><p>There are three of them.</p>", "there is no link and no form")]
    [InlineData("<h1>Runs</h1><p>See <a href=\"/nowhere\">all of them</a></p>", "leads to 404")]
    [InlineData("<h1>Runs</h1><form action=\"/runs\"><input></form>", "nothing sends the form")]
    [InlineData(
        "<h1>Runs</h1><section id=\"a\" aria-busy=\"true\">They are on their way</section>",
        "a waits for ever"
    )]
    [InlineData("<h1>Runs</h1><p hidden><h2 hidden>Streams</h2></p>", "'Streams' is missing")]
    [InlineData("<h2>Runs</h2><p>There are three of them.</p>", "no h1")]
    public async Task A_page_that_needs_scripts_is_found_out(string main, string fault)
    {
        await using var window = await browser.VisitAsync(Look.Phone with { Scripts = false });
        await window.Page.RouteAsync(
            "**/runs",
            route => route.FulfillAsync(new() { ContentType = "text/html", Body = $"<main>{main}</main>" })
        );
        await window.GoAsync("/runs");

        var faults = await Bareness.FaultsAsync(window, ["Streams"]);

        Assert.Contains(faults, found => found.Contains(fault, StringComparison.Ordinal));
    }

    [BoundedTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Things_move_for_those_alone_who_do_not_mind(bool moves)
    {
        await using var window = await browser.VisitAsync(Look.Desk with { Moves = moves });
        await window.GoAsync("/connections/catalogue");

        var moving = await window.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll("*")].filter((one) => ["", "::before", "::after"].some((part) => {
                const style = getComputedStyle(one, part || null);
                const lasts = (times) => times.split(",").some((time) => parseFloat(time) > 0);
                return lasts(style.transitionDuration) || (style.animationName !== "none" && lasts(style.animationDuration))
                    || style.scrollBehavior === "smooth";
            })).map((one) => one.tagName + "." + one.className)
            """
        );

        Assert.Equal(moves, moving.Length > 0);
    }

    [BoundedFact]
    public async Task A_script_in_a_page_is_not_run()
    {
        await using var window = await browser.VisitAsync(Look.Desk);
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

    [BoundedFact]
    public async Task The_menu_of_a_phone_opens_without_scripts()
    {
        await using var window = await browser.VisitAsync(Look.Phone with { Scripts = false });
        await window.Page.GotoAsync("/nowhere");
        var link = window.Page.Locator("#nav-drawer").GetByRole(AriaRole.Link, new() { Name = "Sync runs" });
        Assert.False(await link.IsVisibleAsync());

        await window.Page.Locator(".drawer > summary").ClickAsync();

        Assert.True(await link.IsVisibleAsync());
    }

    [BoundedFact]
    public async Task The_theme_is_chosen_and_kept()
    {
        await using var window = await browser.VisitAsync(Look.Desk);
        await window.GoAsync("/nowhere");
        await window.Page.Locator(".side .who summary").ClickAsync();

        await window.Page.Locator(".side").GetByRole(AriaRole.Button, new() { Name = "Dark theme" }).ClickAsync();

        await Assertions.Expect(window.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        Assert.EndsWith("/nowhere", window.Page.Url, StringComparison.Ordinal);
    }
}
