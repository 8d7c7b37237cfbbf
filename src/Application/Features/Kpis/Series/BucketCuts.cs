using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis.Series;

/// <summary>Cuts each range once, so that the reads of one dashboard share their buckets and can travel together.</summary>
internal sealed class BucketCuts(ZonedCalendar calendar)
{
    private readonly Dictionary<(TimeRange, Granularity), TimeBuckets> _cut = [];
    private readonly Dictionary<TimeBuckets, TimeBuckets> _opened = [];
    private readonly Dictionary<TimeBuckets, TimeBuckets> _openings = [];

    public ZonedCalendar Calendar => calendar;

    public TimeBuckets Over(TimeRange range, Granularity size)
    {
        if (!_cut.TryGetValue((range, size), out var buckets))
            _cut[(range, size)] = buckets = TimeBuckets.Over(range, size, calendar);
        return buckets;
    }

    /// <summary>The buckets, preceded by the one that holds the opening level.</summary>
    public TimeBuckets WithOpening(TimeBuckets buckets)
    {
        if (!_opened.TryGetValue(buckets, out var opened))
            _opened[buckets] = opened = buckets.WithOpening(calendar);
        return opened;
    }

    /// <summary>Only the bucket that holds the opening level.</summary>
    public TimeBuckets OpeningOnly(TimeBuckets buckets)
    {
        if (!_openings.TryGetValue(buckets, out var opening))
            _openings[buckets] = opening = buckets.OpeningOnly(calendar);
        return opening;
    }
}
