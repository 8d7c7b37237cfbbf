using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>The spans that providers report by; weeks begin on Mondays.</summary>
internal static class Periods
{
    private static readonly ZonedCalendar Mondays = new(TimeZoneInfo.Utc, DayOfWeek.Monday);

    /// <summary>The first day of the span that holds a day.</summary>
    public static DateOnly StartOf(DateOnly day, Granularity grain) => Mondays.BucketOf(day, grain);

    /// <summary>The first day of the span after the one that begins on a day.</summary>
    public static DateOnly After(DateOnly start, Granularity grain) => ZonedCalendar.Add(start, grain, 1);

    /// <summary>Days cut at the borders of spans, oldest first; the last slice ends where the days do.</summary>
    /// <param name="days">From the first day of a span, or from within it, which reads it as a whole.</param>
    /// <param name="spans">How many a slice holds.</param>
    public static IEnumerable<DateRange> Slices(DateRange days, Granularity grain, int spans = 1)
    {
        for (var first = StartOf(days.First, grain); first <= days.Last; )
        {
            var next = ZonedCalendar.Add(first, grain, spans);
            yield return new(first, next <= days.Last ? next.AddDays(-1) : days.Last);
            first = next;
        }
    }

    /// <summary>The days of a zone as a provider names it; null where there is no such zone.</summary>
    public static ZonedCalendar? CalendarOf(string? zone)
    {
        try
        {
            return zone is null ? null : ZonedCalendar.Of(zone, DayOfWeek.Monday);
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>As points are stored: midnight of the day, whatever the zone.</summary>
    public static DateTime Stored(DateOnly day) => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
}
