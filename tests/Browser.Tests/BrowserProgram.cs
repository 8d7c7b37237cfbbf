using Microsoft.Playwright;

namespace Nexus.Browser.Tests;

/// <summary>A Chromium without a screen.</summary>
internal sealed class BrowserProgram : IAsyncDisposable
{
    /// <summary>Names the browser where it is not among <see cref="Places"/>.</summary>
    private const string Variable = "NEXUS_CHROMIUM";

    private static readonly string[] Places =
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        "/usr/lib/chromium/chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];

    private static readonly string[] Arguments =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private BrowserProgram(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<BrowserProgram> StartAsync()
    {
        var chromium = Find();
        var playwright = await Playwright.CreateAsync();
        return new(
            playwright,
            await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = Arguments })
        );
    }

    /// <summary>Cookies of its own, and pages that look as told.</summary>
    public async Task<IBrowserContext> OpenAsync(Uri address, Look look)
    {
        var context = await _browser.NewContextAsync(
            new()
            {
                BaseURL = address.ToString(),
                ViewportSize = new() { Width = look.Width, Height = look.Width < 600 ? 844 : 900 },
                JavaScriptEnabled = look.Scripts,
                ReducedMotion = ReducedMotion.Reduce,
                ColorScheme = look.Theme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
                HasTouch = look.Width < 600,
                DeviceScaleFactor = 1,
            }
        );
        context.SetDefaultTimeout(15_000);
        await context.AddCookiesAsync([
            new()
            {
                Name = "nexus-theme",
                Value = look.Theme,
                Url = address.ToString(),
            },
        ]);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private static string Find()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        return (named is null ? Places : [named]).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                "There is no Chromium to test the pages in. Install it (as root, apt-get install chromium), or name its "
                    + $"program in {Variable}. ./nexus test installs it by itself."
            );
    }
}
