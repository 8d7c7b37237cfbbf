namespace Nexus.Domain.Kpis;

/// <summary>What a range is held against.</summary>
public enum Comparison
{
    None,

    /// <summary>The period before, like for like.</summary>
    Previous,

    /// <summary>The same dates a year before.</summary>
    Year,

    /// <summary>The same weekdays four weeks before, or as many more whole weeks as keep the two apart.</summary>
    FourWeeks,
}

/// <summary>Finds the range to compare with. Bucket <c>i</c> of the one belongs beside bucket <c>i</c> of the other.</summary>
public static class ComparisonRange
{
    /// <param name="range">The range that is shown.</param>
    /// <param name="comparison">Which range to hold it against.</param>
    /// <param name="today">Today in the zone: a range that reaches beyond is compared up to and including today.</param>
    /// <param name="calendar">The workspace's days.</param>
    public static TimeRange? For(TimeRange range, Comparison comparison, DateOnly today, ZonedCalendar calendar)
    {
        if (comparison == Comparison.None || range.IsEmpty)
            return null;
        if (!range.IsWholeDays(calendar))
        {
            return comparison switch
            {
                Comparison.Year => TimeRange.OfInstants(
                    AYearBefore(range.From, calendar),
                    AYearBefore(range.To, calendar),
                    calendar
                ),
                Comparison.FourWeeks => WeeksBefore(range, calendar),
                _ => TimeRange.OfInstants(range.From - (range.To - range.From), range.From, calendar),
            };
        }

        var (from, to) = (range.FromDate, range.ToDate);
        if (from <= today && to > today.AddDays(1))
            to = today.AddDays(1);
        var (otherFrom, otherTo) = comparison switch
        {
            Comparison.Year => MonthsBefore(from, to, 12),
            Comparison.FourWeeks => WeeksBefore(from, to),
            _ => Previous(from, to),
        };
        return TimeRange.OfDates(otherFrom, otherTo, calendar);
    }

    /// <remarks>
    /// A range from the first of a month goes back by whole months when it ends with a month, and otherwise by the
    /// smallest of month, quarter and year that it is the beginning of. Any other goes back by its own length.
    /// </remarks>
    private static (DateOnly From, DateOnly To) Previous(DateOnly from, DateOnly to)
    {
        var last = to.AddDays(-1);
        if (from.Day == 1)
        {
            if (to.Day == 1)
                return MonthsBefore(from, to, 12 * (to.Year - from.Year) + to.Month - from.Month);
            foreach (var months in (ReadOnlySpan<int>)[1, 3, 12])
            {
                if ((from.Month - 1) % months == 0 && last < from.AddMonths(months))
                    return MonthsBefore(from, to, months);
            }
        }
        return (from.AddDays(from.DayNumber - to.DayNumber), from);
    }

    private static (DateOnly From, DateOnly To) WeeksBefore(DateOnly from, DateOnly to)
    {
        var days = Math.Max(28, (to.DayNumber - from.DayNumber + 6) / 7 * 7);
        return (from.AddDays(-days), to.AddDays(-days));
    }

    private static TimeRange WeeksBefore(TimeRange range, ZonedCalendar calendar)
    {
        var days = Math.Max(28, (int)Math.Ceiling((range.To - range.From).TotalDays / 7) * 7);
        return TimeRange.OfInstants(range.From.AddDays(-days), range.To.AddDays(-days), calendar);
    }

    /// <remarks>A date that the earlier month lacks becomes its last one.</remarks>
    private static (DateOnly From, DateOnly To) MonthsBefore(DateOnly from, DateOnly to, int months) =>
        (from.AddMonths(-months), to.Day == 1 ? to.AddMonths(-months) : to.AddDays(-1).AddMonths(-months).AddDays(1));

    private static DateTimeOffset AYearBefore(DateTimeOffset instant, ZonedCalendar calendar)
    {
        var local = calendar.Local(instant);
        var date = DateOnly.FromDateTime(local.DateTime).AddYears(-1);
        return calendar.StartOf(date) + local.TimeOfDay;
    }
}
