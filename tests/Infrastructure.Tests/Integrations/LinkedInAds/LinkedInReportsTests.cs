using System.Globalization;
using System.Text.RegularExpressions;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Tests.Integrations.Shared.Ads;
using Nexus.ProviderSimulator.Ads;

namespace Nexus.Infrastructure.Tests.Integrations.LinkedInAds;

public sealed partial class LinkedInReportsTests
{
    private const string Ads = "ad,campaign,campaign_group";

    private static readonly DateRange August = new(new(2026, 8, 1), new(2026, 8, 31));

    [Fact]
    public async Task A_month_of_many_adverts_is_asked_for_in_slices_of_which_none_comes_near_the_longest_answer()
    {
        await using var scene = await AdScene.StartAsync(AdNetwork.LinkedIn);
        // 18,600 rows, of which 15,000 would come without a word about the others.
        AddAdverts(scene, 600);

        Assert.Null(await scene.SyncAsync("ad_days", August));

        Assert.Equal([16, 15], DaysAsked(scene));
        Assert.Equal(18_600, scene.Stored.Sum("ads.impressions", Ads));
        Assert.Equal(186m, scene.Stored.Sum("ads.spend", Ads));
    }

    [Fact]
    public async Task An_answer_as_long_as_the_longest_is_not_believed_but_asked_for_in_parts()
    {
        await using var scene = await AdScene.StartAsync(AdNetwork.LinkedIn);
        // Sixteen days of them would be 16,000 rows.
        AddAdverts(scene, 1_000);

        Assert.Null(await scene.SyncAsync("ad_days", August));

        Assert.Equal([16, 8], DaysAsked(scene).Take(2));
        Assert.Equal(31_000, scene.Stored.Sum("ads.impressions", Ads));
        Assert.Equal(310m, scene.Stored.Sum("ads.spend", Ads));
    }

    [Fact]
    public async Task A_single_day_that_is_cut_off_is_asked_for_by_campaigns()
    {
        await using var scene = await AdScene.StartAsync(AdNetwork.LinkedIn);
        AdScenarios.Demo(scene.Book, new(2026, 9, 14), AdScene.Today);
        scene.Simulator.LinkedIn.MostElements = 15_000;
        foreach (var number in Enumerable.Range(1, 15_000))
        {
            scene.Book.AddAd($"9{number:D5}", "Ad", number % 2 == 0 ? "100" : "101", "500");
            scene.Book.Set($"9{number:D5}", new(2026, 9, 15), new(1, 0, 0.01m));
        }

        Assert.Null(await scene.SyncAsync("ad_days"));

        var truth = scene.Book.Totals(_ => "", [(new(2026, 9, 1), AdScene.Today)]).Single().Facts;
        Assert.Equal(truth.Impressions, scene.Stored.Sum("ads.impressions", Ads));
    }

    [Fact]
    public async Task A_token_for_the_next_page_is_encoded_again()
    {
        await using var scene = await AdScene.StartAsync(AdNetwork.LinkedIn);
        scene.Book.AddCampaign("1", "Many");
        foreach (var number in Enumerable.Range(1, 250))
            scene.Book.AddAd($"{number}", $"Name {number}", "1", "51");
        scene.Book.Set("250", AdScene.Today, new(10, 1, 1m));

        Assert.Null(await scene.SyncAsync("ad_days"));

        Assert.Contains(
            "Name 250 (250)",
            scene.Stored.Of("ads.spend", Ads).Single().Series.Dimensions.Json,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Group 900 (900)",
            scene.Stored.Of("ads.spend", Ads).Single().Series.Dimensions.Json,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_version_that_has_ended_takes_an_upgrade_and_no_retries()
    {
        await using var scene = await AdScene.StartAsync(AdNetwork.LinkedIn);
        scene.Simulator.LinkedIn.Versions.Clear();

        var refused = await Assert.ThrowsAsync<IntegrationException>(() =>
            scene.Open().ConnectAsync(CancellationToken.None)
        );

        Assert.Equal(IntegrationFault.UpgradeRequired, refused.Fault);
        Assert.Equal(1, scene.Simulator.Requests.Count("/rest/*"));
    }

    [Theory]
    [InlineData(61, false)]
    [InlineData(60, true)]
    [InlineData(1, true)]
    public async Task The_end_of_the_version_is_announced_sixty_days_before(int days, bool isUrgent)
    {
        await using var scene = await AdScene.StartAsync(AdNetwork.LinkedIn);
        var provider = scene.Module.Descriptor;
        var end = provider.ApiVersionEnds!.Value.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

        Assert.Equal(isUrgent, ApiSunset.Of(provider, end.AddDays(-days))!.Urgent);
    }

    [Fact]
    public async Task After_its_end_nothing_is_asked_of_the_network_any_more()
    {
        await using var scene = await AdScene.StartAsync(
            AdNetwork.LinkedIn,
            new DateTimeOffset(2027, 7, 15, 0, 0, 0, TimeSpan.Zero)
        );

        var refused = await Assert.ThrowsAsync<IntegrationException>(() =>
            scene.Open().ConnectAsync(CancellationToken.None)
        );

        Assert.Equal(IntegrationFault.UpgradeRequired, refused.Fault);
        Assert.Empty(scene.Simulator.Requests.All);
    }

    /// <summary>Each is seen once on each day of the month.</summary>
    private static void AddAdverts(AdScene scene, int count)
    {
        scene.Book.AddCampaign("1", "Many");
        foreach (var number in Enumerable.Range(1, count))
        {
            scene.Book.AddAd($"{number}", $"Ad {number}", "1", "51");
            foreach (var (day, _) in AdBook.Days(August.First, August.Last))
                scene.Book.Set($"{number}", day, new(1, 0, 0.01m));
        }
    }

    /// <summary>How many days of August each question about adverts was about.</summary>
    private static List<int> DaysAsked(AdScene scene) =>
        [
            .. scene
                .Simulator.Requests.To("/rest/adAnalytics")
                .Where(request => request.Query["pivot"] == "CREATIVE")
                .Select(request => Day().Matches(request.Query["dateRange"]!))
                .Select(days => Number(days[1]) - Number(days[0]) + 1),
        ];

    private static int Number(Match day) => int.Parse(day.Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("month:8,day:([0-9]+)")]
    private static partial Regex Day();
}
