using System.Globalization;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Tests.Integrations.Shared.Google;
using Nexus.ProviderSimulator.Google;

namespace Nexus.Infrastructure.Tests.Integrations.GoogleAnalytics;

public sealed class AnalyticsWindowTests
{
    [Fact]
    public async Task Every_sync_reads_three_days_again_and_the_first_of_a_day_two_weeks()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene.AddProperty().Visits.AddRange(Enumerable.Range(0, 40).Select(back => Visit(Day(back), "anna")));
        var first = await GoogleScene.ReadAsync(scene.OpenAnalytics(), "traffic");

        scene.Clock.Advance(TimeSpan.FromHours(1));
        var hourly = await GoogleScene.ReadAsync(scene.OpenAnalytics(), "traffic", first.End);
        scene.Clock.Advance(TimeSpan.FromHours(23));
        var nextDay = await GoogleScene.ReadAsync(scene.OpenAnalytics(), "traffic", hourly.End);

        Assert.Equal(new DateRange(new(2026, 3, 6), new(2026, 3, 10)), hourly.Pages.Single().Restates!.Days);
        Assert.Equal(new DateRange(new(2026, 2, 24), new(2026, 3, 11)), nextDay.Pages.Single().Restates!.Days);
    }

    [Fact]
    public async Task Numbers_are_provisional_until_two_days_after_their_period()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene.AddProperty().Visits.AddRange(Enumerable.Range(0, 12).Select(back => Visit(Day(back), "anna")));

        var daily = await GoogleScene.ReadAsync(scene.OpenAnalytics(), "traffic");
        var weekly = await GoogleScene.ReadAsync(scene.OpenAnalytics(), "users_weekly");

        Assert.True(daily.Find("web.sessions", "2026-03-07")!.Final);
        Assert.False(daily.Find("web.sessions", "2026-03-08")!.Final);
        Assert.False(weekly.Find("web.total_users", "2026-03-02")!.Final);
    }

    [Fact]
    public async Task Before_the_property_was_made_nothing_is_zero()
    {
        await using var scene = await GoogleScene.StartAsync();
        var property = scene.AddProperty();
        property.CreatedAt = new(2026, 3, 7, 0, 0, 0, TimeSpan.Zero);
        property.Visits.Add(Visit("2026-03-09", "anna"));

        var read = await GoogleScene.ReadAsync(scene.OpenAnalytics(), "traffic");

        Assert.Null(read.Value("web.sessions", "2026-03-06"));
        Assert.Equal(0m, read.Value("web.sessions", "2026-03-08"));
    }

    [Fact]
    public async Task A_backfill_goes_on_after_its_last_chunk()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene.AddProperty().Visits.Add(Visit("2026-01-15", "anna"));
        var days = new DateRange(new(2026, 1, 1), new(2026, 2, 15));
        var whole = await GoogleScene.ReadAsync(scene.OpenAnalytics(), "traffic", days: days);

        var rest = await GoogleScene.ReadAsync(scene.OpenAnalytics(), "traffic", whole.Pages[0].Next, days);

        Assert.Equal(2, whole.Pages.Count);
        Assert.Single(rest.Pages);
        Assert.Equal(whole.End, rest.End);
    }

    private static string Day(int back) =>
        new DateOnly(2026, 3, 10).AddDays(-back).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Visit Visit(string day, string user) =>
        new(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture), user);
}
