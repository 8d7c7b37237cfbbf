using Nexus.Domain.Dashboards;
using Nexus.Domain.Kpis;

namespace Nexus.Domain.Tests.Dashboards;

public sealed class DashboardTemplatesTests
{
    [Fact]
    public void Every_metric_that_a_template_names_is_in_the_catalogue() =>
        Assert.All(
            DashboardTemplates.All.SelectMany(template => template.Tiles).SelectMany(tile => tile.Metrics),
            metric => Assert.True(MetricCatalog.TryFind(metric, out _), metric)
        );

    [Fact]
    public void Every_tile_has_what_its_kind_takes()
    {
        foreach (var tile in DashboardTemplates.All.SelectMany(template => template.Tiles))
        {
            Assert.InRange(tile.Width, TileKinds.NarrowestWidth, TileKinds.Columns);
            Assert.InRange(tile.Height, 1, TileKinds.TallestHeight);
            Assert.Equal(tile.Kind == TileKind.Heading, tile.Metrics.Count == 0);
            Assert.Equal(tile.Kind.NeedsGroups(), tile.GroupBy.Count > 0);
        }
    }

    [Theory]
    [InlineData("7d", "2026-11-15")]
    [InlineData("28d", "2026-10-25")]
    [InlineData("30d", "2026-10-23")]
    [InlineData("90d", "2026-08-24")]
    [InlineData("month", "2026-11-01")]
    [InlineData("quarter", "2026-10-01")]
    [InlineData("year", "2026-01-01")]
    public void A_moving_period_ends_with_today(string name, string first)
    {
        var (from, to) = PeriodChoice.Days(name, new DateOnly(2026, 11, 21));

        Assert.Equal(first, $"{from:yyyy-MM-dd}");
        Assert.Equal(new DateOnly(2026, 11, 22), to);
    }
}
