using Microsoft.Playwright;
using Nexus.Benchmarks.Running;

namespace Nexus.Benchmarks.Pages;

/// <summary>
/// How long somebody waits for the dashboards of the demonstration in a browser, what crosses the wire, and what open pages
/// keep in memory. Each figure is that of the dashboard that does worst.
/// </summary>
internal sealed class PagesBenchmark : IBenchmark
{
    private const int Points = 10_000_000;
    private const int Loads = 20;
    private const int Switches = 20;
    private const int OpenPages = 50;

    /// <summary>Milliseconds: as many browsers on the same machine take their time.</summary>
    private const int Patience = 300_000;

    private static readonly string[] Periods = ["7d", "28d", "90d", "30d"];

    /// <summary>Notes when the first number stands on the page, and when every chart is drawn.</summary>
    private const string Stopwatch = """
        const seen = (name, there) => {
            if (window[name] !== undefined || !there()) return;
            window[name] = 0;
            requestAnimationFrame(() => (window[name] = performance.now()));
        };
        new MutationObserver(() => {
            seen("firstTile", () => document.querySelector(".tile .val"));
            seen("allCharts", () => document.querySelector("[data-chart]") && document.readyState !== "loading"
                && !document.querySelector("[data-chart]:not([data-drawn])"));
        }).observe(document, { childList: true, subtree: true, attributes: true });
        """;

    private const string Bytes = """
        () => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
            .filter((one) => !one.name.includes("/charts.")).reduce((sum, one) => sum + one.transferSize, 0) / 1000
        """;

    /// <summary>
    /// Milliseconds from a click on a period to the frame that shows its figures, and to the last stroke of its charts, which
    /// nothing moves any more when half a second has gone by.
    /// </summary>
    private const string Switch = """
        (id) => new Promise((resolve) => {
            const start = performance.now();
            let [figures, charts] = [0, 0];
            const strokes = new MutationObserver(() => (charts = performance.now() - start));
            for (const plot of document.querySelectorAll(".chart-plot"))
                strokes.observe(plot, { childList: true, subtree: true, attributes: true });
            const shown = () => {
                figures = performance.now() - start;
                setTimeout(() => {
                    strokes.disconnect();
                    resolve([figures, charts]);
                }, 500);
            };
            const look = () => document.getElementById(id)?.getAttribute("aria-current") === "true"
                ? shown()
                : requestAnimationFrame(look);
            document.getElementById(id).click();
            look();
        })
        """;

    /// <summary>What people use first; its headless shell is what the tests install.</summary>
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-headless-shell"];

    public string Name => "pages";

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        run.Say("pages: starting the demonstration");
        await using var site = await DemoSite.StartAsync(Path.Combine(run.Database.Folder, "demo"), cancellationToken);
        var points = run.Scaled(Points, 100_000);
        run.Say($"pages: filling its workspace up to {points} points");
        run.Say($"  it has {await site.FillAsync(points, cancellationToken)} points");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath =
                    Environment.GetEnvironmentVariable("NEXUS_CHROMIUM") ?? Array.Find(Browsers, File.Exists),
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
            }
        );
        var windows = new DemoWindows(browser, site.Address, await site.SignInAsync(browser));
        var seen = new List<Seen>();
        foreach (var dashboard in site.Dashboards)
            seen.Add(await SeeAsync(windows, dashboard, run));
        return
        [
            BenchmarkResult.Below("pages_first_tile", seen.Max(one => one.Tile.Median), "ms", 500),
            BenchmarkResult.Below("pages_period_switch", seen.Max(one => one.Figures.Median), "ms", 150),
            BenchmarkResult.Below("pages_period_switch_charts", seen.Max(one => one.Strokes.Median), "ms", 300),
            BenchmarkResult.Below("pages_wire_before_charts", seen.Max(one => one.Kilobytes), "kB", 60),
            BenchmarkResult.Below("pages_charts_drawn", seen.Max(one => one.Charts.Median), "ms", 1500),
            BenchmarkResult.Below(
                "pages_memory_of_50_open",
                await OpenAsync(windows, site, run, cancellationToken),
                "MB",
                150
            ),
        ];
    }

    private static async Task<Seen> SeeAsync(DemoWindows windows, DemoDashboard dashboard, BenchmarkRun run)
    {
        run.Say($"pages: {dashboard.Name}, {Loads} loads with an empty cache, {Switches} switches of the period");
        // The first load warms the host and the browser, and is not counted.
        await LoadAsync(windows, dashboard);
        var (tile, charts, wire) = (new Samples(), new Samples(), 0.0);
        for (var load = 0; load < Loads; load++)
        {
            var loaded = await LoadAsync(windows, dashboard);
            tile.Add(TimeSpan.FromMilliseconds(loaded.FirstTile));
            charts.Add(TimeSpan.FromMilliseconds(loaded.AllCharts));
            wire = Math.Max(wire, loaded.Kilobytes);
        }
        run.Tell("first tile", tile);
        run.Tell("charts drawn", charts);
        var (figures, strokes) = await SwitchAsync(windows, dashboard);
        run.Tell("period switch, figures", figures);
        run.Tell("period switch, charts", strokes);
        return new(tile, charts, figures, strokes, wire);
    }

    private static async Task<(double FirstTile, double AllCharts, double Kilobytes)> LoadAsync(
        DemoWindows windows,
        DemoDashboard dashboard
    )
    {
        await using var context = await windows.NewAsync(Stopwatch);
        var page = await ShowAsync(context, dashboard);
        return (
            await page.EvaluateAsync<double>("() => window.firstTile"),
            await page.EvaluateAsync<double>("() => window.allCharts"),
            await page.EvaluateAsync<double>(Bytes)
        );
    }

    private static async Task<(Samples Figures, Samples Charts)> SwitchAsync(
        DemoWindows windows,
        DemoDashboard dashboard
    )
    {
        await using var context = await windows.NewAsync(Stopwatch);
        var page = await ShowAsync(context, dashboard);
        var (figures, charts) = (new Samples(), new Samples());
        // Each period once to warm the plans, as on a page that is in use.
        for (var turn = -Periods.Length; turn < Switches; turn++)
        {
            var period = Periods[(turn + Periods.Length) % Periods.Length];
            var took = await page.EvaluateAsync<double[]>(Switch, $"period-{period}");
            if (turn < 0)
                continue;
            figures.Add(TimeSpan.FromMilliseconds(took[0]));
            charts.Add(TimeSpan.FromMilliseconds(took[1]));
        }
        return (figures, charts);
    }

    /// <summary>
    /// Megabytes that pages cost while they are open in as many windows, each of a browser's own memory and sockets: drawn,
    /// and then drawn once more because a customer paid, of which each had to hear.
    /// </summary>
    private static async Task<double> OpenAsync(
        DemoWindows windows,
        DemoSite site,
        BenchmarkRun run,
        CancellationToken cancellationToken
    )
    {
        run.Say($"pages: opening {OpenPages} windows, then a customer pays");
        var before = site.Resident;
        var contexts = new List<IBrowserContext>();
        try
        {
            var pages = new List<(IPage Page, DemoDashboard Dashboard)>();
            for (var opened = 0; opened < OpenPages; opened++)
            {
                var dashboard = site.Dashboards[opened % site.Dashboards.Count];
                contexts.Add(await windows.NewAsync(Stopwatch));
                pages.Add((await ShowAsync(contexts[^1], dashboard), dashboard));
            }
            var refreshed = pages.ConvertAll(open =>
                open.Page.WaitForResponseAsync(
                    answer => answer.Url.Contains(open.Dashboard.Path, StringComparison.Ordinal),
                    new() { Timeout = Patience }
                )
            );
            await site.PayAsync(cancellationToken);
            await Task.WhenAll(refreshed);
            return site.Resident - before;
        }
        finally
        {
            foreach (var context in contexts)
                await context.DisposeAsync();
        }
    }

    /// <summary>Opens a dashboard and waits until the last of its charts is drawn.</summary>
    private static async Task<IPage> ShowAsync(IBrowserContext context, DemoDashboard dashboard)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(dashboard.Path);
        await page.WaitForFunctionAsync("() => window.allCharts > 0", options: new() { Timeout = Patience });
        return page;
    }

    /// <summary>What was measured of one dashboard.</summary>
    private sealed record Seen(Samples Tile, Samples Charts, Samples Figures, Samples Strokes, double Kilobytes);
}
