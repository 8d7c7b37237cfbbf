namespace Nexus.Domain.Dashboards;

/// <summary>How a tile shows its metric.</summary>
public enum TileKind
{
    /// <summary>One number with its change, its course and its goal.</summary>
    Value,

    /// <summary>Lines over time: the metric, or one a group.</summary>
    Line,

    /// <summary>One filled line over time.</summary>
    Area,

    /// <summary>Columns over time, stacked by group.</summary>
    Stacked,

    /// <summary>The largest groups, with a bar each.</summary>
    Ranking,

    /// <summary>Groups with share, change and course.</summary>
    Table,

    /// <summary>A line of text above the tiles that follow.</summary>
    Heading,
}

/// <summary>The words for kinds of tiles, and what each of them takes.</summary>
public static class TileKinds
{
    /// <summary>Columns of the grid.</summary>
    public const int Columns = 12;

    public const int NarrowestWidth = 3;

    /// <summary>Rows that the tallest tile takes.</summary>
    public const int TallestHeight = 3;

    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<TileKind>().Select(Name)];

    public static string Name(this TileKind kind) => kind.ToString().ToLowerInvariant();

    public static bool TryParse(string? name, out TileKind kind)
    {
        var place = name is null ? -1 : Names.ToList().IndexOf(name);
        kind = place < 0 ? default : (TileKind)place;
        return place >= 0;
    }

    /// <summary>Whether it shows a metric split by a dimension and nothing else.</summary>
    public static bool NeedsGroups(this TileKind kind) =>
        kind is TileKind.Stacked or TileKind.Ranking or TileKind.Table;

    /// <summary>The width and height, in columns and rows, that a tile of the kind begins with.</summary>
    public static (int Width, int Height) UsualSize(this TileKind kind) =>
        kind switch
        {
            TileKind.Value => (3, 1),
            TileKind.Area => (8, 2),
            TileKind.Ranking => (4, 2),
            TileKind.Stacked => (7, 2),
            TileKind.Line => (5, 2),
            TileKind.Table => (12, 2),
            _ => (12, 1),
        };
}
