using System.Globalization;

namespace Nexus.Host.Components;

/// <summary>How the stretches of a series are named.</summary>
public static class Buckets
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>Short enough for an axis: <c>21 Nov</c>, <c>14:00</c>, <c>Nov 26</c>, <c>Q4 26</c>, <c>2026</c>.</summary>
    /// <param name="start"><c>yyyy-MM-dd</c>, for hours ISO 8601 with offset.</param>
    /// <param name="size">hour, day, week, month, quarter or year.</param>
    public static string Short(string start, string size)
    {
        var at = Parse(start);
        return size switch
        {
            "hour" => at.ToString("d MMM HH:mm", Culture),
            "month" => at.ToString("MMM yy", Culture),
            "quarter" => Quarter(at) + at.ToString(" yy", Culture),
            "year" => at.ToString("yyyy", Culture),
            _ => at.ToString("d MMM", Culture),
        };
    }

    /// <summary>In full: <c>Sat, 21 Nov 2026</c>, <c>week of 16 Nov 2026</c>, <c>November 2026</c>.</summary>
    /// <inheritdoc cref="Short" />
    public static string Long(string start, string size)
    {
        var at = Parse(start);
        return size switch
        {
            "hour" => at.ToString("ddd, d MMM yyyy, HH:mm", Culture),
            "day" => at.ToString("ddd, d MMM yyyy", Culture),
            "week" => "week of " + at.ToString("d MMM yyyy", Culture),
            "month" => at.ToString("MMMM yyyy", Culture),
            "quarter" => Quarter(at) + at.ToString(" yyyy", Culture),
            _ => at.ToString("yyyy", Culture),
        };
    }

    /// <summary>The days of a range: <c>22 Oct – 20 Nov 2026</c>.</summary>
    /// <param name="to">First day after it.</param>
    public static string Range(DateOnly from, DateOnly to)
    {
        var last = to.AddDays(-1);
        if (from == last)
            return from.ToString("d MMM yyyy", Culture);
        var first = from.Year == last.Year ? from.ToString("d MMM", Culture) : from.ToString("d MMM yyyy", Culture);
        return $"{first} – {last.ToString("d MMM yyyy", Culture)}";
    }

    /// <summary>Heading of a column of buckets.</summary>
    public static string Name(string size) => char.ToUpperInvariant(size[0]) + size[1..];

    /// <remarks>With its own offset: an hour is shown as the workspace's clocks show it.</remarks>
    private static DateTime Parse(string start) =>
        DateTimeOffset.Parse(start, Culture, DateTimeStyles.AssumeUniversal).DateTime;

    private static string Quarter(DateTime at) => $"Q{((at.Month + 2) / 3).ToString(Culture)}";
}
