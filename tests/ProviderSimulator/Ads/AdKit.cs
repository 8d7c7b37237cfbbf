using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Kit;

namespace Nexus.ProviderSimulator.Ads;

/// <summary>What the kit's ad accounts have in common, whatever the network.</summary>
internal static class AdKit
{
    /// <summary>The id of the account at every network.</summary>
    public const string Account = "77";

    /// <summary>Long enough for two slices of every stream.</summary>
    private const int Days = 40;

    /// <param name="book">Without any objects yet.</param>
    /// <param name="level">Names of the dimensions of the coarsest figures that the network tells.</param>
    public static KitAccount Fill(
        AdBook book,
        DateOnly today,
        int pages,
        Action revoke,
        string level,
        params (string Name, string Value)[] credentials
    )
    {
        var first = today.AddDays(-Days);
        AdScenarios.Demo(book, first, today);
        return new KitAccount(
            credentials.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal),
            new JsonObject
            {
                ["account"] = book.Id,
                ["backfillFrom"] = first.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            }.ToJsonString(),
            pages,
            revoke
        )
        {
            Expected =
            [
                .. book.Totals(_ => "", AdBook.Days(first, today))
                    .SelectMany(day =>
                        new KitPoint[]
                        {
                            new("ads.spend", day.First, day.Facts.Spend),
                            new("ads.impressions", day.First, day.Facts.Impressions),
                            new("ads.clicks", day.First, day.Facts.Clicks),
                        }
                    ),
            ],
            Level = level,
        };
    }
}
