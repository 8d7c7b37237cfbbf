using Microsoft.Playwright;

namespace Nexus.Benchmarks.Pages;

/// <summary>Windows of the person who signed in to the demonstration; they share neither a cache nor sockets.</summary>
/// <param name="session">What the browser kept when that person signed in.</param>
internal sealed class DemoWindows(IBrowser browser, Uri address, string session)
{
    /// <param name="script">Runs in each of its pages before anything else.</param>
    public async Task<IBrowserContext> NewAsync(string script)
    {
        var context = await browser.NewContextAsync(
            new()
            {
                BaseURL = address.ToString(),
                StorageState = session,
                ViewportSize = new() { Width = 1440, Height = 900 },
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        await context.AddInitScriptAsync(script);
        return context;
    }
}
