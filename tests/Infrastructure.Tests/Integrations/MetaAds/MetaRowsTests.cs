using System.Net;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.MetaAds;
using Nexus.Infrastructure.Integrations.Shared.Ads;
using Nexus.Infrastructure.Tests.Integrations.Shared;
using Nexus.Infrastructure.Tests.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Tests.Integrations.MetaAds;

public sealed class MetaRowsTests
{
    private const string First = """
        {"campaign_id":"1","campaign_name":"C","adset_id":"2","ad_id":"3","date_start":"2023-06-01","impressions":"185","clicks":"9",
         "inline_link_clicks":"9","spend":"14.35","ctr":"4.864865",
         "actions":[{"action_type":"page_engagement","value":"10"},{"action_type":"post_engagement","value":"10"}]}
        """;

    private const string Second = """
        {"campaign_id":"1","campaign_name":"C","adset_id":"2","ad_id":"4","date_start":"2023-06-01","impressions":"171","clicks":"7",
         "inline_link_clicks":"4","spend":"8.53","ctr":"4.093567",
         "actions":[{"action_type":"link_click","value":"4","1d_click":"4","7d_click":"4","28d_click":"4"}]}
        """;

    [Fact]
    public void A_row_gives_its_sums_and_link_clicks_come_from_their_own_field()
    {
        var points = Map(First);

        Assert.Equal(
            (185m, 9m, 14.35m, 9m),
            (
                points.Sum("ads.impressions"),
                points.Sum("ads.clicks"),
                points.Sum("ads.spend"),
                points.Sum("ads.link_clicks")
            )
        );
        Assert.Equal(4.864865m, decimal.Round(points.Ratio("ads.ctr")!.Value, 6));
        Assert.Equal(1.594444m, decimal.Round(points.Ratio("ads.cpc")!.Value, 6));
        Assert.Equal(77.567568m, decimal.Round(points.Ratio("ads.cpm")!.Value, 6));
    }

    [Fact]
    public void Ratios_are_those_of_sums_and_not_means_of_what_the_network_says()
    {
        List<KpiData> points = [.. Map(First), .. Map(Second)];

        Assert.Equal(
            (356m, 16m, 22.88m),
            (points.Sum("ads.impressions"), points.Sum("ads.clicks"), points.Sum("ads.spend"))
        );
        Assert.Equal(4.494382m, decimal.Round(points.Ratio("ads.ctr")!.Value, 6));
        Assert.Equal(1.43m, points.Ratio("ads.cpc"));
        Assert.Equal(64.2696629m, decimal.Round(points.Ratio("ads.cpm")!.Value, 7));
    }

    [Fact]
    public void One_purchase_under_three_names_is_one_purchase()
    {
        var points = Map(
            """
            {"date_start":"2021-08-09","spend":"1","actions":[{"action_type":"purchase","value":"11"},{"action_type":"omni_purchase","value":"11"},
             {"action_type":"offsite_conversion.fb_pixel_purchase","value":"11"}]}
            """,
            AdLevel.Account
        );

        Assert.Equal((11m, 11m), (points.Sum("ads.purchases"), points.Sum("ads.conversions")));
    }

    [Fact]
    public void Purchases_of_a_real_report_are_counted_once()
    {
        if (Payloads.Read("meta/async_result_insights_campaign_action_reaction.json") is not { } report)
            return;

        var points = report
            .GetProperty("data")
            .EnumerateArray()
            .SelectMany(row => Map(row.GetRawText(), AdLevel.Account))
            .ToList();

        Assert.Equal(13m, points.Sum("ads.purchases"));
    }

    [Fact]
    public void Return_on_spend_and_cost_per_click_are_computed_whatever_the_row_says()
    {
        var points = Map(
            """
            {"date_start":"2026-06-01","impressions":"1000","clicks":"40","cpc":"0.5","spend":"15","actions":[{"action_type":"purchase","value":"2"}],
             "action_values":[{"action_type":"purchase","value":"90.5"}],"purchase_roas":[{"action_type":"omni_purchase","value":"6.03"}]}
            """,
            AdLevel.Account
        );

        Assert.Equal(6.0333m, decimal.Round(points.Ratio("ads.roas")!.Value, 4));
        Assert.Equal(0.375m, points.Ratio("ads.cpc"));
    }

    [Fact]
    public void Frequency_is_impressions_by_people_of_the_same_window()
    {
        var row = Payloads.Row(
            AdLevel.Account,
            isReach: true,
            Payloads.Json("""{"date_start":"2026-06-01","impressions":"1000","reach":"800"}""")
        );

        var points = MetaRows.Map(row).ToList();

        Assert.Equal((800m, 1.25m), (points.Sum("ads.reach"), points.Sum("ads.frequency")));
    }

    [Fact]
    public void Actions_that_did_not_happen_are_zero_where_the_day_was_reported()
    {
        var points = Map("""{"date_start":"2026-06-01","impressions":"10","spend":"1"}""", AdLevel.Account);

        Assert.Equal(0m, points.Single(point => point.Series.Metric == "ads.conversions").Value);
    }

    [Theory]
    [InlineData("""{"campaign_id":"1","spend":"1"}""", "date_start")]
    [InlineData("""{"date_start":"yesterday","campaign_id":"1"}""", "date_start")]
    [InlineData("""{"date_start":"2026-06-01"}""", "campaign_id")]
    [InlineData("""{"date_start":"2026-06-01","campaign_id":"1","spend":"12,50"}""", "spend")]
    [InlineData("""{"date_start":"2026-06-01","campaign_id":"1","spend":"1e99"}""", "spend")]
    [InlineData("""{"date_start":"2026-06-01","campaign_id":"1","spend":{"amount":1}}""", "spend")]
    public void A_row_that_lacks_what_is_documented_is_rejected_by_the_field(string row, string field) =>
        Assert.Equal(field, Assert.Throws<RawDataException>(() => Map(row, AdLevel.Campaign)).Field);

    [Fact]
    public void Every_row_of_the_payloads_is_read()
    {
        var rows = Payloads
            .All("meta")
            .SelectMany(file => Payloads.Objects(file.Body))
            .Where(row =>
                row.TryGetProperty("date_start", out _)
                && row.TryGetProperty("date_stop", out _)
                && !row.TryGetProperty("async_status", out _)
            )
            .ToList();

        Assert.All(rows, row => Assert.NotEmpty(Map(row.GetRawText(), AdLevel.Account)));
        Assert.True(rows.Count > 10 || Nexus.Testing.Repository.SharedFixtures is null);
    }

    [Fact]
    public void Calls_are_signed_as_the_published_example_is()
    {
        if (Payloads.Read("meta/appsecret_proof_vector.json") is not { } vector)
            return;

        var proof = MetaAccess.Proof(new Secret(Text(vector, "app_secret")), new Secret(Text(vector, "access_token")));

        Assert.Equal(Text(vector, "appsecret_proof"), proof);
    }

    [Fact]
    public void Refusals_are_told_apart_by_code_and_not_by_status()
    {
        if (Payloads.Read("meta/errors.json") is not { } errors)
            return;
        foreach (var error in errors.EnumerateArray())
        {
            var expected = Text(error, "expect") switch
            {
                "reauth" => IntegrationFault.NeedsReauthorisation,
                "throttle" => IntegrationFault.RateLimited,
                _ => IntegrationFault.Split,
            };
            Assert.Equal(
                expected,
                MetaFaults.Of(Refusals.Of(HttpStatusCode.BadRequest, error.GetProperty("body"))).Fault
            );
        }
    }

    [Theory]
    [InlineData(190, 463, IntegrationFault.NeedsReauthorisation)]
    [InlineData(102, null, IntegrationFault.NeedsReauthorisation)]
    [InlineData(10, null, IntegrationFault.NoAccess)]
    [InlineData(200, null, IntegrationFault.NoAccess)]
    [InlineData(299, null, IntegrationFault.NoAccess)]
    [InlineData(4, null, IntegrationFault.RateLimited)]
    [InlineData(17, 2446079, IntegrationFault.RateLimited)]
    [InlineData(613, 1487742, IntegrationFault.RateLimited)]
    [InlineData(80004, null, IntegrationFault.RateLimited)]
    [InlineData(2, null, IntegrationFault.Unavailable)]
    [InlineData(960, null, IntegrationFault.Unavailable)]
    [InlineData(1, 1504018, IntegrationFault.Split)]
    [InlineData(2635, null, IntegrationFault.UpgradeRequired)]
    [InlineData(100, null, IntegrationFault.UnexpectedResponse)]
    public void Each_code_has_its_class(int code, int? subcode, IntegrationFault fault)
    {
        var sub = subcode is null ? "" : $",\"error_subcode\":{subcode}";
        var body = Payloads.Json($$$"""{"error":{"message":"M","code":{{{code}}}{{{sub}}}}}""");

        Assert.Equal(fault, MetaFaults.Of(Refusals.Of(HttpStatusCode.BadRequest, body)).Fault);
    }

    [Theory]
    [InlineData("x-business-use-case-usage", "meta/header_x_business_use_case_usage.json", 19 * 60)]
    [InlineData("x-ad-account-usage", "meta/header_x_ad_account_usage.json", null)]
    public void Headers_say_how_long_to_wait(string header, string file, int? seconds)
    {
        if (Payloads.Read(file) is not { } usage)
            return;
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation(header, JsonSerializer.Serialize(usage));

        Assert.Equal(seconds, MetaThrottle.Pause(response)?.TotalSeconds);
    }

    [Theory]
    [InlineData("x-ad-account-usage", """{"acc_id_util_pct":9.67}""", 0.0967)]
    [InlineData("x-fb-ads-insights-throttle", """{"app_id_util_pct":40,"acc_id_util_pct":12}""", 0.4)]
    [InlineData(
        "x-business-use-case-usage",
        """{"1":[{"type":"ads_insights","call_count":3,"total_cputime":61,"total_time":9},{"type":"ads_management","call_count":99}]}""",
        0.61
    )]
    [InlineData("x-ad-account-usage", "no json", null)]
    [InlineData("x-app-usage", """{"call_count":50}""", null)]
    public void Headers_say_how_much_of_the_fullest_limit_is_used(string header, string usage, double? used)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation(header, usage);

        Assert.Equal(used, MetaThrottle.Used(response));
    }

    private static List<KpiData> Map(string row, AdLevel level = AdLevel.Ad) =>
        [.. MetaRows.Map(Payloads.Row(level, Payloads.Json(row)))];

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;
}
