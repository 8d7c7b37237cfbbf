using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Nexus.Browser.Tests;

/// <summary>A window of the browser, with cookies of its own.</summary>
public sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    private Window(IBrowserContext context, IPage page, Look look)
    {
        _context = context;
        Look = look;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page { get; }

    /// <summary>How it looks at pages now.</summary>
    public Look Look { get; private set; }

    /// <summary>What scripts and policies complained about so far, but for statuses that a test asked for.</summary>
    public IReadOnlyList<string> Complaints =>
        [.. _complaints.Where(text => !text.StartsWith("Failed to load resource", StringComparison.Ordinal))];

    internal static async Task<Window> OpenAsync(IBrowserContext context, Look look) =>
        new(context, await context.NewPageAsync(), look);

    /// <summary>Another tab beside it, with the same cookies.</summary>
    public Task<Window> OpenTabAsync() => OpenAsync(_context, Look);

    /// <summary>Takes another width, and the theme for the pages that are loaded from now on.</summary>
    public async Task TurnAsync(Look look)
    {
        Look = look with { Scripts = Look.Scripts, Moves = Look.Moves };
        await Page.SetViewportSizeAsync(look.Width, look.Height);
        await Page.EmulateMediaAsync(new() { ColorScheme = SchemeOf(look.Theme) });
    }

    /// <summary>Shows the page that is open in a theme, as it comes with the cookie of that theme.</summary>
    public async Task DressAsync(string theme)
    {
        await Page.EvaluateAsync("(theme) => { document.documentElement.dataset.theme = theme; }", theme);
        // Last: charts are drawn again when the system's theme changes, in the colours that hold then.
        await Page.EmulateMediaAsync(new() { ColorScheme = SchemeOf(theme) });
    }

    internal static ColorScheme SchemeOf(string theme) => theme == "dark" ? ColorScheme.Dark : ColorScheme.Light;

    /// <summary>Goes to an address, and waits until everything on it is drawn.</summary>
    public async Task<IResponse?> GoAsync(string path)
    {
        var answer = await Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
        if (Look.Scripts)
            await SettleAsync();
        return answer;
    }

    /// <summary>Waits for fonts, and for charts where there are any.</summary>
    public async Task SettleAsync()
    {
        await Page.EvaluateAsync("() => document.fonts.ready.then(() => true)");
        await Page.WaitForFunctionAsync("() => !document.querySelector('[data-chart]:not([data-drawn])')");
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
