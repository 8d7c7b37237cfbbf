namespace Nexus.Domain.Kpis;

/// <summary>A half-open stretch of time, as instants for hour points and as dates for all others.</summary>
/// <param name="From">First instant.</param>
/// <param name="To">First instant after it.</param>
/// <param name="FromDate">First date whose day begins within it.</param>
/// <param name="ToDate">First such date after it.</param>
public sealed record TimeRange(DateTimeOffset From, DateTimeOffset To, DateOnly FromDate, DateOnly ToDate)
{
    /// <summary>The days from <paramref name="from"/> up to, and without, <paramref name="to"/>.</summary>
    public static TimeRange OfDates(DateOnly from, DateOnly to, ZonedCalendar calendar) =>
        new(calendar.StartOf(from), calendar.StartOf(to), from, to);

    public static TimeRange OfInstants(DateTimeOffset from, DateTimeOffset to, ZonedCalendar calendar) =>
        new(calendar.Local(from), calendar.Local(to), calendar.FirstDateFrom(from), calendar.FirstDateFrom(to));

    public bool IsEmpty => To <= From;

    /// <summary>Whether it begins and ends with days of the calendar.</summary>
    public bool IsWholeDays(ZonedCalendar calendar) =>
        calendar.StartOf(FromDate) == From && calendar.StartOf(ToDate) == To;
}
