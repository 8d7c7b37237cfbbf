using System.Text.Json;
using Microsoft.Playwright;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Syncs;
using Nexus.Domain.Integrations;
using Nexus.ProviderSimulator.Stripe;
using Nexus.Testing.Http.Pages;

namespace Nexus.Browser.Tests;

/// <summary>A browser and a node with simulated providers, for one test class (<c>IClassFixture</c>).</summary>
public sealed class SourcesBrowser : IAsyncLifetime
{
    private readonly Lazy<Task<(Guid Connection, Guid Run)>> _shop;
    private BrowserFixture? _browser;

    public SourcesBrowser() => _shop = new(() => ConnectAsync("Shop payments"));

    public SourcesFixture Sources { get; } = new() { Nexus = new() { TakesTestSessions = false } };

    public BrowserFixture Browser =>
        _browser ?? throw new InvalidOperationException("The fixture has not been started.");

    /// <summary>A connection that all tests look at and none changes, and its first run, which has ended.</summary>
    public Task<(Guid Connection, Guid Run)> ShopAsync() => _shop.Value;

    /// <summary>Connects an account at the simulated Stripe, and waits for its first sync.</summary>
    /// <param name="account">A new one unless given.</param>
    public async Task<(Guid Connection, Guid Run)> ConnectAsync(string name, StripeAccount? account = null)
    {
        var key = (account ?? Sources.NewStripeAccount()).CreateRestrictedKey().Value;
        var made = await Sources.Nexus.SendAsync(
            new CreateConnection.Command(
                "stripe",
                name,
                JsonSerializer.SerializeToElement(new { }),
                new Dictionary<string, Secret?> { ["apiKey"] = new Secret(key) }
            )
        );
        var run = await Sources.Nexus.SendAsync(new RequestSync.Command(made.Id));
        await Sources.Nexus.SendAsync(new AwaitRun.Query(run.RunId, TimeSpan.FromMinutes(1)));
        return (made.Id, run.RunId);
    }

    /// <summary>Begins to connect Stripe as whoever visits, as far as the test.</summary>
    /// <param name="works">Whether the key is still taken when it comes to the test.</param>
    public async Task BeginAsync(bool works)
    {
        var key = Sources.NewStripeAccount().CreateRestrictedKey();
        await using var window = await Browser.VisitAsync(Look.Desk with { Scripts = false });
        await window.GoAsync("/connections/new/stripe");
        await window.Page.GetByLabel("API key").FillAsync(key.Value);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await window.Page.WaitForURLAsync("**/configure");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await window.Page.WaitForURLAsync("**/test");
        if (!works)
            key.Revoke();
    }

    public async Task InitializeAsync()
    {
        await Sources.PrepareAsync();
        _browser = new BrowserFixture(Sources.Nexus);
        await _browser.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        await Sources.DisposeAsync();
    }
}
