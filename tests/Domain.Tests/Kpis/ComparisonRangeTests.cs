using System.Globalization;
using Nexus.Domain.Kpis;

namespace Nexus.Domain.Tests.Kpis;

public sealed class ComparisonRangeTests
{
    private static readonly ZonedCalendar Berlin = ZonedCalendar.Of("Europe/Berlin", DayOfWeek.Monday);

    private static DateOnly Date(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);

    private static string Compared(string from, string to, Comparison comparison, string today)
    {
        var other = ComparisonRange.For(
            TimeRange.OfDates(Date(from), Date(to), Berlin),
            comparison,
            Date(today),
            Berlin
        )!;
        return $"{other.FromDate:yyyy-MM-dd} {other.ToDate:yyyy-MM-dd}";
    }

    [Theory]
    [InlineData("2026-11-01", "2026-11-21", "2026-10-01 2026-10-21")] // running month, same days
    [InlineData("2026-03-01", "2026-03-31", "2026-02-01 2026-03-01")] // clamped: no 30 February
    [InlineData("2024-03-01", "2024-03-30", "2024-02-01 2024-03-01")] // leap February has 29
    [InlineData("2026-10-01", "2026-11-01", "2026-09-01 2026-10-01")] // a full month
    [InlineData("2026-03-01", "2026-04-01", "2026-02-01 2026-03-01")] // full against full, 31 and 28 days
    [InlineData("2026-07-01", "2026-10-01", "2026-04-01 2026-07-01")] // a full quarter
    [InlineData("2026-10-01", "2026-11-21", "2026-07-01 2026-08-21")] // running quarter
    [InlineData("2026-01-01", "2026-11-21", "2025-01-01 2025-11-21")] // running year
    [InlineData("2026-11-10", "2026-11-20", "2026-10-31 2026-11-10")] // ten days
    [InlineData("2026-11-20", "2026-11-21", "2026-11-19 2026-11-20")] // one day
    public void The_previous_period_is_like_for_like(string from, string to, string expected) =>
        Assert.Equal(expected, Compared(from, to, Comparison.Previous, "2026-12-31"));

    [Theory]
    [InlineData("2026-11-01", "2026-11-21", "2025-11-01 2025-11-21")]
    [InlineData("2024-02-29", "2024-03-01", "2023-02-28 2023-03-01")]
    [InlineData("2024-02-10", "2024-02-29", "2023-02-10 2023-03-01")]
    [InlineData("2025-02-01", "2025-03-01", "2024-02-01 2024-03-01")]
    public void A_year_before_has_the_same_dates(string from, string to, string expected) =>
        Assert.Equal(expected, Compared(from, to, Comparison.Year, "2026-12-31"));

    [Theory]
    [InlineData("2026-11-14", "2026-11-21", "2026-10-17 2026-10-24")] // a week
    [InlineData("2026-10-24", "2026-11-21", "2026-09-26 2026-10-24")] // 28 days
    [InlineData("2026-10-22", "2026-11-21", "2026-09-17 2026-10-17")] // 30 days: five weeks keep them apart
    [InlineData("2026-08-23", "2026-11-21", "2026-05-24 2026-08-22")] // 90 days: thirteen weeks
    public void Four_weeks_before_has_the_same_weekdays_and_does_not_overlap(string from, string to, string expected) =>
        Assert.Equal(expected, Compared(from, to, Comparison.FourWeeks, "2026-12-31"));

    [Theory]
    [InlineData(Comparison.Previous, "2026-10-01 2026-10-21")]
    [InlineData(Comparison.Year, "2025-11-01 2025-11-21")]
    public void What_lies_ahead_is_not_compared(Comparison comparison, string expected) =>
        Assert.Equal(expected, Compared("2026-11-01", "2026-12-01", comparison, "2026-11-20"));

    [Fact]
    public void Hours_are_compared_with_as_many_hours_before()
    {
        var from = DateTimeOffset.Parse("2026-11-20T06:00:00+01:00", CultureInfo.InvariantCulture);

        var other = ComparisonRange.For(
            TimeRange.OfInstants(from, from.AddHours(6), Berlin),
            Comparison.Previous,
            Date("2026-11-20"),
            Berlin
        )!;

        Assert.Equal(from.AddHours(-6), other.From);
        Assert.Equal(from, other.To);
    }

    [Fact]
    public void Days_with_other_lengths_stay_days()
    {
        var clocksBack = TimeRange.OfDates(Date("2026-10-26"), Date("2026-10-27"), Berlin);

        var other = ComparisonRange.For(clocksBack, Comparison.Previous, Date("2026-12-31"), Berlin)!;

        Assert.Equal(TimeSpan.FromHours(25), other.To - other.From);
    }
}
