namespace Nexus.Domain.Goals;

/// <summary>Over which days a goal is to be reached.</summary>
public static class GoalPeriod
{
    /// <summary>The name for days that are given once.</summary>
    public const string Custom = "custom";

    /// <summary>Names: those that begin anew, and the one that is given.</summary>
    public static IReadOnlyList<string> Names { get; } = ["month", "quarter", "year", Custom];

    /// <summary>The whole month, quarter or year that holds a day.</summary>
    /// <returns>The first day, and the first one after it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The name is not that of a period that begins anew.</exception>
    public static (DateOnly From, DateOnly To) Around(DateOnly day, string name)
    {
        var (from, months) = name switch
        {
            "month" => (new DateOnly(day.Year, day.Month, 1), 1),
            "quarter" => (new DateOnly(day.Year, day.Month - ((day.Month - 1) % 3), 1), 3),
            "year" => (new DateOnly(day.Year, 1, 1), 12),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Not a period that begins anew."),
        };
        return (from, from.AddMonths(months));
    }
}
