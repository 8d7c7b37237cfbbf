using Nexus.Application.Features.Dashboards;
using Nexus.Application.Features.Kpis;
using Nexus.Host.Components;
using Nexus.Host.Pages.Dashboards;

namespace Nexus.Host.Tests.Pages.Dashboards;

public sealed class BoardTileTests
{
    private static SeriesPoint Day(int day, decimal? value) => new($"2026-11-{day:00}", value, Final: true);

    private static SeriesAnswer Series(
        decimal? total,
        ComparisonAnswer? comparison,
        IReadOnlyList<CurrencyAnswer>? currencies,
        params SeriesPoint[] points
    ) =>
        new(
            "finance.revenue",
            "money",
            currencies is null ? "EUR" : null,
            "day",
            "UTC",
            "2026-11-01",
            "2026-11-04",
            points,
            total,
            comparison,
            Groups: null,
            Other: null,
            currencies,
            Notes: []
        );

    private static BoardTile Tile(SeriesAnswer? series, string aggregation = "sum", string? currency = "EUR") =>
        new(
            new TileData(
                new TileView(Guid.Empty, "value", null, 3, 1, null),
                new TileMetric("finance.revenue", "Revenue", "money", aggregation, "good", "finance", ["csv"]),
                series,
                Problem: null,
                GroupBy: null,
                Filtered: true,
                ComparedGroups: [],
                Freshness: null,
                Quality: [],
                Provisional: false,
                Overridden: false,
                Goal: null
            ),
            currency
        );

    [Fact]
    public void Without_any_value_there_is_nothing_to_draw()
    {
        var tile = Tile(Series(null, null, null, Day(1, null), Day(2, null)));

        Assert.False(tile.HasData);
        Assert.Null(tile.Value);
        Assert.False(Tile(series: null).HasData);
    }

    [Fact]
    public void What_is_never_added_shows_its_latest_value_and_says_of_when()
    {
        var before = new ComparisonAnswer("2026-10-29", "2026-11-01", [Day(29, 7), Day(30, null)], null, null, null);

        var tile = Tile(Series(null, before, null, Day(1, 99), Day(2, 98), Day(3, null)), "none");

        Assert.Equal((98m, "2 Nov", 7m), (tile.Value!.Value, tile.LatestAt, tile.Previous!.Value));
    }

    [Fact]
    public void Of_several_currencies_the_workspaces_is_drawn_and_the_others_are_named()
    {
        CurrencyAnswer[] several = [new("GBP", [Day(1, 5)], 5, null), new("EUR", [Day(1, 20)], 20, null)];

        var tile = Tile(Series(null, null, several));

        Assert.Equal((20m, "EUR"), (tile.Value!.Value, tile.Currency));
        Assert.Equal(["£5.00"], tile.OtherCurrencies);
    }

    [Fact]
    public void A_shorter_period_before_leaves_a_gap_and_does_not_move_the_days()
    {
        var before = new ComparisonAnswer("2026-10-31", "2026-11-01", [Day(31, 4)], 4, null, null);

        var chart = Tile(Series(6, before, null, Day(1, 1), Day(2, 2), Day(3, 3))).Chart(ChartKind.Line, []);

        Assert.Equal([4m, null, null], chart.Series[1].Values);
        Assert.Equal(ChartRole.Previous, chart.Series[1].Role);
        Assert.Equal("1 Nov", chart.Labels[0]);
    }

    [Fact]
    public void A_comparison_that_lacks_days_is_told()
    {
        var points = Enumerable.Range(1, 20).Select(day => Day(day, day)).ToArray();
        var before = new ComparisonAnswer(
            "2026-10-12",
            "2026-11-01",
            [.. points.Select((point, at) => point with { Value = at < 15 ? null : 1 })],
            5,
            null,
            null
        );

        Assert.Contains(
            "a part of its days",
            Assert.Single(Tile(Series(210, before, null, points)).Notes),
            StringComparison.Ordinal
        );
        Assert.Empty(Tile(Series(210, before with { Points = points }, null, points)).Notes);
    }

    [Theory]
    [InlineData("2026-11-02", "2 Nov")]
    [InlineData("2026-10-31", null)]
    public void A_note_stands_at_the_column_of_its_day(string day, string? column) =>
        Assert.Equal(
            column,
            Tile(Series(3, null, null, Day(1, 1), Day(2, 2)))
                .ColumnOf(DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))
        );
}
