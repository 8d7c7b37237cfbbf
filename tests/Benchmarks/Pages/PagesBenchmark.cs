using Microsoft.Playwright;
using Nexus.Benchmarks.Running;
using Nexus.Testing.Http.Pages;

namespace Nexus.Benchmarks.Pages;

/// <summary>How long somebody waits for a dashboard in a browser, what crosses the wire, and what open pages keep in memory.</summary>
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

    public string Name => "pages";

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var site = await PagesSite.StartAsync(run, run.Scaled(Points, 100_000), cancellationToken);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Environment.GetEnvironmentVariable("NEXUS_CHROMIUM") ?? "/usr/bin/chromium",
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
            }
        );
        // The first load warms the host and the browser, and is not counted.
        await LoadAsync(browser, site);
        run.Say($"pages: {Loads} loads with an empty cache, {Switches} switches of the period");
        var (tile, charts, wire) = (new Samples(), new Samples(), 0.0);
        for (var load = 0; load < Loads; load++)
        {
            var loaded = await LoadAsync(browser, site);
            tile.Add(TimeSpan.FromMilliseconds(loaded.FirstTile));
            charts.Add(TimeSpan.FromMilliseconds(loaded.AllCharts));
            wire = Math.Max(wire, loaded.Kilobytes);
        }
        run.Tell("first tile", tile);
        run.Tell("charts drawn", charts);
        var (figures, strokes) = await SwitchAsync(browser, site);
        run.Tell("period switch, figures", figures);
        run.Tell("period switch, charts", strokes);
        return
        [
            BenchmarkResult.Below("pages_first_tile", tile.Median, "ms", 500),
            BenchmarkResult.Below("pages_period_switch", figures.Median, "ms", 150),
            BenchmarkResult.Below("pages_period_switch_charts", strokes.Median, "ms", 300),
            BenchmarkResult.Below("pages_wire_before_charts", wire, "kB", 60),
            BenchmarkResult.Below("pages_charts_drawn", charts.Median, "ms", 1500),
            BenchmarkResult.Below(
                "pages_memory_of_50_open",
                await OpenAsync(browser, site, run, cancellationToken),
                "MB",
                150
            ),
        ];
    }

    private static async Task<(double FirstTile, double AllCharts, double Kilobytes)> LoadAsync(
        IBrowser browser,
        PagesSite site
    )
    {
        await using var context = await ContextAsync(browser, site);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"/dashboards/{site.Dashboard}");
        await page.WaitForFunctionAsync("() => window.allCharts > 0");
        return (
            await page.EvaluateAsync<double>("() => window.firstTile"),
            await page.EvaluateAsync<double>("() => window.allCharts"),
            await page.EvaluateAsync<double>(Bytes)
        );
    }

    private static async Task<(Samples Figures, Samples Charts)> SwitchAsync(IBrowser browser, PagesSite site)
    {
        await using var context = await ContextAsync(browser, site);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"/dashboards/{site.Dashboard}");
        await page.WaitForFunctionAsync("() => window.allCharts > 0");
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
    /// and then drawn once more because there was news, of which each had to hear.
    /// </summary>
    private static async Task<double> OpenAsync(
        IBrowser browser,
        PagesSite site,
        BenchmarkRun run,
        CancellationToken cancellationToken
    )
    {
        run.Say($"  opening {OpenPages} pages");
        var before = Resident();
        var contexts = new List<IBrowserContext>();
        try
        {
            var refreshed = new List<Task>();
            for (var opened = 0; opened < OpenPages; opened++)
            {
                contexts.Add(await ContextAsync(browser, site));
                var page = await contexts[^1].NewPageAsync();
                await page.GotoAsync($"/dashboards/{site.Dashboard}");
                await page.WaitForFunctionAsync("() => window.allCharts > 0");
                refreshed.Add(
                    page.WaitForResponseAsync(
                        answer => answer.Url.Contains($"/dashboards/{site.Dashboard}", StringComparison.Ordinal),
                        new() { Timeout = Patience }
                    )
                );
            }
            await run.Database.ExecuteAsync(
                $"update nexus.workspace set data_version = data_version + 1 where workspace_id = {site.Session.Number}",
                cancellationToken
            );
            await Task.WhenAll(refreshed);
            return Resident() - before;
        }
        finally
        {
            foreach (var context in contexts)
                await context.DisposeAsync();
        }
    }

    /// <summary>What this process, which is the host, holds in memory.</summary>
    private static double Resident() => Environment.WorkingSet / 1_000_000.0;

    private static async Task<IBrowserContext> ContextAsync(IBrowser browser, PagesSite site)
    {
        var context = await browser.NewContextAsync(
            new()
            {
                BaseURL = site.Address.ToString(),
                ViewportSize = new() { Width = 1440, Height = 900 },
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        await context.AddInitScriptAsync(Stopwatch);
        await context.AddCookiesAsync([
            new()
            {
                Name = TestSession.CookieName,
                Value = site.Session.ToCookie(),
                Url = site.Address.ToString(),
            },
        ]);
        return context;
    }
}
