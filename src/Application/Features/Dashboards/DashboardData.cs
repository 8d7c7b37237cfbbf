using Nexus.Application.Features.Goals;
using Nexus.Application.Features.Kpis;

namespace Nexus.Application.Features.Dashboards;

/// <summary>A dashboard with its numbers.</summary>
/// <param name="Period">Name of the period that is shown; custom where days were given.</param>
/// <param name="From">First day that is shown.</param>
/// <param name="To">First day after.</param>
/// <param name="Compare">previous, 28d, year or none.</param>
/// <param name="ComparedFrom">First day of what it is held against; null without a comparison.</param>
/// <param name="ComparedTo">First day after that.</param>
/// <param name="Timezone">IANA zone of the days.</param>
/// <param name="DataVersion">Counts up with every change to the workspace's data.</param>
/// <param name="Dimensions">Names that at least one tile can be split or filtered by.</param>
/// <param name="Tiles">In their order.</param>
public sealed record DashboardData(
    Guid Id,
    string Name,
    string? Template,
    int Version,
    string Period,
    DateOnly From,
    DateOnly To,
    string Compare,
    DateOnly? ComparedFrom,
    DateOnly? ComparedTo,
    string Timezone,
    long DataVersion,
    IReadOnlyList<string> Dimensions,
    IReadOnlyList<TileData> Tiles
);

/// <summary>A tile with its numbers: a series, or the reason why there is none; neither for a heading.</summary>
/// <param name="Metric">What it shows; null for a heading, and where the metric is not known any more.</param>
/// <param name="GroupBy">The dimension it is split by in this answer; null without groups.</param>
/// <param name="Filtered">Whether the page's filter applies to it; true where there is none.</param>
/// <param name="ComparedGroups">What the shown groups came to in the range compared with, in the order of the groups.</param>
/// <param name="Freshness">Null where nothing is stored.</param>
/// <param name="Quality">What sources say about their newest data: sampled, thresholded, other_row.</param>
/// <param name="Provisional">Whether a value of the past may still be restated; the bucket that runs is not counted.</param>
/// <param name="Overridden">Whether a manual override is in it.</param>
/// <param name="Goal">The goal of the metric that is under way; null where there is none, or the tile is filtered.</param>
public sealed record TileData(
    TileView Tile,
    TileMetric? Metric,
    SeriesAnswer? Series,
    QueryTiles.TileProblem? Problem,
    string? GroupBy,
    bool Filtered,
    IReadOnlyList<ComparedGroup> ComparedGroups,
    Freshness? Freshness,
    IReadOnlyList<string> Quality,
    bool Provisional,
    bool Overridden,
    GoalView? Goal
)
{
    /// <summary>Of a number whose page is split: its largest groups; empty otherwise, and where it has none.</summary>
    public IReadOnlyList<GroupAnswer> Split { get; init; } = [];

    /// <summary>Of a tile in groups: currencies of the metric that are left out, since amounts are never added across them.</summary>
    public IReadOnlyList<string> OtherCurrencies { get; init; } = [];
}

/// <param name="Unit">money, count, percent, number, seconds or months.</param>
/// <param name="Aggregation">sum, last, none or ratio.</param>
/// <param name="Direction">good, bad or none: what a rise is.</param>
/// <param name="Sources">Keys of the providers that can supply it.</param>
public sealed record TileMetric(
    string Key,
    string Name,
    string Unit,
    string Aggregation,
    string Direction,
    string Category,
    IReadOnlyList<string> Sources
);

/// <param name="Total">Null where nothing was there.</param>
/// <param name="ChangePercent">In percent points of that total; null where it is zero or missing.</param>
public sealed record ComparedGroup(string Value, decimal? Total, decimal? ChangePercent);
