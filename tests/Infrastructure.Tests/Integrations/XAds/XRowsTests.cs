using System.Net;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Shared.Ads;
using Nexus.Infrastructure.Integrations.XAds;
using Nexus.Infrastructure.Tests.Integrations.Shared;
using Nexus.Infrastructure.Tests.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Tests.Integrations.XAds;

public sealed class XRowsTests
{
    private static readonly DateOnly First = new(2026, 5, 1);

    [Fact]
    public void Millionths_are_added_up_before_anybody_rounds()
    {
        var points = Map(
            """
            {"billed_charge_local_micro":[102876,184075,299331,1267346,1921815,2166641,5388478,1117730],
             "impressions":[197,166,391,1385,2267,3187,7270,1198],"clicks":null}
            """
        );

        Assert.Equal((12.448292m, 16061m), (points.Sum("ads.spend"), points.Sum("ads.impressions")));
        Assert.Equal(0.775063m, decimal.Round(points.Ratio("ads.cpm")!.Value, 6));
    }

    [Fact]
    public void A_real_report_is_read_to_the_last_digit_and_on_its_days()
    {
        if (Payloads.Read("x/async_result_segmented_real_excerpt.json") is not { } report)
            return;

        var points = Metrics(report).SelectMany(metrics => Map(metrics.GetRawText())).ToList();

        Assert.Equal(
            (12.448292m, 16061m, 240m),
            (points.Sum("ads.spend"), points.Sum("ads.impressions"), points.Sum("ads.clicks"))
        );
        Assert.Equal(0.05186788m, decimal.Round(points.Ratio("ads.cpc")!.Value, 8));
        Assert.Equal(First.AddDays(26), DateOnly.FromDateTime(points.Min(point => point.At)));
    }

    [Fact]
    public void A_currency_without_minor_units_is_in_millionths_all_the_same() =>
        Assert.Equal(5_500m, Map("""{"billed_charge_local_micro":[5500000000]}""").Sum("ads.spend"));

    [Fact]
    public void Placements_and_groups_of_one_object_add_up_to_one_row_a_day()
    {
        var row = Payloads.Row(
            AdLevel.Campaign,
            Payloads.Json("""{"impressions":[10,0],"billed_charge_local_micro":[1000000,0]}"""),
            Payloads.Json("""{"impressions":[5,null],"billed_charge_local_micro":[500000,0]}"""),
            Payloads.Json(
                """{"conversion_purchases":{"metric":[2,0],"sale_amount":[90,0],"post_view":null},"conversion_custom":{"metric":[1,0],"sale_amount":null}}"""
            )
        ) with
        {
            First = First,
            Dimensions = new Dictionary<string, string> { ["campaign"] = "C (1)" },
        };

        var points = XRows.Map(row, salesInMicros: false).ToList();

        Assert.Equal(
            (15m, 1.5m, 3m, 2m, 90m),
            (
                points.Sum("ads.impressions"),
                points.Sum("ads.spend"),
                points.Sum("ads.conversions"),
                points.Sum("ads.purchases"),
                points.Sum("ads.conversion_value")
            )
        );
        Assert.Single(points.Select(point => point.At).Distinct());
        Assert.Equal(0.00009m, XRows.Map(row, salesInMicros: true).Sum("ads.conversion_value"));
    }

    [Fact]
    public void Days_on_which_nothing_happened_are_no_rows() =>
        Assert.Empty(Map("""{"impressions":[0,0],"clicks":null,"conversion_purchases":{"metric":null}}"""));

    [Theory]
    [InlineData("""{"impressions":"many"}""", "impressions")]
    [InlineData("""{"impressions":["x"]}""", "impressions")]
    [InlineData("""{"impressions":[1],"clicks":{"total":[1]}}""", "clicks")]
    public void A_series_of_something_else_is_rejected_by_the_field(string metrics, string field) =>
        Assert.Equal(
            field,
            Assert
                .Throws<RawDataException>(() =>
                    Map(metrics.Replace("\"many\"", "[1],\"impressions\":\"many\"", StringComparison.Ordinal))
                )
                .Field
        );

    [Fact]
    public void Every_series_of_the_payloads_is_read()
    {
        var all = Payloads.All("x").SelectMany(file => Metrics(file.Body)).ToList();

        Assert.All(all, metrics => Assert.NotNull(Map(metrics.GetRawText())));
        Assert.True(all.Count > 8 || Nexus.Testing.Repository.SharedFixtures is null);
    }

    [Theory]
    [InlineData("America/Los_Angeles", "2017-05-21T07:00:00Z", "2017-05-22T07:00:00Z")]
    [InlineData("Asia/Tokyo", "2017-05-20T15:00:00Z", "2017-05-21T15:00:00Z")]
    public void A_day_begins_at_midnight_of_the_account(string zone, string start, string end)
    {
        var day = new DateOnly(2017, 5, 21);

        Assert.Equal(
            [("start_time", start), ("end_time", end)],
            XDays.Window(new(day, day), zone, new DateTimeOffset(2017, 5, 22, 0, 0, 0, TimeSpan.Zero))
        );
    }

    [Fact]
    public void A_day_of_summer_asked_for_in_winter_begins_by_the_offset_of_winter()
    {
        var day = new DateOnly(2026, 7, 1);

        var window = XDays.Window(
            new(day, day),
            "America/Los_Angeles",
            new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)
        );

        Assert.Equal("2026-07-01T08:00:00Z", window[0].Value);
    }

    [Theory]
    [InlineData(400, "TOO_MANY_JOBS", IntegrationFault.Preparing)]
    [InlineData(400, "REQUEST_TOO_COMPLEX", IntegrationFault.Split)]
    [InlineData(400, "INVALID_PARAMETER", IntegrationFault.UnexpectedResponse)]
    [InlineData(400, "INVALID_TIME_WINDOW", IntegrationFault.UnexpectedResponse)]
    [InlineData(401, "UNAUTHORIZED_ACCESS", IntegrationFault.NeedsReauthorisation)]
    [InlineData(403, "UNAUTHORIZED_CLIENT_APPLICATION", IntegrationFault.OperatorFault)]
    [InlineData(403, "ACCOUNT_NOT_FOUND", IntegrationFault.Misconfigured)]
    [InlineData(429, "TOO_MANY_REQUESTS", IntegrationFault.RateLimited)]
    [InlineData(503, "OVER_CAPACITY", IntegrationFault.Unavailable)]
    [InlineData(423, "LOCK_ACQUISITION_TIMEOUT", IntegrationFault.Unavailable)]
    public void Each_code_has_its_class(int status, string code, IntegrationFault fault)
    {
        var body = Payloads.Json($$$"""{"errors":[{"code":"{{{code}}}","message":"M"}]}""");

        Assert.Equal(fault, XFaults.Of(Refusals.Of((HttpStatusCode)status, body)).Fault);
    }

    [Theory]
    [InlineData("x-rate-limit-limit: 200, x-rate-limit-remaining: 150", 0.25)]
    [InlineData(
        "x-rate-limit-limit: 200, x-rate-limit-remaining: 150, x-account-rate-limit-limit: 1000, x-account-rate-limit-remaining: 100",
        0.9
    )]
    [InlineData("x-rate-limit-limit: 0, x-rate-limit-remaining: 0", null)]
    [InlineData("x-rate-limit-limit: 200", null)]
    [InlineData("x-rate-limit-limit: many, x-rate-limit-remaining: few", null)]
    [InlineData("", null)]
    public void Headers_say_how_much_of_the_fuller_limit_is_used(string headers, double? used)
    {
        using var response = new HttpResponseMessage();
        Add(response, headers);

        Assert.Equal(used, XFaults.QuotaUsed(response));
    }

    [Theory]
    [InlineData("", "token", 900)]
    [InlineData("x-rate-limit-reset: 60", "token", 62)]
    [InlineData("x-account-rate-limit-reset: 30, x-rate-limit-reset: 60", null, 32)]
    [InlineData("x-account-rate-limit-reset: 30, x-account-rate-limit-remaining: 0, x-rate-limit-reset: 60", null, 32)]
    [InlineData("x-account-rate-limit-reset: 30, x-account-rate-limit-remaining: 7, x-rate-limit-reset: 60", "app", 62)]
    public void A_limit_of_the_whole_app_is_told_from_those_of_an_account_and_of_a_token(
        string headers,
        string? limit,
        double seconds
    )
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        Add(response, headers);

        Assert.Equal(limit, XFaults.ScopeOf(response, "token", "app"));
        Assert.Equal(seconds, XFaults.Pause(response, DateTimeOffset.UnixEpoch)?.TotalSeconds);
    }

    private static void Add(HttpResponseMessage response, string headers)
    {
        foreach (var header in headers.Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = header.Split(": ");
            response.Headers.TryAddWithoutValidation(parts[0], parts[1]);
        }
    }

    private static List<KpiData> Map(string metrics) =>
        [
            .. XRows.Map(
                Payloads.Row(AdLevel.Campaign, Payloads.Json(metrics)) with
                {
                    First = First,
                    Dimensions = new Dictionary<string, string> { ["campaign"] = "C (1)" },
                },
                salesInMicros: false
            ),
        ];

    private static IEnumerable<JsonElement> Metrics(JsonElement body) =>
        Payloads
            .Objects(body)
            .Where(one => one.TryGetProperty("metrics", out var metrics) && metrics.ValueKind == JsonValueKind.Object)
            .Select(one => one.GetProperty("metrics"));

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;
}
