using Nexus.Testing.Http.Pages;

namespace Nexus.Browser.Tests;

/// <summary>A browser and a node for one test class (<c>IClassFixture</c>).</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private BrowserProgram? _browser;

    public PagesFixture Nexus { get; } = new();

    public async Task InitializeAsync()
    {
        _browser = await BrowserProgram.StartAsync();
        await Nexus.InitializeAsync();
    }

    /// <summary>A new window, signed in with a role, that keeps what its console said.</summary>
    public async Task<Window> OpenAsync(Look look, string role = "owner")
    {
        var context = await _browser!.OpenAsync(Nexus.Node.Address, look);
        await context.AddCookiesAsync([
            new()
            {
                Name = TestSession.CookieName,
                Value = Nexus.Person(role).ToCookie(),
                Url = Nexus.Node.Address.ToString(),
            },
        ]);
        return await Window.OpenAsync(context);
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        await Nexus.DisposeAsync();
    }
}

/// <summary>How a page is looked at.</summary>
/// <param name="Theme">light or dark.</param>
/// <param name="Width">Of the window in pixels.</param>
/// <param name="Scripts">Whether the browser runs scripts.</param>
public sealed record Look(string Theme, int Width, bool Scripts = true)
{
    public static Look Desk { get; } = new("light", 1440);

    public static Look Phone { get; } = new("light", 390);

    public static IReadOnlyList<Look> All { get; } =
    [new("light", 1440), new("dark", 1440), new("light", 390), new("dark", 390)];
}
