using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;
using Nexus.ProviderSimulator.Ads;
using Nexus.ProviderSimulator.Faults;

namespace Nexus.Infrastructure.Tests.Integrations.Shared.Ads;

/// <summary>What every ad network is held to, over HTTP.</summary>
public sealed class AdSweepTests
{
    private static readonly DateOnly Today = AdScene.Today;

    public static TheoryData<string> Networks => ["meta-ads", "linkedin-ads", "x-ads"];

    [Theory, MemberData(nameof(Networks))]
    public async Task Levels_of_detail_each_hold_the_whole_and_nothing_twice(string network)
    {
        await using var scene = await StartAsync(network);
        AdScenarios.Demo(scene.Book, new(2026, 9, 1), Today);

        await scene.SyncAllAsync();

        var truth = scene.Book.Totals(_ => "", [(new(2026, 9, 1), Today)]).Single().Facts;
        foreach (var level in scene.Stored.All.Select(point => point.Series.Dimensions.Names).Distinct().ToList())
        {
            Assert.Equal(truth.Spend, scene.Stored.Sum("ads.spend", level));
            Assert.Equal(truth.Impressions, scene.Stored.Sum("ads.impressions", level));
            // LinkedIn tells no purchases apart from other conversions, and X no leads from conversions.
            Assert.Equal(
                network == "x-ads" ? truth.Purchases : truth.Purchases + truth.Leads,
                scene.Stored.Sum("ads.conversions", level)
            );
            Assert.Equal(truth.Leads, scene.Stored.Sum("ads.leads", level));
        }
        Assert.Equal(
            network == "x-ads" ? 2 : 3,
            scene.Stored.All.Select(point => point.Series.Dimensions.Names).Distinct().Count()
        );
    }

    [Fact]
    public async Task An_account_in_a_time_zone_that_there_is_not_is_no_account_whose_days_can_be_read()
    {
        await using var scene = await StartAsync("x-ads");
        scene.Simulator.Faults.Always(
            "/12/accounts/77",
            Fault.Edit("zone", body => body["data"]!["timezone"] = "Mars/Olympus")
        );

        var fault = await scene.SyncAsync("campaign_days");

        Assert.Equal(IntegrationFault.UnexpectedResponse, fault!.Fault);
        Assert.Contains("time zone", fault.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task What_is_restated_replaces_what_was_told_before(string network)
    {
        await using var scene = await StartAsync(network);
        var ad = scene.AddAd("11", "1");
        scene.Book.Set(ad.Id, Today.AddDays(-3), new(2792, 20, 5m));
        scene.Book.Set(ad.Id, Today.AddDays(-2), new(734, 9, 4m));
        await scene.SyncAsync("campaign_days");

        scene.Book.Set(ad.Id, Today.AddDays(-3), new(2995, 21, 4.5m));
        scene.Book.Set(ad.Id, Today.AddDays(-2), new(753, 9, 4m));
        await scene.SyncAsync("campaign_days");

        Assert.Equal(2995, scene.Stored.On("ads.impressions", Today.AddDays(-3), "campaign"));
        Assert.Equal(753, scene.Stored.On("ads.impressions", Today.AddDays(-2), "campaign"));
        Assert.Equal(8.5m, scene.Stored.Sum("ads.spend", "campaign"));
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task What_vanished_there_vanishes_here(string network)
    {
        await using var scene = await StartAsync(network);
        var stays = scene.AddAd("11", "1");
        var goes = scene.AddAd("22", "2", "Autumn");
        scene.Book.Set(stays.Id, Today.AddDays(-3), new(100, 2, 5m));
        scene.Book.Set(goes.Id, Today.AddDays(-3), new(900, 9, 9m));
        await scene.SyncAllAsync();
        Assert.Equal(14m, scene.Stored.Sum("ads.spend", "campaign"));

        scene.Book.Set(goes.Id, Today.AddDays(-3), null);
        await scene.SyncAllAsync();

        foreach (var level in scene.Stored.All.Select(point => point.Series.Dimensions.Names).Distinct().ToList())
            Assert.Equal(5m, scene.Stored.Sum("ads.spend", level));
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task A_day_is_final_once_it_is_too_old_to_be_restated_however_long_nobody_asked(string network)
    {
        await using var scene = await StartAsync(network);
        var ad = scene.AddAd("11", "1");
        scene.Book.Set(ad.Id, Today, new(100, 2, 5m));
        await scene.SyncAsync("campaign_days");
        Assert.All(scene.Stored.Of("ads.spend", "campaign"), point => Assert.False(point.Final));

        scene.Clock.Advance(TimeSpan.FromDays(45));
        await scene.SyncAsync("campaign_days");

        Assert.All(scene.Stored.Of("ads.spend", "campaign"), point => Assert.True(point.Final));
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task A_campaign_that_cannot_be_reported_is_set_aside_and_keeps_what_was_stored(string network)
    {
        await using var scene = await StartAsync(network);
        foreach (var number in Enumerable.Range(1, 5))
            scene.Book.Set(
                scene.AddAd($"1{number}", $"{number}", $"Name {number}").Id,
                Today.AddDays(-1),
                new(10 * number, 1, number)
            );
        await scene.SyncAsync("campaign_days");
        scene.Book.Unreportable.Add("3");
        scene.Book.Set("14", Today.AddDays(-1), new(40, 1, 7m));

        Assert.Null(await scene.SyncAsync("campaign_days"));
        Assert.Null(await scene.SyncAsync("campaign_days"));

        Assert.Equal(7m, scene.Stored.On("ads.spend", Today.AddDays(-1), "campaign", holding: "Name 4 (4)"));
        Assert.Equal(3m, scene.Stored.On("ads.spend", Today.AddDays(-1), "campaign", holding: "Name 3 (3)"));
        Assert.Contains(scene.Stored.Notices, notice => notice.Contains("Name 3 (3)", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task Reach_is_told_per_window_and_is_no_sum_of_days(string network)
    {
        await using var scene = await StartAsync(network);
        var ad = scene.AddAd("11", "1");
        // 500 people on the one day, 400 on the other, 300 of them the same.
        scene.Book.Set(ad.Id, new(2026, 9, 15), new(1000, 5, 1m) { People = (1, 500) });
        scene.Book.Set(ad.Id, new(2026, 9, 16), new(800, 5, 1m) { People = (201, 400) });

        Assert.Null(await scene.SyncAsync("reach"));

        Assert.Equal(500, scene.Stored.On("ads.reach", new(2026, 9, 15), "campaign"));
        Assert.Equal(400, scene.Stored.On("ads.reach", new(2026, 9, 16), "campaign"));
        Assert.Equal(600, scene.Stored.On("ads.reach", new(2026, 9, 14), "campaign", Granularity.Week));
        Assert.Equal(600, scene.Stored.On("ads.reach", new(2026, 9, 1), "campaign", Granularity.Month));
        Assert.Equal(3m, scene.Stored.On("ads.frequency", new(2026, 9, 1), "campaign", Granularity.Month));
        Assert.True(MetricCatalog.TryFind("ads.reach", out var reach));
        Assert.Equal(MetricAggregation.None, reach.Aggregation);
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task A_run_that_dies_at_any_page_goes_on_there_and_ends_with_the_same(string network)
    {
        await using var whole = await StartAsync(network);
        AdScenarios.Demo(whole.Book, new(2026, 9, 1), Today);
        await whole.SyncAllAsync();
        await using var broken = await StartAsync(network);
        AdScenarios.Demo(broken.Book, new(2026, 9, 1), Today);

        foreach (var stream in broken.Module.Streams.Select(stream => stream.Name))
        {
            for (var life = 0; life < 60 && !await DiesAfterOnePageAsync(broken, stream); life++) { }
        }

        Assert.Equal(Lines(whole.Stored), Lines(broken.Stored));
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task A_run_that_goes_on_does_not_read_again_what_it_has_just_read(string network)
    {
        await using var scene = await StartAsync(network);
        scene.Book.Set(scene.AddAd("11", "1").Id, Today, new(100, 2, 5m));
        await scene.SyncAsync("campaign_days");
        var pages = scene.Stored.Pages;

        await scene.ReadAsync("campaign_days", resumed: true);
        Assert.Equal(pages, scene.Stored.Pages);

        await scene.ReadAsync("campaign_days", resumed: false);
        Assert.True(scene.Stored.Pages > pages);
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task A_backfill_reads_its_days_and_no_others(string network)
    {
        await using var scene = await StartAsync(network);
        var ad = scene.AddAd("11", "1");
        foreach (var (day, _) in AdBook.Days(new(2026, 2, 20), new(2026, 3, 10)))
            scene.Book.Set(ad.Id, day, new(10, 1, 1m));

        Assert.Null(await scene.SyncAsync("campaign_days", new DateRange(new(2026, 3, 1), new(2026, 3, 5))));

        Assert.Equal(5m, scene.Stored.Sum("ads.spend", "campaign"));
        Assert.All(scene.Stored.Of("ads.spend", "campaign"), point => Assert.True(point.Final));
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task A_credential_that_reaches_several_accounts_asks_which(string network)
    {
        await using var scene = await StartAsync(network);
        scene.Network.CreateAccount(scene.Simulator, "78");
        scene.Credentials = scene.Network.Credentials(scene.Simulator, "77", "78");

        var refused = await Assert.ThrowsAsync<IntegrationException>(() =>
            scene.Open([]).ConnectAsync(CancellationToken.None)
        );
        var chosen = await scene.Open(new JsonObject { ["account"] = "78" }).ConnectAsync(CancellationToken.None);

        Assert.Equal(IntegrationFault.Misconfigured, refused.Fault);
        Assert.Contains("(78)", refused.Message, StringComparison.Ordinal);
        Assert.Equal("78", chosen.Id);
        var offered = new List<string>();
        await foreach (var account in ((IDiscoversAccounts)scene.Open([])).DiscoverAsync(CancellationToken.None))
            offered.Add(account.Id);
        Assert.Equal(["77", "78"], offered);
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task Settings_that_lead_to_another_account_than_the_connected_one_read_nothing(string network)
    {
        await using var scene = await StartAsync(network);
        scene.Network.CreateAccount(scene.Simulator, "78");
        scene.Credentials = scene.Network.Credentials(scene.Simulator, "77", "78");

        var refused = await Assert.ThrowsAsync<IntegrationException>(() =>
            scene.Open(new JsonObject { ["account"] = "78" }, accountId: "77").ConnectAsync(CancellationToken.None)
        );

        Assert.Equal(IntegrationFault.AccountChanged, refused.Fault);
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task An_account_that_the_credential_does_not_reach_is_refused_and_not_taken_for_an_empty_one(
        string network
    )
    {
        await using var scene = await StartAsync(network);
        scene.Network.CreateAccount(scene.Simulator, "78");

        var refused = await Assert.ThrowsAsync<IntegrationException>(() =>
            scene.Open(new JsonObject { ["account"] = "78" }).ConnectAsync(CancellationToken.None)
        );

        Assert.Contains(refused.Fault, new[] { IntegrationFault.NoAccess, IntegrationFault.Misconfigured });
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task A_revoked_credential_waits_for_a_person_and_is_in_no_message(string network)
    {
        await using var scene = await StartAsync(network);
        scene.Network.Revoke(scene.Simulator, scene.Credentials);

        var refused = await Assert.ThrowsAsync<IntegrationException>(() =>
            scene.Open(accountId: "77").ConnectAsync(CancellationToken.None)
        );

        Assert.Equal(IntegrationFault.NeedsReauthorisation, refused.Fault);
        Assert.DoesNotContain(scene.Credentials["accessToken"], refused.ToString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task The_networks_own_way_of_asking_for_fewer_calls_is_kept_to_the_second(string network)
    {
        await using var scene = await StartAsync(network);
        scene.Book.Set(scene.AddAd("11", "1").Id, Today, new(100, 2, 5m));
        scene.Simulator.Faults.Always(scene.Network.Reports, scene.Network.Throttled(scene.Clock.GetUtcNow()));
        var began = scene.Clock.GetUtcNow();

        var fault = await scene.SyncAsync("campaign_days");

        Assert.Equal(IntegrationFault.RateLimited, fault?.Fault);
        var wait = network switch
        {
            "meta-ads" => TimeSpan.FromMinutes(19),
            "linkedin-ads" => TimeSpan.FromSeconds(330),
            // The header of the account counts, and not that of the app; two seconds for clocks that differ.
            _ => TimeSpan.FromMinutes(11) + TimeSpan.FromSeconds(2),
        };
        Assert.Equal(began + wait, fault!.RetryAt);
        Assert.Empty(scene.Stored.All);
    }

    [Theory]
    [InlineData("meta-ads", "html-login")]
    [InlineData("meta-ads", "truncated-json")]
    [InlineData("meta-ads", "empty-body")]
    [InlineData("linkedin-ads", "html-login")]
    [InlineData("linkedin-ads", "truncated-json")]
    [InlineData("linkedin-ads", "empty-body")]
    [InlineData("x-ads", "html-login")]
    [InlineData("x-ads", "truncated-json")]
    [InlineData("x-ads", "empty-body")]
    public async Task What_only_looks_like_an_answer_removes_nothing(string network, string name)
    {
        await using var scene = await StartAsync(network);
        scene.Book.Set(scene.AddAd("11", "1").Id, Today, new(100, 2, 5m));
        await scene.SyncAsync("campaign_days");
        scene.Simulator.Faults.Always(
            scene.Network.Reports,
            name switch
            {
                "html-login" => Fault.HtmlLogin(),
                "empty-body" => Fault.EmptyBody(),
                _ => Fault.TruncatedJson(),
            }
        );

        var fault = await scene.SyncAsync("campaign_days");

        Assert.Equal(IntegrationFault.UnexpectedResponse, fault?.Fault);
        Assert.Equal(5m, scene.Stored.Sum("ads.spend", "campaign"));
    }

    private static Task<AdScene> StartAsync(string network) =>
        AdScene.StartAsync(new[] { AdNetwork.Meta, AdNetwork.LinkedIn, AdNetwork.X }.Single(one => one.Key == network));

    /// <returns>Whether the stream was at its end.</returns>
    private static async Task<bool> DiesAfterOnePageAsync(AdScene scene, string stream)
    {
        var adapter = scene.Open();
        var request = new StreamRequest(stream, scene.Stored.CheckpointOf(stream))
        {
            Resumed = true,
            KnownVersions = (_, _, _) =>
                Task.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>()),
        };
        try
        {
            await foreach (var page in adapter.SyncAsync(request, CancellationToken.None))
            {
                scene.Stored.Keep(stream, page, adapter);
                return false;
            }
            return true;
        }
        catch (IntegrationException fault) when (fault.Fault == IntegrationFault.Preparing)
        {
            scene.Clock.Advance(TimeSpan.FromMinutes(1));
            return false;
        }
    }

    private static List<string> Lines(PointShelf shelf) =>
        [
            .. shelf
                .All.Select(point =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{point.Series.Metric} {point.Series.Granularity} {point.Series.Dimensions.Json} {point.At:yyyy-MM-dd} {point.Value / 1.000000000000000000m}"
                    )
                )
                .Order(StringComparer.Ordinal),
        ];
}
