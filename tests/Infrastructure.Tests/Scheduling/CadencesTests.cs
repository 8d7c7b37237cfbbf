using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Scheduling;
using Nexus.Testing;

namespace Nexus.Infrastructure.Tests.Scheduling;

public sealed class CadencesTests
{
    private static readonly Cadences Cadences = new(new FixedClock(At("2026-11-20T15:30:00Z")));

    private static readonly ProviderDescriptor Provider = new(
        "fake",
        "Fake",
        "finance",
        "",
        "none",
        new JsonObject(),
        "PT1H"
    )
    {
        ScheduleFloor = TimeSpan.FromMinutes(15),
    };

    [Theory]
    [InlineData("PT10M", "every 15 minutes")]
    [InlineData("*/5 * * * *", "every 15 minutes")]
    [InlineData("0 0,1 6 * * ?", "every 15 minutes")]
    [InlineData("PT0S", "no ISO 8601 duration")]
    [InlineData("-PT1H", "no schedule")]
    [InlineData("PT", "no ISO 8601 duration")]
    [InlineData("P1Y", "31 days")]
    [InlineData("hourly", "no schedule")]
    [InlineData("61 * * * *", "no schedule")]
    [InlineData("0 6 30 2 *", "ever come")]
    [InlineData("", "no schedule")]
    public void A_schedule_that_cannot_be_used_is_refused_with_its_reason(string schedule, string reason) =>
        Assert.Contains(reason, Cadences.Refuse(schedule, "UTC", Provider), StringComparison.Ordinal);

    [Fact]
    public void A_cron_expression_in_an_unknown_zone_is_refused() =>
        Assert.Contains("time zone", Cadences.Refuse("0 6 * * *", "Mars/Olympus", Provider), StringComparison.Ordinal);

    [Theory]
    [InlineData("manual")]
    [InlineData("PT15M")]
    [InlineData("P1D")]
    [InlineData("*/15 * * * *")]
    [InlineData("0 30 6 * * ?")]
    [InlineData("30 6 * * 1-5")]
    public void A_schedule_at_or_above_the_floor_is_taken(string schedule) =>
        Assert.Null(Cadences.Refuse(schedule, "Europe/Berlin", Provider));

    [Fact]
    public void A_manual_connection_is_never_due() => Assert.Null(Next("manual", "2026-11-20T15:30:00Z"));

    [Fact]
    public void Slots_of_a_duration_keep_their_spacing_whenever_it_is_asked()
    {
        var first = Next("PT1H", "2026-11-20T15:30:00Z")!.Value;

        Assert.Equal(first.AddHours(1), Cadences.Next("PT1H", "UTC", Id(1), first));
        Assert.Equal(first, Cadences.Next("PT1H", "UTC", Id(1), first.AddTicks(-1)));
        Assert.InRange(first, At("2026-11-20T15:30:00Z").AddTicks(1), At("2026-11-20T16:30:00Z"));
    }

    [Fact]
    public void An_outage_of_many_slots_is_followed_by_one()
    {
        var first = Next("PT1H", "2026-11-20T15:30:00Z")!.Value;

        Assert.Equal(first.AddHours(73), Cadences.Next("PT1H", "UTC", Id(1), first.AddHours(72)));
    }

    [Fact]
    public void Connections_spread_over_the_interval()
    {
        var minutes = Enumerable
            .Range(0, 6_000)
            .Select(i => Cadences.Next("PT1H", "UTC", Id(i), At("2026-11-20T15:00:00Z"))!.Value.Minute)
            .GroupBy(minute => minute)
            .Select(group => group.Count())
            .ToList();

        Assert.Equal(60, minutes.Count);
        Assert.True(minutes.Max() < 200, $"{minutes.Max()} of 6,000 connections are due in one minute of the hour");
    }

    [Theory]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("0 6 * * 0", "UTC", "2026-11-20T15:30:00Z", "2026-11-22T06:00:00Z")]
    [InlineData("0 6 * * 7", "UTC", "2026-11-20T15:30:00Z", "2026-11-22T06:00:00Z")]
    [InlineData("0 0 6 ? * MON", "America/New_York", "2026-11-20T15:30:00Z", "2026-11-23T11:00:00Z")]
    public void A_cron_time_is_that_of_its_zone(string schedule, string zone, string after, string expected) =>
        Assert.Equal(At(expected), Cadences.Next(schedule, zone, Id(1), At(after)));

    /// <summary>The zones whose clocks change in the years looked at, and some that change in odd ways.</summary>
    public static TheoryData<string> Zones =>
        [.. TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.SupportsDaylightSavingTime).Select(zone => zone.Id)];

    [Theory, MemberData(nameof(Zones))]
    public void A_daily_time_comes_once_on_every_day_of_ten_years(string zone)
    {
        var rules = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var at = At("2026-01-01T00:00:00Z");
        var end = At("2036-01-01T00:00:00Z");
        var days = new List<DateOnly>();
        while (Cadences.Next("30 2 * * *", zone, Id(1), at) is { } next && next < end)
        {
            Assert.True(next > at, $"{next:O} does not come after {at:O}");
            days.Add(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(next, rules).DateTime));
            at = next;
        }

        Assert.Equal(days.Distinct().Count(), days.Count);
        Assert.Equal(days[^1].DayNumber - days[0].DayNumber + 1, days.Count);
    }

    private static DateTimeOffset? Next(string schedule, string after) =>
        Cadences.Next(schedule, "UTC", Id(1), At(after));

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
