using System.Globalization;
using System.Text.Json.Nodes;

namespace Nexus.ProviderSimulator.Ads;

/// <summary>Ad accounts with something in them.</summary>
public static class AdScenarios
{
    /// <summary>Three campaigns of two adverts each, with figures that rise, fall and rest on Sundays.</summary>
    /// <param name="first">First day with figures.</param>
    /// <param name="last">Last day with figures.</param>
    public static void Demo(AdBook book, DateOnly first, DateOnly last, int seed = 1)
    {
        var random = new Random(seed);
        string[] names = ["Spring offer", "Newsletter sign-up", "Brand film"];
        for (var campaign = 0; campaign < names.Length; campaign++)
        {
            var campaignId = $"{100 + campaign}";
            book.AddCampaign(campaignId, names[campaign]);
            for (var ad = 0; ad < 2; ad++)
            {
                var adId = $"{1000 + (campaign * 10) + ad}";
                book.AddAd(adId, ad == 0 ? "Picture" : "Video", campaignId, $"{500 + campaign}");
                foreach (var (day, _) in AdBook.Days(first, last))
                {
                    if (day.DayOfWeek != DayOfWeek.Sunday)
                        book.Set(adId, day, Day(random, campaign));
                }
            }
        }
    }

    /// <summary>
    /// Fills an account with the 120 days to today, and says how to connect it: the last four weeks, since networks are read
    /// slowly and a backfill brings the rest.
    /// </summary>
    /// <param name="provider">As the product calls it.</param>
    internal static IReadOnlyList<JsonObject> Demonstrate(
        string provider,
        AdBook book,
        DateTimeOffset now,
        params (string Name, string Value)[] credentials
    )
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        Demo(book, today.AddDays(-120), today, provider.Length);
        return
        [
            new()
            {
                ["provider"] = provider,
                ["name"] = book.Name,
                ["credentials"] = new JsonObject(
                    credentials.Select(one => KeyValuePair.Create(one.Name, (JsonNode?)one.Value))
                ),
                ["settings"] = new JsonObject
                {
                    ["account"] = book.Id,
                    ["backfillFrom"] = today.AddDays(-27).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                },
            },
        ];
    }

    private static AdDay Day(Random random, int campaign)
    {
        var impressions = random.Next(2_000, 9_000);
        var clicks = impressions / random.Next(40, 90);
        return new(impressions, clicks, Math.Round(clicks * (0.4m + (random.Next(0, 90) / 100m)), 2))
        {
            LinkClicks = clicks * 3 / 4,
            Purchases = campaign == 0 ? clicks / 12 : 0,
            PurchaseValue = campaign == 0 ? clicks / 12 * 59.90m : 0,
            Leads = campaign == 1 ? clicks / 8 : 0,
            VideoViews = impressions / 6,
            VideoCompletions = impressions / 30,
            Engagements = clicks * 2,
            People = (random.Next(0, 5_000), impressions * 4 / 5),
        };
    }
}
