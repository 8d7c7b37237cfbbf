namespace Nexus.Domain.Dashboards;

/// <summary>A dashboard to begin with.</summary>
/// <param name="Key">Lower case; stored with dashboards that were made from it.</param>
/// <param name="Description">One sentence: what it answers.</param>
public sealed record DashboardTemplate(string Key, string Name, string Description, IReadOnlyList<TemplateTile> Tiles);

/// <summary>One tile of a template, which takes the first of its metrics that a workspace has data of.</summary>
/// <param name="Title">Null for the metric's own name; the text of a heading.</param>
/// <param name="Metrics">Best first; none for a heading.</param>
/// <param name="GroupBy">Dimensions to split by, best first; none for a tile without groups.</param>
public sealed record TemplateTile(
    TileKind Kind,
    int Width,
    int Height,
    string? Title,
    IReadOnlyList<string> Metrics,
    IReadOnlyList<string> GroupBy
);
