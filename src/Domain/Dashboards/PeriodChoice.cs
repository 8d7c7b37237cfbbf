using Nexus.Domain.Kpis;

namespace Nexus.Domain.Dashboards;

/// <summary>A stretch of days that moves with today, by the name that people choose it by.</summary>
public static class PeriodChoice
{
    /// <summary>What a dashboard shows unless it is told otherwise.</summary>
    public const string Usual = "30d";

    /// <summary>The name for days that a person gave; it does not move.</summary>
    public const string Custom = "custom";

    /// <summary>Names of the moving ones: the last so many days, today included, or the month, quarter or year to date.</summary>
    public static IReadOnlyList<string> Moving { get; } = ["7d", "28d", "30d", "90d", "month", "quarter", "year"];

    public static bool IsMoving(string? name) => name is not null && Moving.Contains(name, StringComparer.Ordinal);

    /// <param name="name">One of <see cref="Moving"/>.</param>
    /// <param name="today">Today in the workspace's zone.</param>
    /// <returns>The first day, and the first one after the period.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no period of this name.</exception>
    public static (DateOnly From, DateOnly To) Days(string name, DateOnly today) =>
        (
            name switch
            {
                "7d" => today.AddDays(-6),
                "28d" => today.AddDays(-27),
                "30d" => today.AddDays(-29),
                "90d" => today.AddDays(-89),
                "month" => new DateOnly(today.Year, today.Month, 1),
                "quarter" => new DateOnly(today.Year, today.Month - ((today.Month - 1) % 3), 1),
                "year" => new DateOnly(today.Year, 1, 1),
                _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Not a period."),
            },
            today.AddDays(1)
        );
}

/// <summary>What a dashboard holds its period against, by the name that people choose it by.</summary>
public static class ComparisonChoice
{
    /// <summary>What a dashboard compares with unless it is told otherwise.</summary>
    public const string Usual = "previous";

    public const string Nothing = "none";

    public static IReadOnlyList<string> Names { get; } = ["previous", "28d", "year", Nothing];

    public static bool IsKnown(string? name) => name is not null && Names.Contains(name, StringComparer.Ordinal);

    /// <summary>The comparison of a name; none for names that are not known.</summary>
    public static Comparison Of(string? name) =>
        name switch
        {
            "previous" => Comparison.Previous,
            "28d" => Comparison.FourWeeks,
            "year" => Comparison.Year,
            _ => Comparison.None,
        };
}
