namespace Nexus.Domain.Kpis;

/// <summary>One bucket of a series.</summary>
/// <param name="Start">Its first instant, with the offset of the zone; an edge bucket begins where the range does.</param>
/// <param name="End">The first instant after it.</param>
/// <param name="Date">The calendar date it is named after: the first of the month, even where the range begins later.</param>
/// <param name="FirstDate">The first date in it that lies within the range.</param>
/// <param name="EndDate">The first date after it.</param>
public readonly record struct TimeBucket(
    DateTimeOffset Start,
    DateTimeOffset End,
    DateOnly Date,
    DateOnly FirstDate,
    DateOnly EndDate
)
{
    /// <summary>How many months it spans: 1 for a whole month, 1/30 for a day of June.</summary>
    public decimal Months => Start == End ? 0m : Size();

    private decimal Size()
    {
        if (FirstDate >= EndDate || End - Start < TimeSpan.FromHours(20))
            return (decimal)(End - Start).Ticks / TimeSpan.TicksPerDay / DateTime.DaysInMonth(Date.Year, Date.Month);
        return MonthsBetween(FirstDate, EndDate);
    }

    private static decimal MonthsBetween(DateOnly from, DateOnly to)
    {
        var whole = 12 * (to.Year - from.Year) + to.Month - from.Month;
        return whole + Elapsed(to) - Elapsed(from);
    }

    private static decimal Elapsed(DateOnly date) => (date.Day - 1m) / DateTime.DaysInMonth(date.Year, date.Month);
}

/// <summary>A range cut into hours, days, weeks, months, quarters or years of a zone, in order and without gaps.</summary>
/// <remarks>
/// Days have 23 to 25 hours where clocks change. A day that the zone skips has no bucket; a point that is dated so counts
/// toward the day before it.
/// </remarks>
public sealed class TimeBuckets
{
    private TimeBuckets(Granularity size, TimeRange range, bool isWholeDays, IReadOnlyList<TimeBucket> items)
    {
        IsWholeDays = isWholeDays;
        Size = size;
        Range = range;
        Items = items;
    }

    public Granularity Size { get; }

    public TimeRange Range { get; }

    /// <summary>Whether the range begins and ends with days, so that sums by day can answer it.</summary>
    public bool IsWholeDays { get; }

    public IReadOnlyList<TimeBucket> Items { get; }

    /// <summary>How many buckets a range has at most; cheap, and never fewer than there are.</summary>
    public static long AtMost(TimeRange range, Granularity size)
    {
        var hours = (range.To - range.From).TotalHours;
        return size switch
        {
            Granularity.Hour => (long)Math.Ceiling(hours) + 2,
            Granularity.Day => (long)(hours / 23) + 2,
            Granularity.Week => (long)(hours / (7 * 24)) + 2,
            Granularity.Month => (long)(hours / (28 * 24)) + 2,
            Granularity.Quarter => (long)(hours / (90 * 24)) + 2,
            _ => (long)(hours / (365 * 24)) + 2,
        };
    }

    public static TimeBuckets Over(TimeRange range, Granularity size, ZonedCalendar calendar) =>
        new(
            size,
            range,
            range.IsWholeDays(calendar),
            [.. size == Granularity.Hour ? Hours(range, calendar) : Dates(range, size, calendar)]
        );

    /// <summary>The same buckets, preceded by one that ends where they begin: where opening levels are read.</summary>
    public TimeBuckets WithOpening(ZonedCalendar calendar) =>
        Items.Count == 0 ? this : new TimeBuckets(Size, Range, IsWholeDays, [Opening(Items[0], calendar), .. Items]);

    /// <summary>Only the bucket that <see cref="WithOpening"/> puts in front.</summary>
    public TimeBuckets OpeningOnly(ZonedCalendar calendar) =>
        Items.Count == 0 ? this : new TimeBuckets(Size, Range, IsWholeDays, [Opening(Items[0], calendar)]);

    private TimeBucket Opening(TimeBucket first, ZonedCalendar calendar)
    {
        if (Size == Granularity.Hour)
        {
            var hour = calendar.HourOf(first.Start.AddTicks(-1));
            return new TimeBucket(
                hour,
                first.Start,
                calendar.DateOf(hour),
                calendar.FirstDateFrom(hour),
                first.FirstDate
            );
        }
        var date = ZonedCalendar.Add(first.Date, Size, -1);
        return new TimeBucket(calendar.StartOf(date), first.Start, date, date, first.FirstDate);
    }

    private static IEnumerable<TimeBucket> Hours(TimeRange range, ZonedCalendar calendar)
    {
        for (var start = range.From; start < range.To; )
        {
            var next = calendar.NextHour(start);
            var end = next < range.To ? next : range.To;
            var (first, after) = (calendar.FirstDateFrom(start), calendar.FirstDateFrom(end));
            yield return new TimeBucket(start, end, calendar.DateOf(start), first, after);
            start = end;
        }
    }

    private static IEnumerable<TimeBucket> Dates(TimeRange range, Granularity size, ZonedCalendar calendar)
    {
        if (range.IsEmpty)
            yield break;
        var date = calendar.BucketOf(calendar.DateOf(range.From), size);
        var (start, firstDate) = (range.From, range.FromDate);
        var next = ZonedCalendar.Add(date, size, 1);
        var nextStart = calendar.StartOf(next);
        while (start < range.To)
        {
            var following = ZonedCalendar.Add(next, size, 1);
            var followingStart = calendar.StartOf(following);
            while (size == Granularity.Day && followingStart == nextStart)
            {
                (next, following) = (following, following.AddDays(1));
                followingStart = calendar.StartOf(following);
            }
            var last = nextStart >= range.To;
            yield return new TimeBucket(
                start,
                last ? range.To : nextStart,
                date,
                firstDate,
                last ? range.ToDate : next
            );
            (date, start, firstDate) = (next, nextStart, next);
            (next, nextStart) = (following, followingStart);
        }
    }
}
