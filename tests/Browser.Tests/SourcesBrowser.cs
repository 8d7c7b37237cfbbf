using Nexus.Testing.Http.Pages;

namespace Nexus.Browser.Tests;

/// <summary>A browser and a node with simulated providers, for one test class (<c>IClassFixture</c>).</summary>
public sealed class SourcesBrowser : IAsyncLifetime
{
    private BrowserFixture? _browser;

    public SourcesFixture Sources { get; } = new() { Nexus = new() { TakesTestSessions = false } };

    public BrowserFixture Browser =>
        _browser ?? throw new InvalidOperationException("The fixture has not been started.");

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
