using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.LinkedInAds;

/// <summary>Asks for analytics by one pivot at a time, in questions whose answers LinkedIn does not cut off.</summary>
internal sealed class LinkedInReports(LinkedInClient client) : IAdReports
{
    /// <summary>
    /// Rows after which LinkedIn cuts an answer off, silently
    /// (<see href="https://learn.microsoft.com/linkedin/marketing/integrations/ads-reporting/ads-reporting"/>).
    /// </summary>
    public const int MostRows = 15_000;

    private const string FactFields =
        "dateRange,pivotValues,impressions,clicks,landingPageClicks,costInLocalCurrency,externalWebsiteConversions,"
        + "conversionValueInLocalCurrency,oneClickLeads,videoViews,videoCompletions,totalEngagements";

    private const string ReachFields = "dateRange,pivotValues,impressions,approximateMemberReach";

    private Task<AdObjects>? _objects;

    /// <summary>Days are UTC's. Conversions are credited back for up to 30 days by default; daily rows are kept for ten years.</summary>
    public static AdTerms ReadingTerms { get; } =
        new(LookBack: 30, History: 10 * 365)
        {
            Levels = new Dictionary<AdLevel, IReadOnlyList<string>>
            {
                [AdLevel.Account] = [],
                [AdLevel.Campaign] = [AdDimensions.Campaign],
                [AdLevel.Ad] = [AdDimensions.Group, AdDimensions.Campaign, AdDimensions.Ad],
            },
            ReachLevels = [AdLevel.Account, AdLevel.Campaign],
            SliceDays = level => level == AdLevel.Ad ? 16 : 31,
        };

    public AdTerms Terms => ReadingTerms;

    /// <remarks>LinkedIn sends what is asked for, and no more.</remarks>
    public IReadOnlySet<string> KnownFields { get; } = $"{FactFields},{ReachFields}".Split(',').ToHashSet();

    public async IAsyncEnumerable<AdAccount> AccountsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var account in client.SearchAsync("adAccounts", "q=search&pageSize=500", cancellationToken))
            yield return Account(account, null);
    }

    public async Task<AdAccount> AccountAsync(string id, CancellationToken cancellationToken)
    {
        var answer = await client.GetAsync($"adAccounts/{id}", "", cancellationToken);
        return Account(answer.Body, answer.At);
    }

    public async Task<AdAnswer> AskAsync(AdAccount account, AdAsk ask, CancellationToken cancellationToken)
    {
        var rows = new List<AdRow>();
        // There is no weekly granularity, so a week is asked for as a whole.
        foreach (var window in ask.Grain == Granularity.Week ? ask.Spans : [ask.Days])
        {
            var elements = await client.ElementsAsync("adAnalytics", Query(account, ask, window), cancellationToken);
            if (elements.Count >= MostRows)
                throw new IntegrationException(IntegrationFault.Split, "LinkedIn cuts off answers of this length.");
            foreach (var element in elements)
                rows.Add(
                    AdRow.Of(ask, account, element) with
                    {
                        First = ask.Grain == Granularity.Day ? null : window.First,
                        Dimensions = await DimensionsAsync(account, ask.Level, element, cancellationToken),
                    }
                );
        }
        return AdAnswer.Of(rows);
    }

    public async Task<IReadOnlyDictionary<string, string>> CampaignsAsync(
        AdAccount account,
        DateRange days,
        CancellationToken cancellationToken
    ) => (await ObjectsAsync(account, cancellationToken)).Campaigns;

    public IEnumerable<KpiData> Map(AdRow row) => LinkedInRows.Map(row);

    /// <summary>The query of one call; the order of its parts is of no account, their encoding is.</summary>
    public static string Query(AdAccount account, AdAsk ask, DateRange days)
    {
        var grain = ask.Grain switch
        {
            Granularity.Day => "DAILY",
            Granularity.Month => "MONTHLY",
            _ => "ALL",
        };
        var pivot = ask.Level switch
        {
            AdLevel.Account => "ACCOUNT",
            AdLevel.Campaign => "CAMPAIGN",
            _ => "CREATIVE",
        };
        List<(string, string)> parts =
        [
            ("q", "analytics"),
            ("timeGranularity", grain),
            ("dateRange", RestLi.Days(days)),
            ("accounts", RestLi.List([RestLi.Urn("sponsoredAccount", account.Id)])),
            ("pivot", pivot),
            ("fields", ask.IsReach ? ReachFields : FactFields),
        ];
        if (ask.Campaigns is { } campaigns)
            parts.Add(("campaigns", RestLi.List(campaigns.Select(id => RestLi.Urn("sponsoredCampaign", id)))));
        return RestLi.Query(parts);
    }

    private async Task<IReadOnlyDictionary<string, string>> DimensionsAsync(
        AdAccount account,
        AdLevel level,
        JsonElement element,
        CancellationToken cancellationToken
    )
    {
        if (
            level == AdLevel.Account
            || element.Items("pivotValues").FirstOrDefault() is not { ValueKind: JsonValueKind.String } pivot
        )
            return new Dictionary<string, string>();
        var objects = await ObjectsAsync(account, cancellationToken);
        return objects.Dimensions(level, RestLi.IdOf(pivot.GetString()!));
    }

    private Task<AdObjects> ObjectsAsync(AdAccount account, CancellationToken cancellationToken)
    {
        return _objects ??= AdObjects.ReadAsync(
            [
                List(AdDimensions.Group, "adCampaignGroups", "q=search&pageSize=500", null),
                List(AdDimensions.Campaign, "adCampaigns", "q=search&pageSize=500", "campaignGroup"),
                List(AdDimensions.Ad, "creatives", "q=criteria&pageSize=100", "campaign"),
            ],
            cancellationToken
        );

        AdObjectList List(string level, string list, string query, string? parent) =>
            new(
                level,
                client.SearchAsync($"adAccounts/{account.Id}/{list}", query, cancellationToken),
                one => (Id(one), one.Text("name"), parent is null ? null : RestLi.IdOf(one.Text(parent) ?? ""))
            );
    }

    private static AdAccount Account(JsonElement account, DateTimeOffset? at) =>
        Id(account) is { } id && account.Text("currency") is { } currency
            ? new(id, account.Text("name") ?? id, "UTC", currency) { At = at }
            : throw LinkedInFaults.Unexpected("without the id and currency of the ad account");

    /// <summary>Ids come as numbers or as URNs.</summary>
    private static string? Id(JsonElement of) =>
        of.Text("id") is { } urn ? RestLi.IdOf(urn)
        : of.Number("id") is { } number ? number.ToString(CultureInfo.InvariantCulture)
        : null;
}
