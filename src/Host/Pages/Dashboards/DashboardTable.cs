using System.Globalization;
using Nexus.Application.Features.Dashboards;
using Nexus.Application.Features.Kpis;

namespace Nexus.Host.Pages.Dashboards;

/// <summary>A dashboard as one long table: a row for each tile, group and stretch of time.</summary>
internal static class DashboardTable
{
    public static Table Of(DashboardData data) =>
        new(
            ["tile", "metric", "unit", "currency", "group", "start", "value", "final"],
            [.. data.Tiles.Where(tile => tile.Series is not null).SelectMany(Rows)]
        );

    private static IEnumerable<IReadOnlyList<object?>> Rows(TileData tile)
    {
        var series = tile.Series!;
        foreach (var row in Lines(series))
        {
            foreach (var point in row.Points)
            {
                yield return
                [
                    tile.Tile.Title ?? tile.Metric?.Name ?? series.Metric,
                    series.Metric,
                    series.Unit,
                    row.Currency,
                    row.Group,
                    point.Start,
                    point.Value,
                    point.Final,
                ];
            }
        }
    }

    private static IEnumerable<(string? Currency, string? Group, IReadOnlyList<SeriesPoint> Points)> Lines(
        SeriesAnswer series
    )
    {
        foreach (var part in series.Currencies ?? [])
            yield return (part.Currency, null, part.Points);
        if (series.Points.Count > 0)
            yield return (series.Currency, null, series.Points);
        foreach (var group in series.Groups ?? [])
            yield return (series.Currency, group.Value, group.Points);
        if (series.Other is { } other)
            yield return (series.Currency, $"{other.Count.ToString(CultureInfo.InvariantCulture)} more", other.Points);
    }
}
