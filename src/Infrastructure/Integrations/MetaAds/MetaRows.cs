using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.MetaAds;

/// <summary>Maps rows of insights.</summary>
/// <remarks>
/// <c>actions</c> lists the same event under several names, some of which contain others, so each event is counted by one
/// of its names. Numbers are texts, money is in major units, and what did not happen is left out.
/// </remarks>
internal static class MetaRows
{
    /// <summary>Events that are conversions: the names that have no part in common, else the name that holds them all.</summary>
    private static readonly (string[] Parts, string[] Wholes)[] Conversions =
    [
        (["onsite_conversion.purchase", "offsite_conversion.fb_pixel_purchase"], ["omni_purchase", "purchase"]),
        (["onsite_conversion.lead_grouped", "offsite_conversion.fb_pixel_lead"], ["lead"]),
        (["offsite_conversion.fb_pixel_custom"], []),
    ];

    private static readonly string[] Purchases =
    [
        "omni_purchase",
        "purchase",
        "offsite_conversion.fb_pixel_purchase",
        "onsite_conversion.purchase",
    ];

    /// <exception cref="RawDataException">A row lacks its day or what it is about, or holds something else than a number.</exception>
    public static IEnumerable<KpiData> Map(AdRow row)
    {
        var insight = row.Parts[0];
        var day = Day(insight);
        var dimensions = Dimensions(row.Level, insight);
        if (!row.IsReach)
            return Facts(insight).Points(row, day, dimensions);
        // Meta's own frequency is rounded.
        var reach = insight.Number("reach") ?? 0;
        var frequency = reach > 0 ? insight.Number("impressions") / reach : null;
        return AdFacts.Reach(row, day, reach, frequency, dimensions);
    }

    private static AdFacts Facts(JsonElement insight)
    {
        var actions = Values(insight, "actions");
        var values = Values(insight, "action_values");
        return new AdFacts
        {
            Spend = insight.Number("spend") ?? 0,
            Impressions = insight.Number("impressions") ?? 0,
            Clicks = insight.Number("clicks") ?? 0,
            // Not the action link_click, which is missing where the scalar is there.
            LinkClicks = insight.Number("inline_link_clicks") ?? 0,
            Engagements = insight.Number("inline_post_engagement") ?? 0,
            Conversions = Conversions.Sum(name => Once(actions, name)),
            ConversionValue = Conversions.Sum(name => Once(values, name)),
            Purchases = First(actions, Purchases),
            Leads = actions.TryGetValue("lead", out var leads) ? leads : Sum(actions, Conversions[1].Parts),
            VideoViews = First(actions, ["video_view"]),
            VideoCompletions = Values(insight, "video_p100_watched_actions").Values.Sum(),
        };
    }

    private static decimal Once(Dictionary<string, decimal> actions, (string[] Parts, string[] Wholes) name) =>
        name.Parts.Any(actions.ContainsKey) ? Sum(actions, name.Parts) : First(actions, name.Wholes);

    private static decimal Sum(Dictionary<string, decimal> actions, string[] types) =>
        types.Sum(type => actions.GetValueOrDefault(type));

    private static decimal First(Dictionary<string, decimal> actions, string[] types) =>
        actions.GetValueOrDefault(types.FirstOrDefault(actions.ContainsKey) ?? "");

    /// <summary>Values by type of action, under the ad set's own attribution setting; other windows are other keys of a row.</summary>
    private static Dictionary<string, decimal> Values(JsonElement insight, string field)
    {
        var values = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var action in insight.Items(field))
        {
            if (action.Text("action_type") is { } type && action.Number("value") is { } value)
                values[type] = values.GetValueOrDefault(type) + value;
        }
        return values;
    }

    private static List<KeyValuePair<string, string>> Dimensions(AdLevel level, JsonElement insight)
    {
        List<KeyValuePair<string, string>> dimensions = [];
        if (level is not AdLevel.Account)
            dimensions.Add(Label(AdDimensions.Campaign, "campaign"));
        if (level is AdLevel.Ad)
            dimensions.AddRange([Label(AdDimensions.Set, "adset"), Label(AdDimensions.Ad, "ad")]);
        return dimensions;

        KeyValuePair<string, string> Label(string dimension, string field) =>
            new(dimension, AdDimensions.Label(insight.Text($"{field}_name"), insight.Required($"{field}_id")));
    }

    private static DateOnly Day(JsonElement insight) =>
        DayText.Read(insight.Required("date_start"))
        ?? throw new RawDataException("not_a_date", "date_start", "The row does not say which day it is about.");
}
