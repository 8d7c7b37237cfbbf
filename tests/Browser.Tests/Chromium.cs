using Microsoft.Playwright;

namespace Nexus.Browser.Tests;

/// <summary>
/// The browser of all tests: windows share nothing but its processes. The first to come starts it; it ends with the tests,
/// because it listens to them.
/// </summary>
internal static class Chromium
{
    /// <summary>Names the browser where it is not among <see cref="Places"/>.</summary>
    private const string Variable = "NEXUS_CHROMIUM";

    /// <summary>The headless shell first: the same browser without its frame of buttons, for half of the work.</summary>
    private static readonly string[] Places =
    [
        "/usr/bin/chromium-headless-shell",
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

    private static readonly Lazy<Task<IBrowser>> Shared = new(StartAsync);

    /// <summary>The browser, started where it does not run.</summary>
    public static Task<IBrowser> GetAsync() => Shared.Value;

    private static async Task<IBrowser> StartAsync()
    {
        var program = Find();
        var playwright = await Playwright.CreateAsync().WaitAsync(Patience.Browser);
        return await playwright
            .Chromium.LaunchAsync(new() { ExecutablePath = program, Args = Arguments })
            .WaitAsync(Patience.Browser);
    }

    private static string Find()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        return (named is null ? Places : [named]).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                "There is no Chromium to test the pages in. Install it (as root, apt-get install chromium-headless-shell), or "
                    + $"name its program in {Variable}. ./nexus test installs it by itself."
            );
    }
}
