using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Tests.Integrations.Shared.Ads;
using Nexus.ProviderSimulator.Ads;
using Nexus.ProviderSimulator.Faults;

namespace Nexus.Infrastructure.Tests.Integrations.XAds;

public sealed class XReportsTests
{
    private const string Ads = "ad,adset,campaign";

    [Fact]
    public async Task Reports_are_asked_for_once_and_fetched_when_their_address_is_there()
    {
        await using var scene = await FilledAsync();
        scene.Simulator.X.LooksUntilReady = 4;

        Assert.Null(await scene.SyncAsync("ad_days"));

        Assert.Equal(2, scene.Simulator.Requests.All.Count(request => request.Method == "POST"));
        Assert.Equal(2, scene.Simulator.Requests.Count("/advertiser-api-async-analytics/*"));
        Assert.Equal(Truth(scene).Spend, scene.Stored.Sum("ads.spend", Ads));
    }

    [Fact]
    public async Task A_report_whose_number_is_told_as_a_number_alone_is_found_again()
    {
        await using var scene = await FilledAsync();
        scene.Simulator.Faults.Always(
            "/12/stats/jobs/*",
            Fault.Edit(
                "numbers",
                body =>
                {
                    foreach (var job in body["data"] is JsonArray list ? [.. list] : new[] { body["data"] })
                        job!.AsObject().Remove("id_str");
                }
            )
        );

        Assert.Null(await scene.SyncAsync("ad_days"));

        Assert.Equal(Truth(scene).Spend, scene.Stored.Sum("ads.spend", Ads));
    }

    [Fact]
    public async Task Too_many_reports_at_a_time_are_waited_for_and_are_no_failure()
    {
        await using var scene = await FilledAsync();
        scene.Simulator.X.MostJobs = 0;
        var fault = await Assert.ThrowsAsync<IntegrationException>(() => scene.ReadAsync("ad_days"));
        scene.Simulator.X.MostJobs = 100;

        Assert.Equal(IntegrationFault.Preparing, fault.Fault);
        Assert.Null(await scene.SyncAsync("ad_days"));
        Assert.Equal(Truth(scene).Clicks, scene.Stored.Sum("ads.clicks", Ads));
    }

    [Fact]
    public async Task A_report_that_fails_is_asked_for_again()
    {
        await using var scene = await FilledAsync();
        scene.Simulator.X.FailingJobs = 1;

        Assert.Null(await scene.SyncAsync("ad_days"));

        Assert.Equal(Truth(scene).Spend, scene.Stored.Sum("ads.spend", Ads));
    }

    [Fact]
    public async Task Placements_are_asked_for_one_by_one_and_added_up()
    {
        await using var scene = await AdScene.StartAsync(AdNetwork.X);
        scene.Simulator.X.SecondPlacement = "PUBLISHER_NETWORK";
        scene.Book.Set(scene.AddAd("11", "1").Id, AdScene.Today, new(1000, 20, 10m));

        Assert.Null(await scene.SyncAsync("campaign_days"));

        Assert.Equal(
            (1500m, 15m),
            (scene.Stored.Sum("ads.impressions", "campaign"), scene.Stored.Sum("ads.spend", "campaign"))
        );
    }

    [Fact]
    public async Task More_than_twenty_campaigns_take_more_than_one_call()
    {
        await using var scene = await AdScene.StartAsync(AdNetwork.X);
        foreach (var number in Enumerable.Range(1, 45))
            scene.Book.Set(scene.AddAd($"9{number}", $"{number}", $"Name {number}").Id, AdScene.Today, new(10, 1, 1m));

        Assert.Null(await scene.SyncAsync("campaign_days"));

        Assert.Equal(45m, scene.Stored.Sum("ads.spend", "campaign"));
    }

    [Fact]
    public async Task Days_are_those_of_the_accounts_zone_across_the_change_of_its_clocks()
    {
        await using var scene = await AdScene.StartAsync(
            AdNetwork.X,
            new DateTimeOffset(2026, 11, 10, 3, 0, 0, TimeSpan.Zero)
        );
        scene.Book = scene.Simulator.X.CreateAccount("79", zone: "America/Los_Angeles", currency: "JPY");
        scene.Credentials = scene.Network.Credentials(scene.Simulator, "79");
        var ad = scene.AddAd("11", "1");
        foreach (var (day, _) in AdBook.Days(new(2026, 10, 25), new(2026, 11, 9)))
            scene.Book.Set(ad.Id, day, new(day.Day, 1, 5_500m));

        Assert.Null(
            await scene.SyncAsync(
                "campaign_days",
                settings: new() { ["account"] = "79", ["backfillFrom"] = "2026-10-25" }
            )
        );

        // It is the ninth there still.
        Assert.Equal(16, scene.Stored.Of("ads.spend", "campaign").Count());
        Assert.Equal(31m, scene.Stored.On("ads.impressions", new(2026, 10, 31), "campaign"));
        Assert.Equal(1m, scene.Stored.On("ads.impressions", new(2026, 11, 1), "campaign"));
        Assert.All(
            scene.Stored.Of("ads.spend", "campaign"),
            point => Assert.Equal(("JPY", 5_500m), (point.Series.Currency, point.Value))
        );
    }

    [Fact]
    public async Task A_call_that_is_made_again_is_signed_anew()
    {
        await using var scene = await FilledAsync();
        scene.Simulator.Faults.Queue("/12/stats/accounts/*", Fault.Status(503), Fault.Reset());

        Assert.Null(await scene.SyncAsync("campaign_days"));

        Assert.Equal(Truth(scene).Spend, scene.Stored.Sum("ads.spend", "campaign"));
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_named_among_the_causes_of_a_refusal()
    {
        await using var scene = await FilledAsync();
        scene.Credentials["consumerSecret"] = "another";

        var refused = await Assert.ThrowsAsync<IntegrationException>(() =>
            scene.Open().ConnectAsync(CancellationToken.None)
        );

        Assert.Equal(IntegrationFault.NeedsReauthorisation, refused.Fault);
        Assert.Contains("clock", refused.Message, StringComparison.Ordinal);
    }

    private static AdDay Truth(AdScene scene) =>
        scene.Book.Totals(_ => "", [(new(2026, 9, 1), AdScene.Today)]).Single().Facts;

    private static async Task<AdScene> FilledAsync()
    {
        var scene = await AdScene.StartAsync(AdNetwork.X);
        AdScenarios.Demo(scene.Book, new(2026, 9, 1), AdScene.Today);
        return scene;
    }
}
