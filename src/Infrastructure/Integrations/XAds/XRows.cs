using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.XAds;

/// <summary>Maps the series of one object: a value a day, in one array a metric; its parts are placements and groups of metrics.</summary>
/// <remarks>An array that is null stands for zeros. Money is in millionths of the currency, whichever it is.</remarks>
internal static class XRows
{
    private const decimal Micro = 1_000_000m;

    /// <summary>Metrics of the groups that are asked for (<see href="https://docs.x.com/x-ads-api/analytics/metrics"/>), and reach.</summary>
    public static readonly IReadOnlySet<string> KnownFields = """
        engagements impressions retweets replies likes follows unfollows card_engagements clicks app_clicks url_clicks
        qualified_impressions carousel_swipes poll_card_vote tweets_send media_views media_engagements
        billed_engagements billed_charge_local_micro
        video_total_views video_views_25 video_views_50 video_views_75 video_views_100 video_cta_clicks
        video_content_starts video_mrc_views video_3s100pct_views video_6s_views video_15s_views
        conversion_purchases conversion_sign_ups conversion_site_visits conversion_downloads conversion_custom
        conversion_add_to_cart conversion_content_view conversion_checkout_initiated conversion_search
        conversion_subscribe conversion_added_payment_infos conversion_add_to_wishlist conversion_lead
        id total_audience_reach average_frequency
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToHashSet();

    /// <param name="salesInMicros">Whether the value of conversions is in millionths, too.</param>
    /// <exception cref="RawDataException">Days or dimensions are missing, or something else than numbers is among the series.</exception>
    public static IEnumerable<KpiData> Map(AdRow row, bool salesInMicros)
    {
        if (row.First is not { } first || row.Dimensions.Count == 0)
            throw new RawDataException("field_missing", "id", "The row does not say what it is about.");
        List<KeyValuePair<string, string>> dimensions = [.. row.Dimensions];
        if (row.IsReach)
            return AdFacts.Reach(
                row,
                first,
                row.Parts[0].Number("total_audience_reach") ?? 0,
                row.Parts[0].Number("average_frequency"),
                dimensions
            );
        var length = row.Parts.Select(Length).DefaultIfEmpty(0).Max();
        return Enumerable
            .Range(0, length)
            .Select(index => (Day: first.AddDays(index), Facts: Facts(row.Parts, index, salesInMicros ? Micro : 1m)))
            // Arrays cover days on which the object did not exist.
            .Where(one => one.Facts != Nothing)
            .SelectMany(one => one.Facts.Points(row, one.Day, dimensions));
    }

    private static readonly AdFacts Nothing = Facts([], 0, 1m);

    private static AdFacts Facts(IReadOnlyList<JsonElement> parts, int index, decimal saleUnit)
    {
        return new()
        {
            Spend = Of("billed_charge_local_micro") / Micro,
            Impressions = Of("impressions"),
            Clicks = Of("clicks"),
            LinkClicks = Of("url_clicks"),
            Engagements = Of("engagements"),
            VideoViews = Of("video_total_views"),
            VideoCompletions = Of("video_views_100"),
            Purchases = Of("conversion_purchases", "metric"),
            Leads = Of("conversion_sign_ups", "metric"),
            Conversions = Of("conversion_purchases", "metric") + Of("conversion_custom", "metric"),
            ConversionValue =
                (Of("conversion_purchases", "sale_amount") + Of("conversion_custom", "sale_amount")) / saleUnit,
        };

        decimal Of(params ReadOnlySpan<string> path) => Sum(parts, index, path);
    }

    private static decimal Sum(IReadOnlyList<JsonElement> parts, int index, params ReadOnlySpan<string> path)
    {
        var sum = 0m;
        foreach (var part in parts)
        {
            var at = part;
            foreach (var name in path)
                at = at.Member(name);
            if (at.ValueKind == JsonValueKind.Array && index < at.GetArrayLength())
                sum += at[index].AsNumber(path[0]) ?? 0;
            else if (at.ValueKind is not (JsonValueKind.Array or JsonValueKind.Undefined))
                throw new RawDataException("not_a_series", path[0], "The field is not a list of numbers.");
        }
        return sum;
    }

    /// <summary>Of the longest array, at whatever depth.</summary>
    private static int Length(JsonElement metrics) =>
        metrics.ValueKind switch
        {
            JsonValueKind.Array => metrics.GetArrayLength(),
            _ => metrics.Members().Max(metric => (int?)Length(metric.Value)) ?? 0,
        };
}
