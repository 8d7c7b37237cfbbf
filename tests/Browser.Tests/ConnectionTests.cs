using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nexus.Application.Features.Connections;
using Nexus.Domain.Integrations;

namespace Nexus.Browser.Tests;

public sealed class ConnectionTests(SourcesBrowser sources) : IClassFixture<SourcesBrowser>
{
    private const string Stripe = "/connections/new/stripe";

    [Theory]
    [InlineData("connections-catalogue", "/connections/catalogue")]
    [InlineData("connections-connect-key", Stripe)]
    [InlineData("connections-connect-consent", "/connections/new/google-analytics")]
    public Task A_page_before_anything_is_connected_holds_what_every_page_is_held_to(string name, string path) =>
        PageAudit.HoldAsync(sources.Browser, name, path);

    [Fact]
    public async Task The_pages_of_a_connection_hold_what_every_page_is_held_to()
    {
        var id = await ConnectAsync("Shop payments");
        await WaitForRunAsync(id);

        await PageAudit.HoldAsync(sources.Browser, "connections", "/connections");
        await PageAudit.HoldAsync(sources.Browser, "connection", $"/connections/{id}");
        await PageAudit.HoldAsync(sources.Browser, "connection-runs", $"/connections/{id}/runs");
        await PageAudit.HoldAsync(sources.Browser, "connection-rejects", $"/connections/{id}/rejects");
        await PageAudit.HoldAsync(sources.Browser, "connection-settings", $"/connections/{id}/settings");
        await PageAudit.HoldAsync(sources.Browser, "connection-test", $"/connections/{id}/test?run=true");
        await PageAudit.HoldAsync(sources.Browser, "connection-disconnect", $"/connections/{id}/disconnect?data=erase");
        await PageAudit.HoldAsync(sources.Browser, "connection-viewer", $"/connections/{id}", "viewer");
    }

    [Fact]
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

    [Fact]
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

    [Fact]
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

    [Fact]
    public async Task Consent_works_without_scripts_in_the_same_window()
    {
        await using var window = await sources.Browser.OpenAsync(Look.Phone with { Scripts = false });
        await window.Page.GotoAsync("/connections/new/google-analytics");

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Continue with Google Analytics" }).ClickAsync();

        await window.Page.WaitForURLAsync("**/configure");
        Assert.True(await window.Page.GetByLabel("Shop 1002").IsVisibleAsync());
    }

    [Fact]
    public async Task The_whole_wizard_goes_by_keyboard()
    {
        var key = sources.Sources.NewStripeAccount().CreateRestrictedKey().Value;
        await using var window = await sources.Browser.OpenAsync(Look.Desk);
        var page = window.Page;
        await window.GoAsync("/connections");

        await TabToAsync(page, "See the sources|Add a source|Choose a source");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/catalogue");
        await TabToAsync(page, "^Connect Stripe$");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync($"**{Stripe}");
        await TabToAsync(page, "API key");
        await page.Keyboard.TypeAsync(key);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/configure");
        await TabToAsync(page, "^Name");
        await page.Keyboard.TypeAsync("By keyboard");
        await TabToAsync(page, "^Continue$");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/test");
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect and start the first sync" }).WaitForAsync();
        await TabToAsync(page, "^Connect and start the first sync$");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/complete?*");

        Assert.Contains(
            await sources.Sources.Nexus.SendAsync(new ListConnections.Query(null, 100)),
            one => one.Name == "By keyboard"
        );
    }

    private static async Task HoldStepAsync(Window window, string name)
    {
        foreach (var (width, height) in new[] { (390, 844), (1440, 900) })
        {
            await window.Page.SetViewportSizeAsync(width, height);
            foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
            {
                var theme = scheme == ColorScheme.Dark ? "dark" : "light";
                await window.Page.EvaluateAsync(
                    "(theme) => { document.documentElement.dataset.theme = theme; }",
                    theme
                );
                Assert.Empty(await PageAudit.FaultsAsync(window));
                await PageAudit.PictureAsync(window, $"{name}-{theme}-{width}");
            }
        }
    }

    /// <summary>Presses Tab until what has the focus is called so.</summary>
    private static async Task TabToAsync(IPage page, string name)
    {
        for (var presses = 0; presses < 120; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            var focused = await page.EvaluateAsync<string>(
                """
                () => {
                    const one = document.activeElement;
                    const label = one.labels?.[0]?.textContent ?? one.getAttribute("aria-label") ?? one.textContent ?? "";
                    return label.trim();
                }
                """
            );
            if (Regex.IsMatch(focused, name, RegexOptions.None, TimeSpan.FromSeconds(1)))
                return;
        }
        Assert.Fail($"Nothing called '{name}' gets the focus.");
    }

    private async Task<Guid> ConnectAsync(string name)
    {
        var key = sources.Sources.NewStripeAccount().CreateRestrictedKey().Value;
        var made = await sources.Sources.Nexus.SendAsync(
            new CreateConnection.Command(
                "stripe",
                name,
                JsonSerializer.SerializeToElement(new { }),
                new Dictionary<string, Secret?> { ["apiKey"] = new Secret(key) }
            )
        );
        return made.Id;
    }

    private async Task WaitForRunAsync(Guid connection)
    {
        var run = await sources.Sources.Nexus.SendAsync(
            new Nexus.Application.Features.Syncs.RequestSync.Command(connection)
        );
        await sources.Sources.Nexus.SendAsync(
            new Nexus.Application.Features.Syncs.AwaitRun.Query(run.RunId, TimeSpan.FromMinutes(1))
        );
    }
}
