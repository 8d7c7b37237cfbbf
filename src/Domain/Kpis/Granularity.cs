namespace Nexus.Domain.Kpis;

/// <summary>The span that one stored point covers, and the span of a bucket when points are read.</summary>
/// <remarks>
/// An hour point is an instant (UTC, start of the hour). A day, week, month, quarter or year point is a calendar date
/// of the source and is stored as that date at 00:00 UTC, whatever the zone of the workspace.
/// </remarks>
public enum Granularity : short
{
    Hour = 0,
    Day = 1,
    Week = 2,
    Month = 3,
    Quarter = 4,
    Year = 5,
}

public static class Granularities
{
    /// <summary>The lower-case name used in JSON, queries and mappings.</summary>
    public static string Name(this Granularity granularity) =>
        granularity switch
        {
            Granularity.Hour => "hour",
            Granularity.Day => "day",
            Granularity.Week => "week",
            Granularity.Month => "month",
            Granularity.Quarter => "quarter",
            Granularity.Year => "year",
            _ => throw new ArgumentOutOfRangeException(nameof(granularity), granularity, "Not a granularity."),
        };

    public static bool TryParse(string? name, out Granularity granularity)
    {
        foreach (var candidate in Enum.GetValues<Granularity>())
        {
            if (string.Equals(candidate.Name(), name, StringComparison.OrdinalIgnoreCase))
            {
                granularity = candidate;
                return true;
            }
        }
        granularity = default;
        return false;
    }

    /// <summary>Whether spans of <paramref name="fine"/> tile a span of <paramref name="coarse"/> without a remainder.</summary>
    /// <remarks>Weeks cross the borders of months, quarters and years, so a week fits only into a week.</remarks>
    public static bool FitsInto(this Granularity fine, Granularity coarse) =>
        fine == coarse || (fine < coarse && fine != Granularity.Week);
}
