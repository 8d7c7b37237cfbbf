using Nexus.Application.Storage;
using Nexus.Domain.Dashboards;

namespace Nexus.Application.Features.Dashboards;

/// <summary>A dashboard as callers see it.</summary>
/// <param name="Template">Key of the template that it was made from, or null.</param>
/// <param name="Period">7d, 28d, 30d, 90d, month, quarter or year: what it shows unless told otherwise.</param>
/// <param name="Compare">previous, 28d, year or none.</param>
/// <param name="Version">Counts up with every change; a change names the version that it was made against.</param>
/// <param name="Tiles">In their order.</param>
public sealed record DashboardView(
    Guid Id,
    string Name,
    string? Template,
    string Period,
    string Compare,
    int Version,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<TileView> Tiles
)
{
    internal static DashboardView Of(Dashboard dashboard) =>
        new(
            dashboard.Id,
            dashboard.Name,
            dashboard.Template,
            dashboard.Period,
            dashboard.Compare,
            dashboard.Version,
            dashboard.UpdatedAt,
            [.. dashboard.Tiles.Select(TileView.Of)]
        );
}

/// <param name="Kind">value, line, area, stacked, ranking, table or heading.</param>
/// <param name="Title">Null for the name of its metric; the text of a heading.</param>
/// <param name="Width">3 to 12 columns of 12.</param>
/// <param name="Height">1 to 3 rows.</param>
/// <param name="Query">Null for a heading.</param>
public sealed record TileView(Guid Id, string Kind, string? Title, int Width, int Height, TileQuery? Query)
{
    internal static TileView Of(DashboardTile tile) =>
        new(tile.Id, tile.Kind.Name(), tile.Title, tile.Width, tile.Height, tile.Query);
}
