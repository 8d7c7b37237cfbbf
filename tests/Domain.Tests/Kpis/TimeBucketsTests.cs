using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Nexus.Domain.Kpis;
using NodaTime;
using NodaTime.Extensions;
using NodaTime.TimeZones;

namespace Nexus.Domain.Tests.Kpis;

public sealed class TimeBucketsTests
{
    private static ZonedCalendar Zone(string id, DayOfWeek weekStart = DayOfWeek.Monday) =>
        ZonedCalendar.Of(id, weekStart);

    private static DateOnly Date(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static TimeBuckets Cut(string from, string to, Granularity size, ZonedCalendar calendar) =>
        TimeBuckets.Over(TimeRange.OfDates(Date(from), Date(to), calendar), size, calendar);

    private static string Dates(TimeBuckets buckets) =>
        string.Join(' ', buckets.Items.Select(bucket => bucket.Date.ToString("MM-dd", CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29", 23)]
    [InlineData("Europe/Berlin", "2026-10-25", 25)]
    [InlineData("America/Sao_Paulo", "2018-11-04", 23)] // no midnight
    [InlineData("America/Sao_Paulo", "2018-02-17", 25)] // the hour before midnight twice
    [InlineData("Asia/Beirut", "2019-03-31", 23)]
    [InlineData("Africa/Cairo", "2014-05-16", 23)]
    [InlineData("Australia/Lord_Howe", "2019-10-06", 23.5)]
    [InlineData("Pacific/Apia", "2011-12-29", 24)]
    public void A_day_is_as_long_as_its_zone_makes_it(string zone, string day, double hours)
    {
        var calendar = Zone(zone);
        var only = Assert.Single(
            TimeBuckets
                .Over(TimeRange.OfDates(Date(day), Date(day).AddDays(1), calendar), Granularity.Day, calendar)
                .Items
        );

        Assert.Equal(hours, (only.End - only.Start).TotalHours);
    }

    [Fact]
    public void A_day_without_midnight_begins_when_the_clocks_go_on()
    {
        var start = Zone("America/Sao_Paulo").StartOf(Date("2018-11-04"));

        Assert.Equal(
            "2018-11-04T01:00:00-02:00",
            start.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture)
        );
    }

    [Fact]
    public void A_day_that_a_zone_skips_has_no_bucket()
    {
        var buckets = Cut("2011-12-28", "2012-01-02", Granularity.Day, Zone("Pacific/Apia"));

        Assert.Equal("12-28 12-29 12-31 01-01", Dates(buckets));
        Assert.Equal(Date("2011-12-31"), buckets.Items[1].EndDate);
        Assert.Equal(buckets.Items[1].End, buckets.Items[2].Start);
    }

    [Theory]
    [InlineData(DayOfWeek.Monday, "09-28 10-05")]
    [InlineData(DayOfWeek.Sunday, "09-27 10-04")]
    [InlineData(DayOfWeek.Saturday, "09-26 10-03 10-10")]
    public void Weeks_begin_on_the_day_that_the_workspace_chose(DayOfWeek first, string expected) =>
        Assert.Equal(expected, Dates(Cut("2026-10-01", "2026-10-11", Granularity.Week, Zone("UTC", first))));

    [Fact]
    public void An_edge_bucket_keeps_its_name_and_only_what_lies_in_the_range()
    {
        var buckets = Cut("2026-01-15", "2026-03-03", Granularity.Month, Zone("UTC"));

        Assert.Equal("01-01 02-01 03-01", Dates(buckets));
        Assert.Equal(Date("2026-01-15"), buckets.Items[0].FirstDate);
        Assert.Equal(Date("2026-03-03"), buckets.Items[2].EndDate);
        Assert.Equal(2m / 31, buckets.Items[2].Months);
        Assert.Equal(1m, buckets.Items[1].Months);
    }

    [Fact]
    public void Quarters_and_years_begin_with_their_first_month()
    {
        Assert.Equal("04-01 07-01", Dates(Cut("2026-05-02", "2026-07-02", Granularity.Quarter, Zone("UTC"))));
        Assert.Equal("01-01 01-01", Dates(Cut("2025-05-02", "2026-07-02", Granularity.Year, Zone("UTC"))));
    }

    [Fact]
    public void The_hour_that_comes_twice_is_two_buckets_and_the_one_that_does_not_come_is_none()
    {
        var berlin = Zone("Europe/Berlin");

        string Hours(string day) =>
            string.Join(
                ' ',
                TimeBuckets
                    .Over(TimeRange.OfDates(Date(day), Date(day).AddDays(1), berlin), Granularity.Hour, berlin)
                    .Items.Take(5)
                    .Select(bucket => bucket.Start.ToString("HHzz", CultureInfo.InvariantCulture))
            );

        Assert.Equal("00+01 01+01 03+02 04+02 05+02", Hours("2026-03-29"));
        Assert.Equal("00+02 01+02 02+02 02+01 03+01", Hours("2026-10-25"));
    }

    [Fact]
    public void Hours_follow_the_local_clock_where_it_is_half_an_hour_off()
    {
        var buckets = Cut("2026-06-01", "2026-06-02", Granularity.Hour, Zone("Asia/Kolkata"));

        Assert.Equal(24, buckets.Items.Count);
        Assert.Equal(At("2026-05-31T19:30:00Z"), buckets.Items[1].Start);
    }

    [Fact]
    public void The_opening_bucket_reaches_up_to_the_range()
    {
        var calendar = Zone("UTC");
        var opened = Cut("2026-03-10", "2026-05-01", Granularity.Month, calendar).WithOpening(calendar);

        Assert.Equal("02-01 03-01 04-01", Dates(opened));
        Assert.Equal(Date("2026-03-10"), opened.Items[0].EndDate);
    }

    [Fact]
    public void Every_day_of_ten_years_begins_when_an_independent_calendar_says_in_every_zone()
    {
        var (compared, skipped) = (0, 0);
        foreach (var zone in DateTimeZoneProviders.Tzdb.GetAllZones())
        {
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone.Id, out var system) || !SameRules(zone, system))
            {
                skipped++;
                continue;
            }
            var calendar = new ZonedCalendar(system, DayOfWeek.Monday);
            foreach (var date in ChangingDays(zone))
            {
                compared++;
                var expected = zone.ResolveLocal(date.AtMidnight(), StartOfDay).ToDateTimeOffset();
                var actual = calendar.StartOf(date.ToDateOnly());
                Assert.True(expected == actual, $"{zone.Id} {date}: {expected} and {actual}");
            }
        }
        Assert.True(compared > 10_000 && skipped < 30, $"{compared} days compared, {skipped} zones skipped.");
    }

    [Fact]
    public void Buckets_of_any_size_leave_no_gap_and_no_overlap()
    {
        var ids = DateTimeZoneProviders
            .Tzdb.Ids.Where(id => TimeZoneInfo.TryFindSystemTimeZoneById(id, out _))
            .ToArray();
        var cases =
            from id in Gen.Elements(ids)
            from size in Gen.Elements(Enum.GetValues<Granularity>())
            from day in Gen.Choose(0, 3650)
            from length in Gen.Choose(1, size == Granularity.Hour ? 5 : 200)
            select (id, size, first: new DateOnly(2010, 1, 1).AddDays(day), length);

        Prop.ForAll(
                cases.ToArbitrary(),
                given =>
                {
                    var calendar = Zone(given.id);
                    var range = TimeRange.OfDates(given.first, given.first.AddDays(given.length), calendar);
                    if (range.IsEmpty)
                        return true;
                    var items = TimeBuckets.Over(range, given.size, calendar).Items;
                    return items[0].Start == range.From
                        && items[^1].End == range.To
                        && items.Zip(items.Skip(1)).All(pair => pair.First.End == pair.Second.Start)
                        && items.All(bucket => bucket.Start < bucket.End)
                        && (
                            given.size == Granularity.Hour
                            || items.Zip(items.Skip(1)).All(pair => pair.First.EndDate == pair.Second.FirstDate)
                        );
                }
            )
            .QuickCheckThrowOnFailure();
    }

    /// <summary>The two come with zone data of different releases, which may disagree about a few zones.</summary>
    private static bool SameRules(DateTimeZone zone, TimeZoneInfo system)
    {
        return Intervals(zone)
            .SelectMany(interval =>
                (Instant[])
                    [interval.Start.Minus(Duration.Epsilon), interval.Start, interval.Start.Plus(Duration.FromDays(1))]
            )
            .All(instant => system.GetUtcOffset(instant.ToDateTimeUtc()) == zone.GetUtcOffset(instant).ToTimeSpan());
    }

    private static IEnumerable<ZoneInterval> Intervals(DateTimeZone zone) =>
        zone.GetZoneIntervals(Instant.FromUtc(2010, 1, 1, 0, 0), Instant.FromUtc(2020, 1, 1, 0, 0))
            .Where(interval => interval.HasStart && interval.Start >= Instant.FromUtc(2010, 1, 1, 0, 0));

    /// <summary>Midnight, the earlier of two, or the end of the gap that it fell into.</summary>
    private static readonly ZoneLocalMappingResolver StartOfDay = Resolvers.CreateMappingResolver(
        Resolvers.ReturnEarlier,
        Resolvers.ReturnStartOfIntervalAfter
    );

    private static IEnumerable<LocalDate> ChangingDays(DateTimeZone zone)
    {
        yield return new LocalDate(2015, 6, 1);
        foreach (var interval in Intervals(zone))
        {
            var around = interval.IsoLocalStart.Date;
            for (var days = -2; days <= 2; days++)
                yield return around.PlusDays(days);
        }
    }
}
