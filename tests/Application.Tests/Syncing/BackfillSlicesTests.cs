using Nexus.Application.Integrations;
using Nexus.Application.Syncing;

namespace Nexus.Application.Tests.Syncing;

public sealed class BackfillSlicesTests
{
    [Theory]
    [InlineData("2026-03-10", "2026-03-10", "2026-03-10..2026-03-10")]
    [InlineData("2026-02-01", "2026-02-28", "2026-02-01..2026-02-28")]
    [InlineData("2026-01-31", "2026-03-01", "2026-03-01..2026-03-01 2026-02-01..2026-02-28 2026-01-31..2026-01-31")]
    [InlineData("2023-12-15", "2024-02-29", "2024-02-01..2024-02-29 2024-01-01..2024-01-31 2023-12-15..2023-12-31")]
    public void A_range_is_cut_into_calendar_months_newest_first(string first, string last, string slices) =>
        Assert.Equal(
            slices,
            string.Join(
                ' ',
                BackfillSlices
                    .Months(new(Day(first), Day(last)))
                    .Select(slice => $"{slice.First:yyyy-MM-dd}..{slice.Last:yyyy-MM-dd}")
            )
        );

    [Fact]
    public void Slices_cover_every_day_once()
    {
        var days = new DateRange(new(2019, 11, 7), new(2026, 3, 10));

        var covered = BackfillSlices
            .Months(days)
            .SelectMany(slice =>
                Enumerable.Range(slice.First.DayNumber, slice.Last.DayNumber - slice.First.DayNumber + 1)
            )
            .ToList();

        Assert.Equal(
            Enumerable.Range(days.First.DayNumber, days.Last.DayNumber - days.First.DayNumber + 1),
            covered.Order()
        );
    }

    private static DateOnly Day(string text) =>
        DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
