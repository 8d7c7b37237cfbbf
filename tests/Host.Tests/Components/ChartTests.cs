using Nexus.Domain.Kpis;
using Nexus.Host.Components;

namespace Nexus.Host.Tests.Components;

public sealed class ChartTests
{
    [Fact]
    public async Task A_gap_stays_a_gap()
    {
        var html = await Rendered.HtmlAsync<Sparkline>(
            ("Values", new decimal?[] { 0, 10, null, 10, 0 }),
            ("Label", "Sessions")
        );

        Assert.Contains("class=\"ln\" d=\"M0 1000L250 0M750 0L1000 1000\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_between_two_gaps_is_still_seen()
    {
        var html = await Rendered.HtmlAsync<Sparkline>(
            ("Values", new decimal?[] { null, 5, null }),
            ("Label", "Sessions")
        );

        Assert.Contains("class=\"ln\" d=\"M500 500h6\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_drawn_of_nothing() =>
        Assert.DoesNotContain(
            "<svg",
            await Rendered.HtmlAsync<Sparkline>(("Values", new decimal?[] { null, null }), ("Label", "Sessions")),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Both_periods_share_one_scale()
    {
        var html = await Rendered.HtmlAsync<Sparkline>(
            ("Values", new decimal?[] { 0, 50 }),
            ("Previous", new decimal?[] { 100, 100 }),
            ("Label", "Sessions")
        );

        Assert.Contains("class=\"ln prev\" d=\"M0 0L1000 0\"", html, StringComparison.Ordinal);
        Assert.Contains("class=\"ln\" d=\"M0 1000L1000 500\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chart_can_be_read_as_a_table()
    {
        var text = await Rendered.TextAsync<Chart>(
            ("Id", "c"),
            ("Summary", "Net revenue by day"),
            ("Data", Data("This period", 1200, null))
        );

        Assert.Contains(
            "View as table Day This period 20 Nov $1,200 21 Nov – no value",
            text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_name_does_not_end_the_script_that_it_stands_in() =>
        Assert.DoesNotContain("</script", Data("</script><b>", 1).ToJson(), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void What_is_missing_is_null_for_the_browser_too() =>
        Assert.Contains("\"values\":[1,null]", Data("One", 1, null).ToJson(), StringComparison.Ordinal);

    private static ChartData Data(string name, params decimal?[] values) =>
        new(
            ChartKind.Line,
            [.. Enumerable.Range(20, values.Length).Select(day => $"{day} Nov")],
            [new ChartSeries(name, values)],
            MetricUnit.Money,
            "USD"
        );
}
