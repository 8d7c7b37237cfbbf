using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis.Series;

/// <summary>Cuts each range once, so that the reads of one dashboard share their buckets and can travel together.</summary>
/// <param name="zone">IANA name.</param>
/// <param name="weekStart">First day of a week.</param>
/// <exception cref="TimeZoneNotFoundException">The name is unknown.</exception>
internal sealed class BucketCuts(string zone, DayOfWeek weekStart)
{
    private readonly Dictionary<(TimeRange, Granularity), TimeBuckets> _cut = [];
    private readonly Dictionary<TimeBuckets, IReadOnlyList<string>> _starts = [];
    private readonly Dictionary<TimeBuckets, TimeBuckets> _opened = [];
    private readonly Dictionary<TimeBuckets, TimeBuckets> _openings = [];

    public ZonedCalendar Calendar { get; } = ZonedCalendar.Of(zone, weekStart);

    public TimeBuckets Over(TimeRange range, Granularity size)
    {
        if (_cut.TryGetValue((range, size), out var buckets))
            return buckets;
        var cut = CutMemory.Get(zone, weekStart, range, size, Calendar);
        _starts[cut.Buckets] = cut.Starts;
        return _cut[(range, size)] = cut.Buckets;
    }

    /// <summary>What each bucket is called in an answer: its date, or for hours its first instant.</summary>
    /// <param name="buckets">As <see cref="Over"/> gave them.</param>
    public IReadOnlyList<string> Starts(TimeBuckets buckets) => _starts[buckets];

    /// <summary>The buckets, preceded by the one that holds the opening level.</summary>
    public TimeBuckets WithOpening(TimeBuckets buckets)
    {
        if (!_opened.TryGetValue(buckets, out var opened))
            _opened[buckets] = opened = buckets.WithOpening(Calendar);
        return opened;
    }

    /// <summary>Only the bucket that holds the opening level.</summary>
    public TimeBuckets OpeningOnly(TimeBuckets buckets)
    {
        if (!_openings.TryGetValue(buckets, out var opening))
            _openings[buckets] = opening = buckets.OpeningOnly(Calendar);
        return opening;
    }
}
