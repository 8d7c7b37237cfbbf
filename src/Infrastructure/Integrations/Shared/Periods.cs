using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>The spans that providers report by; weeks begin on Mondays.</summary>
internal static class Periods
{
    private static readonly ZonedCalendar Mondays = new(TimeZoneInfo.Utc, DayOfWeek.Monday);

    /// <summary>The first day of the span that holds a day.</summary>
    public static DateOnly StartOf(DateOnly day, Granularity grain) => Mondays.BucketOf(day, grain);

    /// <summary>As points are stored: midnight of the day, whatever the zone.</summary>
    public static DateTime Stored(DateOnly day) => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
}
