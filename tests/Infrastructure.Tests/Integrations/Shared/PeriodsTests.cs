using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Tests.Integrations.Shared;

public sealed class PeriodsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Europe/Atlantis")]
    public void A_zone_that_there_is_not_has_no_days(string? zone) => Assert.Null(Periods.CalendarOf(zone));

    [Fact]
    public void Days_are_those_of_the_zone() =>
        Assert.Equal(
            new DateOnly(2026, 3, 11),
            Periods.CalendarOf("Pacific/Kiritimati")!.DateOf(new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero))
        );

    [Theory]
    [InlineData(Granularity.Day, 2, "2026-01-30/2026-01-31 2026-02-01/2026-02-02 2026-02-03/2026-02-03")]
    [InlineData(Granularity.Week, 1, "2026-01-26/2026-02-01 2026-02-02/2026-02-03")]
    [InlineData(Granularity.Month, 1, "2026-01-01/2026-01-31 2026-02-01/2026-02-03")]
    [InlineData(Granularity.Month, 31, "2026-01-01/2026-02-03")]
    public void Slices_begin_with_whole_spans_and_end_where_the_days_do(Granularity grain, int spans, string expected)
    {
        var days = new DateRange(new(2026, 1, 30), new(2026, 2, 3));

        var slices = Periods.Slices(days, grain, spans);

        Assert.Equal(
            expected,
            string.Join(' ', slices.Select(one => $"{DayText.Write(one.First)}/{DayText.Write(one.Last)}"))
        );
    }

    [Fact]
    public void Days_that_end_before_they_begin_have_no_slices() =>
        Assert.Empty(Periods.Slices(new(new(2026, 1, 2), new(2026, 1, 1)), Granularity.Day));
}
