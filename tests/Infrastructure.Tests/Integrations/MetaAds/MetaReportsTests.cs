using Nexus.Application.Integrations;
using Nexus.Infrastructure.Tests.Integrations.Shared.Ads;
using Nexus.ProviderSimulator.Ads;

namespace Nexus.Infrastructure.Tests.Integrations.MetaAds;

public sealed class MetaReportsTests
{
    private const string Ads = "ad,adset,campaign";

    [Fact]
    public async Task A_report_is_asked_for_once_and_looked_after_by_later_runs()
    {
        await using var scene = await FilledAsync();
        scene.Simulator.Meta.LooksUntilReady = 5;

        Assert.Null(await scene.SyncAsync("ad_days"));

        var posts = scene.Simulator.Requests.All.Where(request => request.Method == "POST").ToList();
        // Twenty days in slices of a week.
        Assert.Equal(3, posts.Count);
        Assert.Equal(
            scene.Book.Totals(_ => "", [(new(2026, 9, 1), AdScene.Today)]).Single().Facts.Spend,
            scene.Stored.Sum("ads.spend", Ads)
        );
    }

    [Fact]
    public async Task Whether_a_report_is_there_is_not_told_by_its_percentage()
    {
        await using var scene = await FilledAsync();
        scene.Simulator.Meta.LooksUntilReady = 2;

        var first = await Assert.ThrowsAsync<IntegrationException>(() => scene.ReadAsync("ad_days"));
        scene.Clock.Advance(TimeSpan.FromSeconds(15));
        var second = await Assert.ThrowsAsync<IntegrationException>(() => scene.ReadAsync("ad_days"));

        Assert.Equal((IntegrationFault.Preparing, IntegrationFault.Preparing), (first.Fault, second.Fault));
        Assert.Empty(scene.Stored.All);
    }

    [Fact]
    public async Task A_report_that_fails_is_asked_for_again_and_then_in_smaller_parts()
    {
        await using var scene = await FilledAsync();
        scene.Simulator.Meta.FailingReports = 4;

        Assert.Null(await scene.SyncAsync("ad_days"));

        Assert.Equal(
            scene.Book.Totals(_ => "", [(new(2026, 9, 1), AdScene.Today)]).Single().Facts.Clicks,
            scene.Stored.Sum("ads.clicks", Ads)
        );
    }

    [Fact]
    public async Task A_report_that_never_ends_is_given_up_after_an_hour()
    {
        await using var scene = await FilledAsync();
        scene.Simulator.Meta.LooksUntilReady = 1000;
        await Assert.ThrowsAsync<IntegrationException>(() => scene.ReadAsync("ad_days"));
        scene.Clock.Advance(TimeSpan.FromMinutes(61));
        await Assert.ThrowsAsync<IntegrationException>(() => scene.ReadAsync("ad_days"));
        scene.Simulator.Meta.LooksUntilReady = 0;

        Assert.Null(await scene.SyncAsync("ad_days"));

        Assert.NotEmpty(scene.Stored.Of("ads.spend", Ads));
    }

    [Fact]
    public async Task A_question_that_is_too_large_is_asked_for_fewer_days_and_then_for_fewer_campaigns()
    {
        await using var scene = await FilledAsync();
        // A day has three campaigns.
        scene.Simulator.Meta.MostRows = 2;

        Assert.Null(await scene.SyncAsync("campaign_days"));

        Assert.Equal(
            scene.Book.Totals(_ => "", [(new(2026, 9, 1), AdScene.Today)]).Single().Facts.Spend,
            scene.Stored.Sum("ads.spend", "campaign")
        );
    }

    [Fact]
    public async Task Pages_are_made_smaller_where_a_page_is_too_large()
    {
        await using var scene = await FilledAsync();
        scene.Simulator.Meta.LargestPage = 5;

        Assert.Null(await scene.SyncAsync("campaign_days"));

        Assert.Equal(
            scene.Book.Totals(_ => "", [(new(2026, 9, 1), AdScene.Today)]).Single().Facts.Spend,
            scene.Stored.Sum("ads.spend", "campaign")
        );
    }

    [Fact]
    public async Task Calls_are_signed_where_the_app_asks_for_it()
    {
        await using var scene = await FilledAsync();
        scene.Simulator.Meta.AppSecret = "0123456789abcdef0123456789abcdef";

        var refused = await Assert.ThrowsAsync<IntegrationException>(() =>
            scene.Open().ConnectAsync(CancellationToken.None)
        );
        scene.Credentials["appSecret"] = scene.Simulator.Meta.AppSecret;
        var account = await scene.Open().ConnectAsync(CancellationToken.None);

        Assert.Equal(IntegrationFault.UnexpectedResponse, refused.Fault);
        Assert.Equal("77", account.Id);
        Assert.DoesNotContain(scene.Simulator.Requests.All, request => request.Query["access_token"] is not null);
    }

    [Fact]
    public async Task An_account_that_is_nearly_used_up_is_left_alone_before_it_refuses()
    {
        await using var scene = await FilledAsync();
        scene.Simulator.Meta.Usage = (
            "x-business-use-case-usage",
            """{"77":[{"type":"ads_insights","call_count":97,"total_cputime":20,"total_time":20,"estimated_time_to_regain_access":0}]}"""
        );

        Assert.Null(await scene.SyncAsync("campaign_days"));

        Assert.All(scene.Parked, pause => Assert.Equal(TimeSpan.FromMinutes(5), pause));
        Assert.NotEmpty(scene.Parked);
    }

    [Theory]
    [InlineData("77")]
    [InlineData("act_77")]
    public async Task An_account_is_found_with_and_without_its_prefix(string account)
    {
        await using var scene = await FilledAsync();

        var found = await scene.Open(new() { ["account"] = account }).ConnectAsync(CancellationToken.None);

        Assert.Equal("77", found.Id);
    }

    private static async Task<AdScene> FilledAsync()
    {
        var scene = await AdScene.StartAsync(AdNetwork.Meta);
        AdScenarios.Demo(scene.Book, new(2026, 9, 1), AdScene.Today);
        return scene;
    }
}
