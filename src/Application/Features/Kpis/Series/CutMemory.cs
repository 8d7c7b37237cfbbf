using System.Collections.Concurrent;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis.Series;

/// <summary>A range in buckets, and what each is called in an answer.</summary>
internal sealed record BucketCut(TimeBuckets Buckets, IReadOnlyList<string> Starts);

/// <summary>
/// Remembers how ranges were cut: dashboards ask for the same days all day long, and asking a time zone where each begins
/// takes longer than reading their values. It depends on the zone alone and holds nothing of any workspace.
/// </summary>
internal static class CutMemory
{
    /// <summary>With <see cref="MaxBuckets"/> about 10 MB.</summary>
    private const int MaxCuts = 256;

    /// <summary>A year of days; what is longer is cut each time.</summary>
    private const int MaxBuckets = 400;

    private static readonly ConcurrentDictionary<(string, DayOfWeek, TimeRange, Granularity), BucketCut> Cuts = new();

    /// <param name="calendar">The calendar of the zone and the first day of the week.</param>
    public static BucketCut Get(
        string zone,
        DayOfWeek weekStart,
        TimeRange range,
        Granularity size,
        ZonedCalendar calendar
    )
    {
        var key = (zone, weekStart, range, size);
        if (Cuts.TryGetValue(key, out var known))
            return known;
        var buckets = TimeBuckets.Over(range, size, calendar);
        var cut = new BucketCut(buckets, [.. buckets.Items.Select(bucket => Start(bucket, size))]);
        if (buckets.Items.Count > MaxBuckets)
            return cut;
        if (Cuts.Count >= MaxCuts)
            Cuts.Clear();
        return Cuts.GetOrAdd(key, cut);
    }

    private static string Start(TimeBucket bucket, Granularity size) =>
        size == Granularity.Hour ? TimeText.Text(bucket.Start) : TimeText.Text(bucket.Date);
}
