using Microsoft.Playwright;
using Nexus.Application.Features.Connections;

namespace Nexus.Browser.Tests;

public sealed class ConnectionTests(SourcesBrowser sources) : IClassFixture<SourcesBrowser>
{
    private const string Stripe = "/connections/new/stripe";

    [BoundedTheory]
    [MemberData(nameof(HeldPages.Wizard), MemberType = typeof(HeldPages))]
    [MemberData(nameof(HeldPages.Connection), MemberType = typeof(HeldPages))]
    public async Task A_page_holds_what_every_page_is_held_to(string name, string path)
    {
        var begun = path.Contains("{begun}", StringComparison.Ordinal);
        if (begun || path.Contains("{failing}", StringComparison.Ordinal))
            await sources.BeginAsync(works: begun);
        var (connection, run) = await sources.ShopAsync();
        var address = path.Replace("{begun}", "stripe", StringComparison.Ordinal)
            .Replace("{failing}", "stripe", StringComparison.Ordinal)
            .Replace("{connection}", $"{connection}", StringComparison.Ordinal)
            .Replace("{run}", $"{run}", StringComparison.Ordinal);

        await PageAudit.HoldAsync(sources.Browser, name, address);
    }

    [BoundedFact]
    public async Task What_a_viewer_sees_of_a_connection_holds_it_too() =>
        await PageAudit.HoldAsync(
            sources.Browser,
            "connection-viewer",
            $"/connections/{(await sources.ShopAsync()).Connection}",
            "viewer"
        );

    [BoundedFact]
    public async Task A_refused_key_is_said_at_the_field_and_the_right_one_leads_through_every_step()
    {
        var key = sources.Sources.NewStripeAccount().CreateRestrictedKey().Value;
        await using var window = await sources.Browser.OpenAsync(Look.Desk);
        var page = window.Page;
        await window.GoAsync("/connections/catalogue");
        await page.GetByRole(AriaRole.Link, new() { Name = "Connect Stripe" }).ClickAsync();
        await page.WaitForURLAsync($"**{Stripe}");

        await page.GetByLabel("API key").FillAsync("rk_live_wrong");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        var fault = page.Locator("[id='f-credentials.apiKey-fault']");
        await fault.WaitForAsync();
        await PageAudit.PictureAsync(window, "connections-refused-light-1440");
        Assert.Empty(await PageAudit.FaultsAsync(window));

        await page.GetByLabel("API key").FillAsync(key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.WaitForURLAsync("**/configure");
        await HoldStepAsync(window, "connections-configure");
        await page.GetByLabel("Name").FillAsync("By the wizard");
        await page.ReloadAsync();
        await page.GetByLabel("Name").FillAsync("By the wizard");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.WaitForURLAsync("**/test");

        var connect = page.GetByRole(AriaRole.Button, new() { Name = "Connect and start the first sync" });
        await connect.WaitForAsync();
        await HoldStepAsync(window, "connections-tested");
        await connect.ClickAsync();
        await page.WaitForURLAsync("**/complete?*");
        await page.GetByRole(AriaRole.Link, new() { Name = "See the dashboards" })
            .WaitForAsync(new() { Timeout = 60_000 });
        await HoldStepAsync(window, "connections-complete");
    }

    [BoundedFact]
    public async Task Consent_in_a_window_of_its_own_comes_back_to_the_wizard()
    {
        await using var window = await sources.Browser.OpenAsync(Look.Desk);
        var page = window.Page;
        await window.GoAsync("/connections/new/google-analytics");

        var popup = await page.RunAndWaitForPopupAsync(() =>
            page.GetByRole(AriaRole.Link, new() { Name = "Continue with Google Analytics" }).ClickAsync()
        );

        await page.WaitForURLAsync("**/configure");
        await page.GetByLabel("Shop 1001").CheckAsync();
        Assert.True(popup.IsClosed);
        await HoldStepAsync(window, "connections-accounts");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect and start the first sync" }).WaitForAsync();
    }

    [BoundedFact]
    public async Task The_old_tab_of_another_workspace_begins_no_consent_in_the_open_one()
    {
        await using var old = await sources.Browser.OpenAsync(Look.Desk);
        await old.GoAsync("/connections/new/google-analytics");
        await using var other = await old.OpenTabAsync();
        await other.GoAsync("/workspaces/new");
        await other.Page.GetByLabel("Name").FillAsync("Brewery");
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Create workspace" }).ClickAsync();
        await other.Page.WaitForURLAsync(url => !url.Contains("/workspaces", StringComparison.Ordinal));

        var popup = await old.Page.RunAndWaitForPopupAsync(() =>
            old.Page.GetByRole(AriaRole.Link, new() { Name = "Continue with Google Analytics" }).ClickAsync()
        );

        await popup.GetByRole(AriaRole.Heading, new() { Name = "Another workspace is open" }).WaitForAsync();
        await popup.GetByRole(AriaRole.Button, new() { Name = "Switch back to this tab's workspace" }).ClickAsync();
        await popup.WaitForURLAsync("**/connections/new/google-analytics");
    }

    [BoundedFact]
    public async Task Where_no_window_opens_consent_goes_on_in_the_same_one()
    {
        await using var window = await sources.Browser.OpenAsync(Look.Desk);
        await window.Page.AddInitScriptAsync("window.open = () => null");
        await window.GoAsync("/connections/new/google-analytics");

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Google Analytics" }).ClickAsync();

        await window.Page.WaitForURLAsync("**/configure");
        Assert.Single(window.Page.Context.Pages);
    }

    [BoundedFact]
    public async Task Consent_that_is_refused_in_a_window_of_its_own_is_told_there_and_can_be_tried_again()
    {
        var consent = sources.Sources.Simulator.Google.Consent;
        await using var window = await sources.Browser.OpenAsync(Look.Desk);
        var page = window.Page;
        await window.GoAsync("/connections/new/google-analytics");
        consent.Denies = true;

        var popup = await page.RunAndWaitForPopupAsync(() =>
            page.GetByRole(AriaRole.Link, new() { Name = "Continue with Google Analytics" }).ClickAsync()
        );
        await popup.GetByRole(AriaRole.Heading, new() { Name = "Not connected" }).WaitForAsync();
        consent.Denies = false;
        Assert.EndsWith("/connections/new/google-analytics", page.Url, StringComparison.Ordinal);

        await popup.CloseAsync();
        await page.RunAndWaitForPopupAsync(() =>
            page.GetByRole(AriaRole.Link, new() { Name = "Continue with Google Analytics" }).ClickAsync()
        );
        await page.WaitForURLAsync("**/configure");
    }

    [BoundedFact]
    public async Task A_source_that_asks_for_consent_is_connected_by_keyboard()
    {
        await using var window = await sources.Browser.OpenAsync(Look.Desk);
        var page = window.Page;
        await window.GoAsync("/connections/new/google-analytics");

        await KeyboardWalk.ReachNamedAsync(page, "^Continue with Google Analytics$");
        await page.RunAndWaitForPopupAsync(() => page.Keyboard.PressAsync("Enter"));
        await page.WaitForURLAsync("**/configure");
        await KeyboardWalk.ReachNamedAsync(page, "Shop 1001");
        await page.Keyboard.PressAsync("Space");
        await KeyboardWalk.ReachNamedAsync(page, "^Name");
        await page.Keyboard.TypeAsync("Shop by keyboard");
        await KeyboardWalk.ReachNamedAsync(page, "^Continue$");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect and start the first sync" }).WaitForAsync();
        await KeyboardWalk.ReachNamedAsync(page, "^Connect and start the first sync$");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/complete?*");

        Assert.Contains(
            await sources.Sources.Nexus.SendAsync(new ListConnections.Query(null, 100)),
            one => one.Name == "Shop by keyboard"
        );
    }

    [BoundedFact]
    public async Task The_whole_wizard_goes_without_scripts_on_a_phone()
    {
        await using var window = await sources.Browser.OpenAsync(Look.Phone with { Scripts = false });
        var page = window.Page;
        await window.GoAsync(Stripe);

        await page.GetByLabel("API key").FillAsync(sources.Sources.NewStripeAccount().CreateRestrictedKey().Value);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).TapAsync();
        await page.WaitForURLAsync("**/configure");
        await page.GetByLabel("Name").FillAsync("Without scripts");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).TapAsync();
        await page.WaitForURLAsync("**/test");
        await page.GetByRole(AriaRole.Link, new() { Name = "Run the test" }).TapAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect and start the first sync" }).TapAsync();
        await page.WaitForURLAsync("**/complete?*");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the connection" }).TapAsync();

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Without scripts");
    }

    [BoundedFact]
    public async Task Consent_works_without_scripts_in_the_same_window()
    {
        await using var window = await sources.Browser.OpenAsync(Look.Phone with { Scripts = false });
        await window.Page.GotoAsync("/connections/new/google-analytics");

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Continue with Google Analytics" }).ClickAsync();

        await window.Page.WaitForURLAsync("**/configure");
        Assert.True(await window.Page.GetByLabel("Shop 1002").IsVisibleAsync());
    }

    [BoundedFact]
    public async Task The_whole_wizard_goes_by_keyboard()
    {
        var key = sources.Sources.NewStripeAccount().CreateRestrictedKey().Value;
        await using var window = await sources.Browser.OpenAsync(Look.Desk);
        var page = window.Page;
        await window.GoAsync("/connections");

        await KeyboardWalk.ReachNamedAsync(page, "See the sources|Add a source|Choose a source");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/catalogue");
        await KeyboardWalk.ReachNamedAsync(page, "^Connect Stripe$");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync($"**{Stripe}");
        await KeyboardWalk.ReachNamedAsync(page, "API key");
        await page.Keyboard.TypeAsync(key);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/configure");
        await KeyboardWalk.ReachNamedAsync(page, "^Name");
        await page.Keyboard.TypeAsync("By keyboard");
        await KeyboardWalk.ReachNamedAsync(page, "^Continue$");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/test");
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect and start the first sync" }).WaitForAsync();
        await KeyboardWalk.ReachNamedAsync(page, "^Connect and start the first sync$");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/complete?*");

        Assert.Contains(
            await sources.Sources.Nexus.SendAsync(new ListConnections.Query(null, 100)),
            one => one.Name == "By keyboard"
        );
    }

    private static async Task HoldStepAsync(Window window, string name)
    {
        foreach (var look in new[] { Look.Phone, Look.Desk })
        {
            await window.TurnAsync(look);
            Assert.Empty(await PageAudit.SeenInBothThemesAsync(window, name));
        }
        await window.DressAsync(Look.Desk.Theme);
        Assert.Empty(window.Complaints);
    }
}
