using Microsoft.Playwright;
using Nexus.Application.Features.Connections;
using Nexus.ProviderSimulator.Faults;

namespace Nexus.Browser.Tests;

/// <summary>What is done to a connection by clicks, with real syncs against the simulated Stripe.</summary>
public sealed class SyncTests(SourcesBrowser sources) : IClassFixture<SourcesBrowser>, IDisposable
{
    /// <summary>Longer than any test waits; a call that is held comes to its end all the same.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly TaskCompletionSource _gate = new();

    private FaultPlan Faults => sources.Sources.Simulator.Faults;

    public void Dispose()
    {
        Faults.Clear();
        _gate.TrySetResult();
    }

    [BoundedFact]
    public async Task A_sync_is_watched_as_it_goes_on_and_to_its_end()
    {
        await using var window = await OpenRunAsync("Watched");
        var page = window.Page;
        var progress = page.Locator("#run .progress");
        await Expect(progress).ToContainTextAsync("pages so far");
        await PageAudit.PictureAsync(window, "run-under-way-light-1440");

        _gate.TrySetResult();

        await Expect(page.Locator(".head").GetByText("Succeeded")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(progress).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sync again" })).ToBeVisibleAsync();
        Assert.Empty(window.Complaints);
    }

    [BoundedFact]
    public async Task A_sync_is_cancelled_and_its_end_is_seen()
    {
        await using var window = await OpenRunAsync("Cancelled");
        var page = window.Page;

        await page.GetByRole(AriaRole.Link, new() { Name = "Cancel run" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog, new() { Name = "Cancel this run?" })
            .GetByRole(AriaRole.Button, new() { Name = "Cancel the run" })
            .ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stopping" })).ToBeVisibleAsync();

        await Expect(page.Locator(".head").GetByText("Cancelled", new() { Exact = true }).First)
            .ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sync again" })).ToBeVisibleAsync();
    }

    [BoundedFact]
    public async Task A_connection_is_paused_resumed_and_read_again_by_clicks()
    {
        var (connection, _) = await sources.ConnectAsync("Paused");
        await using var window = await sources.Browser.VisitAsync(Look.Desk, "admin");
        var page = window.Page;
        await window.GoAsync($"/connections/{connection}");

        await page.Locator(".head .menu summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sync now" })).ToBeVisibleAsync();
        await page.Locator(".tabs").GetByRole(AriaRole.Link, new() { Name = "Runs" }).ClickAsync();
        await page.GetByLabel("From").FillAsync(DashboardBrowserFixture.DaysAgo(9));
        await page.GetByLabel("To", new() { Exact = true }).FillAsync(DashboardBrowserFixture.DaysAgo(3));
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the backfill" }).ClickAsync();

        await Expect(page.Locator("#runs")).ToContainTextAsync("ackfill");
        Assert.Empty(window.Complaints);
    }

    [BoundedFact]
    public async Task Records_that_were_kept_apart_are_tried_again()
    {
        var account = sources.Sources.NewStripeAccount();
        Faults.Always("/v1/customers", Drift.Remove("data[].created"));
        var (connection, _) = await sources.ConnectAsync("Rejecting", account);
        Faults.Clear();
        await using var window = await sources.Browser.VisitAsync(Look.Desk, "editor");
        await window.GoAsync($"/connections/{connection}/rejects");

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Try them again" }).ClickAsync();

        await Expect(window.Page.Locator("#runs")).ToContainTextAsync("Rejected records again");
        Assert.Empty(window.Complaints);
    }

    [BoundedFact]
    public async Task A_connection_is_disconnected_and_connected_again_by_clicks()
    {
        var account = sources.Sources.NewStripeAccount();
        var (connection, _) = await sources.ConnectAsync("Coming back", account);
        await using var window = await sources.Browser.VisitAsync(Look.Phone, "admin");
        var page = window.Page;
        await window.GoAsync($"/connections/{connection}/settings");

        await page.GetByRole(AriaRole.Link, new() { Name = "Disconnect and keep" }).TapAsync();
        await page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).TapAsync();
        await Expect(page.Locator(".head")).ToContainTextAsync("Disconnected");
        await window.GoAsync($"/connections/{connection}/settings");
        await page.GetByLabel("API key").FillAsync(account.CreateRestrictedKey().Value);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use this instead" }).TapAsync();

        await Expect(page.Locator(".head")).Not.ToContainTextAsync("Disconnected");
        var now = await sources.Sources.Nexus.SendAsync(new GetConnection.Query(connection));
        Assert.Equal("active", now.Status);
    }

    /// <summary>Asks for a sync by a click, and opens its page while its first call is held back; the others are slow.</summary>
    private async Task<Window> OpenRunAsync(string name)
    {
        var (connection, _) = await sources.ConnectAsync(name);
        var window = await sources.Browser.VisitAsync(Look.Desk, "editor");
        await window.GoAsync($"/connections/{connection}");
        Faults.Queue("/v1/*", Fault.Before("held", () => _gate.Task.Wait(Longest)));
        Faults.Always("/v1/*", Fault.SlowBody(Pause));
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sync now" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "See the run" }).ClickAsync();
        await window.Page.WaitForURLAsync("**/runs/*");
        return window;
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
