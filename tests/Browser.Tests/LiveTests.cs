using System.Net.Http.Json;
using Microsoft.Playwright;

namespace Nexus.Browser.Tests;

/// <summary>What happens to an open page: parts of it are swapped, by itself or by whoever looks at it.</summary>
public sealed class LiveTests(DashboardBrowserFixture site) : IClassFixture<DashboardBrowserFixture>
{
    private const string Metric = "/kpis/web.sessions";

    /// <summary>Has the page fetch itself anew, as it does when there is new data, and waits until it has.</summary>
    private const string Refresh = """
        () => new Promise((done, fail) => {
            document.addEventListener("htmx:finally:request", () => setTimeout(done, 50), { once: true });
            document.body.dispatchEvent(new CustomEvent("nexus:data"));
            setTimeout(() => fail(new Error("The page has not fetched itself anew.")), 15000);
        })
        """;

    [BoundedFact]
    public async Task After_many_swaps_a_chart_is_drawn_once_fits_its_place_and_is_read_out_once()
    {
        await using var window = await site.Browser.OpenAsync(Look.Desk);
        var page = window.Page;
        await window.GoAsync(Metric);
        var plot = page.Locator("#metric-chart .chart-plot");
        var first = await plot.GetAttributeAsync("_echarts_instance_");
        Assert.NotNull(first);

        for (var turn = 0; turn < 20; turn++)
        {
            var period = turn % 2 == 0 ? "7d" : "90d";
            await page.Locator($"#period-{period}").ClickAsync();
            await Expect(page.Locator($"#period-{period}")).ToHaveAttributeAsync("aria-current", "true");
        }
        await page.EvaluateAsync(Refresh);

        Assert.Equal(first, await plot.GetAttributeAsync("_echarts_instance_"));
        Assert.Equal(1, await plot.Locator("svg").CountAsync());
        await page.SetViewportSizeAsync(1000, 900);
        await page.WaitForFunctionAsync(
            """
            () => {
                const plot = document.querySelector("#metric-chart .chart-plot");
                return Math.abs(plot.querySelector("svg").getBoundingClientRect().width - plot.clientWidth) < 2;
            }
            """
        );
        Assert.Equal(1, await SaidAsync(page, plot));
        Assert.Empty(window.Complaints);
    }

    [BoundedFact]
    public async Task A_chart_that_is_gone_is_let_go_of()
    {
        await using var window = await site.Browser.OpenAsync(Look.Desk);
        await window.GoAsync(Metric);
        var plot = await window.Page.QuerySelectorAsync("#metric-chart .chart-plot");

        await window.Page.Locator("#nav-side").GetByRole(AriaRole.Link, new() { Name = "Audit trail" }).ClickAsync();
        await window.Page.WaitForURLAsync("**/audit");

        await window.Page.WaitForFunctionAsync("(plot) => !plot.querySelector('svg')", plot);
    }

    [BoundedFact]
    public async Task New_data_leaves_alone_what_somebody_is_writing()
    {
        await using var window = await site.Browser.OpenAsync(Look.Desk);
        var page = window.Page;
        await window.GoAsync(Metric);
        await page.GetByText("Add a note").ClickAsync();
        await page.GetByLabel("What happened").FillAsync("A sale begi");
        await page.Locator("#metric-chart summary").ClickAsync();
        await page.GetByLabel("What happened").FocusAsync();

        await page.EvaluateAsync(Refresh);
        await page.Keyboard.TypeAsync("ns");

        Assert.Equal("A sale begins", await page.GetByLabel("What happened").InputValueAsync());
        Assert.True(await page.Locator("#metric-chart details").EvaluateAsync<bool>("(one) => one.open"));
        Assert.Equal(0, await page.Locator("[hx-morph-skip]").CountAsync());
    }

    [BoundedFact]
    public async Task New_data_leaves_an_open_menu_and_the_days_in_it_alone_and_shows_the_new_figures()
    {
        var dashboard = await site.NewAsync("marketing");
        await using var window = await site.Browser.OpenAsync(Look.Desk);
        var page = window.Page;
        await window.GoAsync($"/dashboards/{dashboard}");
        await page.Locator("#choose-days summary").ClickAsync();
        await page.Locator("#choose-days input[name=from]").FillAsync("2026-01-02");
        using var http = site.Browser.Nexus.Node.Client(site.Browser.Nexus.OperatorKey);
        using var renamed = await http.PatchAsJsonAsync(
            $"/api/v1/dashboards/{dashboard}",
            new { name = "Renamed meanwhile", version = await VersionAsync(http, dashboard) }
        );
        renamed.EnsureSuccessStatusCode();

        await page.EvaluateAsync(Refresh);

        await Expect(page.Locator("h1")).ToHaveTextAsync("Renamed meanwhile");
        await Expect(page.Locator("#choose-days input[name=from]")).ToBeVisibleAsync();
        await Expect(page.Locator("#choose-days input[name=from]")).ToHaveValueAsync("2026-01-02");
    }

    [BoundedFact]
    public async Task A_dashboard_on_a_screen_follows_the_data()
    {
        var dashboard = await site.NewAsync("marketing");
        await using var window = await site.Browser.VisitAsync(Look.Desk, "viewer");
        await window.GoAsync($"/dashboards/{dashboard}/tv");
        using var http = site.Browser.Nexus.Node.Client(site.Browser.Nexus.OperatorKey);
        using var renamed = await http.PatchAsJsonAsync(
            $"/api/v1/dashboards/{dashboard}",
            new { name = "On the wall", version = await VersionAsync(http, dashboard) }
        );
        renamed.EnsureSuccessStatusCode();
        await window.Page.EvaluateAsync("() => { window.stays = true; }");

        await window.Page.EvaluateAsync(Refresh);

        await Expect(window.Page.Locator("h1")).ToHaveTextAsync("On the wall");
        Assert.EndsWith("/tv", window.Page.Url, StringComparison.Ordinal);
        // Loaded whole, it would leave the full screen.
        Assert.True(await window.Page.EvaluateAsync<bool>("() => window.stays === true"));
        Assert.Empty(window.Complaints);
    }

    [BoundedFact]
    public async Task A_stream_that_is_refused_is_opened_again_and_the_page_says_since_when_it_is_behind()
    {
        await using var window = await site.Browser.OpenAsync(Look.Desk);
        var page = window.Page;
        var refused = 0;
        await page.RouteAsync(
            "**/live?*",
            route =>
                Interlocked.Increment(ref refused) <= 2
                    ? route.FulfillAsync(new() { Status = 502, Body = "" })
                    : route.ContinueAsync()
        );

        await window.GoAsync(Metric);

        await Expect(page.Locator("#late")).ToContainTextAsync("Not updated since");
        await PageAudit.PictureAsync(window, "late-light-1440");
        await Expect(page.Locator("#late")).ToBeHiddenAsync(new() { Timeout = 20_000 });
        Assert.Equal(3, refused);
    }

    [BoundedFact]
    public async Task A_refresh_that_fails_is_said_and_leaves_what_is_shown()
    {
        await using var window = await site.Browser.OpenAsync(Look.Phone);
        var page = window.Page;
        await window.GoAsync(Metric);
        await page.RouteAsync("**" + Metric, route => route.FulfillAsync(new() { Status = 503, Body = "" }));

        await page.EvaluateAsync(Refresh);

        await Expect(page.Locator("#late")).ToContainTextAsync("Not updated since");
        Assert.Equal("Sessions", await page.Locator("h1").InnerTextAsync());
        await page.UnrouteAllAsync();
        await page.EvaluateAsync(Refresh);
        await Expect(page.Locator("#late")).ToBeHiddenAsync();
    }

    /// <summary>How often something is said for one key.</summary>
    private static async Task<int> SaidAsync(IPage page, ILocator plot)
    {
        await page.EvaluateAsync(
            """
            () => {
                window.said = 0;
                new MutationObserver((changes) => (window.said += changes.length))
                    .observe(document.querySelector("#metric-chart .chart-speech"), { childList: true, characterData: true, subtree: true });
            }
            """
        );
        await plot.FocusAsync();
        await page.Keyboard.PressAsync("End");
        return await page.EvaluateAsync<int>("() => window.said");
    }

    private static async Task<int> VersionAsync(HttpClient http, Guid dashboard) =>
        (await http.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/v1/dashboards/{dashboard}"))
            .GetProperty("version")
            .GetInt32();

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
