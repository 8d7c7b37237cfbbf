using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.LinkedInAds;

/// <summary>Maps elements of analytics. A field that is missing is 0 there; money is a text of up to twenty digits.</summary>
internal static class LinkedInRows
{
    /// <exception cref="RawDataException">An element lacks its day or what it is about, or holds something else than a number.</exception>
    public static IEnumerable<KpiData> Map(AdRow row)
    {
        var element = row.Parts[0];
        var day = row.First ?? Day(element);
        if (row.Level != AdLevel.Account && row.Dimensions.Count == 0)
            throw new RawDataException("field_missing", "pivotValues", "The row does not say what it is about.");
        if (!row.IsReach)
            return Facts(element).Points(row, day, [.. row.Dimensions]);
        var reach = element.Number("approximateMemberReach") ?? 0;
        var frequency = reach > 0 ? element.Number("impressions") / reach : null;
        return AdFacts.Reach(row, day, reach, frequency, [.. row.Dimensions]);
    }

    private static AdFacts Facts(JsonElement element)
    {
        var leads = element.Number("oneClickLeads") ?? 0;
        return new AdFacts
        {
            Spend = element.Number("costInLocalCurrency") ?? 0,
            Impressions = element.Number("impressions") ?? 0,
            Clicks = element.Number("clicks") ?? 0,
            LinkClicks = element.Number("landingPageClicks") ?? 0,
            // Clicks and views are in it already, and leads left on LinkedIn itself are not.
            Conversions = (element.Number("externalWebsiteConversions") ?? 0) + leads,
            ConversionValue = element.Number("conversionValueInLocalCurrency") ?? 0,
            Leads = leads,
            VideoViews = element.Number("videoViews") ?? 0,
            VideoCompletions = element.Number("videoCompletions") ?? 0,
            Engagements = element.Number("totalEngagements") ?? 0,
        };
    }

    private static DateOnly Day(JsonElement element)
    {
        var start = element.Member("dateRange").Member("start");
        if (
            start.Number("year") is >= 1 and <= 9999 and { } year
            && start.Number("month") is >= 1 and <= 12 and { } month
            && start.Number("day") is >= 1 and { } day
            && day <= DateTime.DaysInMonth((int)year, (int)month)
        )
            return new((int)year, (int)month, (int)day);
        throw new RawDataException("field_missing", "dateRange.start", "The row does not say which day it is about.");
    }
}
