using System.Net;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.LinkedInAds;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;
using Nexus.Infrastructure.Tests.Integrations.Shared;
using Nexus.Infrastructure.Tests.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Tests.Integrations.LinkedInAds;

public sealed class LinkedInRowsTests
{
    /// <summary>Seconds from the noon of the scene to a minute after midnight.</summary>
    private const double ToMidnight = (12 * 60 * 60) + 60;

    [Fact]
    public void Money_keeps_every_digit_and_ratios_are_those_of_sums()
    {
        List<KpiData> points =
        [
            .. Map(Row(2, """ "costInLocalCurrency":"209.449","impressions":19090,"clicks":100 """)),
            .. Map(Row(3, """ "costInLocalCurrency":"509.980","impressions":20210,"clicks":408 """)),
        ];

        Assert.Equal(
            (719.429m, 39300m, 508m),
            (points.Sum("ads.spend"), points.Sum("ads.impressions"), points.Sum("ads.clicks"))
        );
        Assert.Equal(1.29262087m, decimal.Round(points.Ratio("ads.ctr")!.Value, 8));
        Assert.Equal(1.41619882m, decimal.Round(points.Ratio("ads.cpc")!.Value, 8));
        Assert.Equal(18.3060814m, decimal.Round(points.Ratio("ads.cpm")!.Value, 7));
    }

    [Theory]
    [InlineData("576.05000000000014868")]
    [InlineData("-0.000000000000000002")]
    public void Twenty_digits_survive(string text) =>
        Assert.Equal(
            decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture),
            Map(Row(2, $"\"costInLocalCurrency\":\"{text}\"")).Sum("ads.spend")
        );

    [Fact]
    public void Money_in_scientific_form_is_money() =>
        Assert.Equal(-0.000000000000000002m, Map(Row(2, "\"costInLocalCurrency\":\"-2E-18\"")).Sum("ads.spend"));

    [Fact]
    public void A_lead_left_on_the_network_is_a_conversion_and_a_conversion_is_not_counted_by_its_parts()
    {
        var points = Map(
            Row(
                2,
                """ "externalWebsiteConversions":5,"externalWebsitePostClickConversions":3,"externalWebsitePostViewConversions":2,"oneClickLeads":4 """
            )
        );

        Assert.Equal((9m, 4m), (points.Sum("ads.conversions"), points.Sum("ads.leads")));
    }

    [Theory]
    [InlineData("""{"clicks":1}""", "dateRange.start")]
    [InlineData("""{"dateRange":{"start":{"year":2026,"month":13,"day":1}}}""", "dateRange.start")]
    [InlineData("""{"dateRange":{"start":{"year":2026,"month":2,"day":30}}}""", "dateRange.start")]
    [InlineData("""{"dateRange":{"start":{"year":2026,"month":2,"day":3}},"clicks":"many"}""", "clicks")]
    public void A_row_that_lacks_what_is_documented_is_rejected_by_the_field(string row, string field) =>
        Assert.Equal(field, Assert.Throws<RawDataException>(() => Map(Payloads.Json(row))).Field);

    [Fact]
    public void Every_row_of_the_payloads_is_read()
    {
        var rows = Payloads
            .All("linkedin")
            .SelectMany(file => Payloads.Objects(file.Body))
            .Where(row => row.TryGetProperty("dateRange", out _))
            .ToList();

        Assert.All(rows, row => Assert.NotEmpty(Map(row)));
        Assert.True(rows.Count >= 6 || Nexus.Testing.Repository.SharedFixtures is null);
    }

    [Fact]
    public void Addresses_are_encoded_as_the_published_examples_are()
    {
        if (Payloads.Read("linkedin/restli_url_vectors.json") is not { } vectors)
            return;
        foreach (var vector in vectors.EnumerateArray())
        {
            var query = RestLi.Query([
                ("q", Text(vector, "q")),
                ("timeGranularity", Text(vector, "timeGranularity")),
                ("dateRange", RestLi.Days(new(Day(vector, "start"), Day(vector, "end")))),
                (
                    "accounts",
                    RestLi.List(vector.Items("accounts").Select(id => RestLi.Urn("sponsoredAccount", id.GetString()!)))
                ),
                ("pivot", Text(vector, "pivot")),
                ("fields", string.Join(',', vector.Items("fields").Select(field => field.GetString()))),
            ]);

            Assert.Equal(Text(vector, "expected_path"), $"/adAnalytics?{query}");
            Assert.EndsWith(
                query,
                new Uri($"https://api.linkedin.com/rest/adAnalytics?{query}").AbsoluteUri,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void Refusals_are_told_apart()
    {
        if (Payloads.Read("linkedin/errors.json") is not { } errors)
            return;
        foreach (var error in errors.EnumerateArray())
        {
            var expected = Text(error, "expect") switch
            {
                "config_error_bump_version" => IntegrationFault.UpgradeRequired,
                "refresh_then_reauth" => IntegrationFault.NeedsReauthorisation,
                "encoding_bug" => IntegrationFault.UnexpectedResponse,
                _ => IntegrationFault.RateLimited,
            };
            var status = (HttpStatusCode)error.GetProperty("http_status").GetInt32();
            Assert.Equal(expected, LinkedInFaults.Of(Refusals.Of(status, error.GetProperty("body"))).Fault);
        }
    }

    [Theory]
    [InlineData("More than 45 million metric values were requested in a 5-minute window.", 330.0)]
    [InlineData("Resource level throttle APPLICATION DAY limit for calls to this resource is reached.", ToMidnight)]
    [InlineData("Resource level throttle APPLICATION_AND_MEMBER DAY limit for calls is reached.", ToMidnight)]
    [InlineData("Resource level throttle limit for calls to this resource is reached.", null)]
    public void How_long_to_wait_is_in_the_words_of_the_refusal(string message, double? seconds)
    {
        using var response = Refused(message);

        Assert.Equal(seconds, LinkedInFaults.Pause(response, AdScene.Start)?.TotalSeconds);
    }

    [Theory]
    [InlineData("Resource level throttle APPLICATION DAY limit for calls to this resource is reached.", true)]
    [InlineData("Resource level throttle APPLICATION_AND_MEMBER DAY limit for calls is reached.", false)]
    [InlineData("More than 45 million metric values were requested in a 5-minute window.", false)]
    public void A_limit_of_the_whole_app_is_told_from_that_of_one_member(string message, bool isOfApp)
    {
        using var response = Refused(message);

        Assert.Equal(isOfApp, LinkedInFaults.IsOfApp(response));
    }

    private static HttpResponseMessage Refused(string message) =>
        new(HttpStatusCode.TooManyRequests)
        {
            Content = new StringContent(JsonSerializer.Serialize(new { status = 429, message })),
        };

    private static List<KpiData> Map(JsonElement row) => [.. LinkedInRows.Map(Payloads.Row(AdLevel.Account, row))];

    private static JsonElement Row(int day, string fields) =>
        Payloads.Json($$$"""{"dateRange":{"start":{"year":2023,"month":1,"day":{{{day}}}}},{{{fields}}}}""");

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;

    private static DateOnly Day(JsonElement of, string name) =>
        DateOnly.ParseExact(Text(of, name), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
