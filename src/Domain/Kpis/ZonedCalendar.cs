using System.Collections.Concurrent;

namespace Nexus.Domain.Kpis;

/// <summary>The days, weeks and years of one time zone, and the instants at which they begin.</summary>
/// <param name="zone">Where the days begin.</param>
/// <param name="weekStart">First day of a week.</param>
public sealed class ZonedCalendar(TimeZoneInfo zone, DayOfWeek weekStart)
{
    // As many as there are zones and weekdays: each is known to the system before it gets here.
    private static readonly ConcurrentDictionary<(string Zone, DayOfWeek WeekStart), ZonedCalendar> Known = new();

    /// <exception cref="TimeZoneNotFoundException">The IANA name is unknown.</exception>
    public static ZonedCalendar Of(string zone, DayOfWeek weekStart) =>
        Known.GetOrAdd(
            (zone, weekStart),
            key => new ZonedCalendar(TimeZoneInfo.FindSystemTimeZoneById(key.Zone), key.WeekStart)
        );

    public DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(Local(instant).DateTime);

    /// <summary>The instant with the offset that its zone has then.</summary>
    public DateTimeOffset Local(DateTimeOffset instant) => instant.ToOffset(OffsetAt(instant.UtcDateTime));

    /// <summary>
    /// The first instant of a day: midnight, the earlier of two midnights, or the moment after a gap where the clocks
    /// skip midnight. A day that the zone skips as a whole begins with the one after it.
    /// </summary>
    public DateTimeOffset StartOf(DateOnly date)
    {
        var midnight = date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        if (midnight.Ticks < TimeSpan.TicksPerDay || midnight.Ticks > DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay)
            return new DateTimeOffset(midnight);

        // Offsets lie within a day of UTC, so whatever happens around this midnight happens between the two.
        var (low, high) = (midnight.AddDays(-1), midnight.AddDays(1));
        var (before, after) = (OffsetAt(low), OffsetAt(high));
        if (before == after)
            return new DateTimeOffset(midnight.Ticks, before);
        var start = midnight - before;
        var change = ChangeBetween(low, high, before);
        if (start >= change)
            start = change + after >= midnight ? change : midnight - after;
        return Local(new DateTimeOffset(start));
    }

    /// <summary>The first date whose day begins at or after an instant.</summary>
    public DateOnly FirstDateFrom(DateTimeOffset instant)
    {
        var date = DateOf(instant);
        return StartOf(date) >= instant ? date : date.AddDays(1);
    }

    /// <summary>The date on which the bucket that holds a date begins; an hour's is the date itself.</summary>
    public DateOnly BucketOf(DateOnly date, Granularity size) =>
        size switch
        {
            Granularity.Week => date.AddDays(-((date.DayOfWeek - weekStart + 7) % 7)),
            Granularity.Month => new DateOnly(date.Year, date.Month, 1),
            Granularity.Quarter => new DateOnly(date.Year, date.Month - ((date.Month - 1) % 3), 1),
            Granularity.Year => new DateOnly(date.Year, 1, 1),
            _ => date,
        };

    /// <summary>The date <paramref name="count"/> spans after one; negative counts go back.</summary>
    public static DateOnly Add(DateOnly date, Granularity size, int count) =>
        size switch
        {
            Granularity.Day => date.AddDays(count),
            Granularity.Week => date.AddDays(7 * count),
            Granularity.Month => date.AddMonths(count),
            Granularity.Quarter => date.AddMonths(3 * count),
            Granularity.Year => date.AddYears(count),
            _ => throw new ArgumentOutOfRangeException(nameof(size), size, "Hours are no dates."),
        };

    /// <summary>The start of the local hour that holds an instant.</summary>
    public DateTimeOffset HourOf(DateTimeOffset instant)
    {
        var local = Local(instant);
        var start = local.AddTicks(-(local.TimeOfDay.Ticks % TimeSpan.TicksPerHour));
        if (OffsetAt(start.UtcDateTime) == local.Offset)
            return Local(start);
        // The offset changed within this local hour: the hour began under the offset before.
        var before = Local(start);
        return Local(before.AddTicks(-(before.TimeOfDay.Ticks % TimeSpan.TicksPerHour)));
    }

    /// <summary>The next instant at which the local clock shows a full hour.</summary>
    public DateTimeOffset NextHour(DateTimeOffset hour)
    {
        var local = Local(hour);
        var next = Local(local.AddTicks(TimeSpan.TicksPerHour - (local.TimeOfDay.Ticks % TimeSpan.TicksPerHour)));
        var past = next.TimeOfDay.Ticks % TimeSpan.TicksPerHour;
        return past == 0 ? next : Local(next.AddTicks(TimeSpan.TicksPerHour - past));
    }

    private TimeSpan OffsetAt(DateTime utc) => zone.GetUtcOffset(utc);

    private DateTime ChangeBetween(DateTime low, DateTime high, TimeSpan before)
    {
        while (high.Ticks - low.Ticks > 1)
        {
            var middle = new DateTime(low.Ticks + ((high.Ticks - low.Ticks) / 2), DateTimeKind.Utc);
            if (OffsetAt(middle) == before)
                low = middle;
            else
                high = middle;
        }
        return high;
    }
}
