using Microsoft.Playwright;

namespace Nexus.Browser.Tests;

/// <summary>Ways to look at figures: other days, other comparisons, parts of them, and closer.</summary>
public sealed class LookingTests(DashboardBrowserFixture site) : IClassFixture<DashboardBrowserFixture>
{
    private const string Metric = "/kpis/web.sessions";

    private BrowserFixture Browser => site.Browser;

    [BoundedFact]
    public async Task Days_of_ones_own_are_shown_and_stay_in_the_address()
    {
        await using var window = await Browser.VisitAsync(Look.Desk, "viewer");
        var page = window.Page;
        await window.GoAsync($"/dashboards/{site.Marketing}");
        var before = await page.Locator(".tile .val").First.InnerTextAsync();

        await page.Locator("#choose-days summary").ClickAsync();
        await page.Locator("#choose-days [name=from]").FillAsync(DashboardBrowserFixture.DaysAgo(40));
        await page.Locator("#choose-days [name=to]").FillAsync(DashboardBrowserFixture.DaysAgo(31));
        await page.GetByRole(AriaRole.Button, new() { Name = "Show these days" }).ClickAsync();

        await Expect(page.Locator(".tile .val").First).Not.ToHaveTextAsync(before);
        Assert.Contains($"from={DashboardBrowserFixture.DaysAgo(40)}", page.Url, StringComparison.Ordinal);
        await Expect(page.Locator(".seg [aria-current]")).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Expect(page.Locator("#choose-days [name=to]")).ToHaveValueAsync(DashboardBrowserFixture.DaysAgo(31));
        Assert.Empty(window.Complaints);
    }

    [BoundedFact]
    public async Task Whoever_has_scrolled_down_stays_there_when_the_days_change()
    {
        await using var window = await Browser.VisitAsync(Look.Desk, "viewer");
        var page = window.Page;
        await window.GoAsync($"/dashboards/{site.Marketing}");
        await page.EvaluateAsync("() => window.scrollTo(0, 300)");

        await page.EvaluateAsync("() => document.getElementById('period-90d').click()");
        await Expect(page.Locator("#period-90d")).ToHaveAttributeAsync("aria-current", "true");

        Assert.Equal(300, await page.EvaluateAsync<int>("() => Math.round(window.scrollY)"));
    }

    [BoundedFact]
    public async Task Another_comparison_is_chosen_and_none_takes_the_deltas_away()
    {
        await using var window = await Browser.VisitAsync(Look.Desk, "viewer");
        var page = window.Page;
        await window.GoAsync(Metric);
        await Expect(page.Locator(".legend")).ToContainTextAsync("Previous");

        await page.Locator("#f-compare").FocusAsync();
        await page.Locator("#f-compare").SelectOptionAsync("28d");
        await Expect(page.Locator(".legend")).ToContainTextAsync("Same weekdays before");
        Assert.Contains("compare=28d", page.Url, StringComparison.Ordinal);
        await page.Locator("#f-compare").SelectOptionAsync("none");

        await Expect(page.Locator(".big .delta")).ToHaveCountAsync(0);
        await Expect(page.Locator("#f-compare")).ToBeFocusedAsync();
        Assert.Empty(window.Complaints);
    }

    [BoundedFact]
    public async Task Figures_are_split_narrowed_down_and_widened_again()
    {
        await using var window = await Browser.VisitAsync(Look.Desk, "viewer");
        var page = window.Page;
        await window.GoAsync(Metric);
        var all = await page.Locator(".big .num").First.InnerTextAsync();

        await page.Locator("#f-by").SelectOptionAsync("channel");
        await page.WaitForURLAsync("**?*by=channel*");
        await Expect(page.Locator("#metric-chart .legend")).ToContainTextAsync("Organic search");
        await page.Locator("#f-pick").SelectOptionAsync("channel");
        await page.Locator("#f-is").SelectOptionAsync("Email");
        await Expect(page.Locator(".chip")).ToContainTextAsync("channel = Email");
        await Expect(page.Locator(".big .num").First).Not.ToHaveTextAsync(all);
        await page.Locator(".chip").ClickAsync();

        await Expect(page.Locator(".big .num").First).ToHaveTextAsync(all);
        await Expect(page.Locator(".chip")).ToHaveCountAsync(0);
        Assert.Empty(window.Complaints);
    }

    [BoundedFact]
    public async Task The_same_goes_without_scripts_on_a_phone()
    {
        await using var window = await Browser.VisitAsync(Look.Phone with { Scripts = false }, "viewer");
        var page = window.Page;
        await window.GoAsync($"/dashboards/{site.Marketing}");

        await page.Locator("#f-compare").SelectOptionAsync("year");
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).TapAsync();
        await page.Locator("#f-pick").SelectOptionAsync("channel");
        await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).TapAsync();
        await page.Locator("#f-is").SelectOptionAsync("Email");
        await page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).TapAsync();

        await Expect(page.Locator(".chip")).ToContainTextAsync("channel = Email");
        Assert.Contains("compare=year", page.Url, StringComparison.Ordinal);
    }

    [BoundedFact]
    public async Task A_chart_is_read_by_arrow_keys()
    {
        await using var window = await Browser.VisitAsync(Look.Desk, "viewer");
        var page = window.Page;
        await window.GoAsync(Metric);
        var said = page.Locator("#metric-chart .chart-speech");
        await page.Locator("#metric-chart .chart-plot").FocusAsync();

        await page.Keyboard.PressAsync("End");
        var last = await said.InnerTextAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        var former = await said.InnerTextAsync();
        await page.Keyboard.PressAsync("ArrowRight");

        Assert.Contains("This period:", last, StringComparison.Ordinal);
        Assert.NotEqual(last, former);
        Assert.Equal(last, await said.InnerTextAsync());
        await page.Keyboard.PressAsync("Home");
        Assert.NotEqual(last, await said.InnerTextAsync());
        await page.Keyboard.PressAsync("Escape");
        Assert.Equal("", await said.InnerTextAsync());
    }

    [BoundedFact]
    public async Task A_chart_is_zoomed_into()
    {
        await using var window = await Browser.VisitAsync(Look.Desk, "viewer");
        var page = window.Page;
        await window.GoAsync(Metric);
        var plot = page.Locator("#metric-chart .chart-plot");
        var labels = plot.Locator("svg text");
        var before = await labels.AllInnerTextsAsync();
        var place = (await plot.BoundingBoxAsync())!;

        await page.Mouse.MoveAsync(place.X + (place.Width / 2), place.Y + (place.Height / 3));
        await page.Keyboard.DownAsync("Control");
        for (var turn = 0; turn < 6; turn++)
            await page.Mouse.WheelAsync(0, -240);
        await page.Keyboard.UpAsync("Control");

        await page.WaitForFunctionAsync(
            "(before) => [...document.querySelectorAll('#metric-chart svg text')].map((one) => one.textContent).join() !== before",
            string.Join(',', before)
        );
        Assert.Empty(window.Complaints);
    }

    [BoundedTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_chart_moves_to_new_figures_for_those_alone_who_do_not_mind(bool moves)
    {
        await using var window = await Browser.VisitAsync(Look.Desk with { Moves = moves }, "viewer");
        var page = window.Page;
        await window.GoAsync(Metric);

        await page.EvaluateAsync(
            """
            () => {
                window.drawn = new Set();
                const plot = document.querySelector("#metric-chart .chart-plot");
                const look = () => {
                    window.drawn.add([...plot.querySelectorAll("path, rect, g")].map((one) => (one.getAttribute("d") ?? "") + (one.getAttribute("width") ?? "") + (one.getAttribute("transform") ?? "")).join());
                    requestAnimationFrame(look);
                };
                look();
            }
            """
        );
        await page.Locator("#period-90d").ClickAsync();
        await Expect(page.Locator("#period-90d")).ToHaveAttributeAsync("aria-current", "true");
        await page.WaitForFunctionAsync("() => window.drawn.size > 1");
        await page.WaitForTimeoutAsync(600);

        // Before and after, and a frame in between at most.
        Assert.Equal(moves, await page.EvaluateAsync<int>("() => window.drawn.size") > 3);
    }

    [BoundedFact]
    public async Task The_figures_of_a_metric_are_saved_as_a_file()
    {
        await using var window = await Browser.VisitAsync(Look.Desk, "viewer");
        var page = window.Page;
        await window.GoAsync($"{Metric}?period=7d");

        await page.Locator(".head .menu summary").Last.ClickAsync();
        var saved = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Link, new() { Name = "Export as CSV" }).ClickAsync()
        );

        Assert.EndsWith(".csv", saved.SuggestedFilename, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync((await saved.PathAsync())!);
        Assert.True(lines.Length > 7, string.Join('\n', lines));
    }

    [BoundedFact]
    public async Task A_dashboard_is_made_from_a_template_changed_and_copied()
    {
        await using var window = await Browser.VisitAsync(Look.Desk, "editor");
        var page = window.Page;
        await window.GoAsync("/dashboards");

        await page.Locator("button").Filter(new() { HasText = "Use this template: Marketing" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Marketing");
        var made = new Uri(page.Url).AbsolutePath;
        await window.GoAsync($"{made}?edit=1");
        await page.GetByRole(AriaRole.Link, new() { Name = "Change Sessions" }).First.ClickAsync();
        await page.GetByLabel("Title").FillAsync("Visits that I watch");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator("article").GetByText("Visits that I watch")).ToBeVisibleAsync();
        await window.GoAsync($"{made}/settings");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a copy" }).ClickAsync();
        await Expect(page.Locator("h1")).Not.ToHaveTextAsync("Dashboard settings");

        Assert.NotEqual(made, new Uri(page.Url).AbsolutePath);
        await Expect(page.Locator("article").GetByText("Visits that I watch")).ToBeVisibleAsync();
        Assert.Empty(window.Complaints);
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
