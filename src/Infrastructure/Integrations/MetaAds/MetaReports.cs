using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.MetaAds;

/// <summary>Asks for insights: at once for accounts and campaigns, as a prepared report for ads.</summary>
internal sealed class MetaReports(MetaClient client, TimeProvider clock) : IAdReports
{
    /// <summary>
    /// Conversions are credited to the day of the click for 28 days, and rows are kept for 37 months
    /// (<see href="https://developers.facebook.com/docs/marketing-api/insights"/>).
    /// </summary>
    public static AdTerms ReadingTerms { get; } =
        new(LookBack: 28, History: 37 * 30)
        {
            Levels = new Dictionary<AdLevel, IReadOnlyList<string>>
            {
                [AdLevel.Account] = [],
                [AdLevel.Campaign] = [AdDimensions.Campaign],
                [AdLevel.Ad] = [AdDimensions.Campaign, AdDimensions.Set, AdDimensions.Ad],
            },
            ReachLevels = [AdLevel.Account, AdLevel.Campaign],
            SliceDays = level => level == AdLevel.Account ? 31 : 7,
        };

    private const string Facts =
        "account_currency,date_start,date_stop,impressions,clicks,inline_link_clicks,spend,inline_post_engagement,actions,"
        + "action_values,video_p100_watched_actions";

    private const string Objects = "campaign_id,campaign_name,adset_id,adset_name,ad_id,ad_name";

    private const string Reach = "account_currency,date_start,date_stop,impressions,reach";

    /// <summary>Rows of a page, fewer where Meta asks for less; then the question itself is too large.</summary>
    private static readonly int[] PageSizes = [100, 25, 5];

    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan NextLook = TimeSpan.FromSeconds(30);

    /// <summary>Reports can stay at 100 % for ever.</summary>
    private static readonly TimeSpan LongestReport = TimeSpan.FromHours(1);

    public AdTerms Terms => ReadingTerms;

    /// <remarks>Meta sends what is asked for, and no more.</remarks>
    public IReadOnlySet<string> KnownFields { get; } = $"{Facts},{Reach},{Objects}".Split(',').ToHashSet();

    public async IAsyncEnumerable<AdAccount> AccountsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new[] { ("fields", "account_id,name,currency,timezone_name"), ("limit", "100") };
        await foreach (var account in client.ReadAsync("me/adaccounts", query, cancellationToken))
            yield return Account(account, null);
    }

    public async Task<AdAccount> AccountAsync(string id, CancellationToken cancellationToken)
    {
        var (account, at) = await client.SendAsync(
            HttpMethod.Get,
            $"act_{id}",
            [("fields", "account_id,name,currency,timezone_name")],
            cancellationToken
        );
        return Account(account, at);
    }

    public async Task<AdAnswer> AskAsync(AdAccount account, AdAsk ask, CancellationToken cancellationToken)
    {
        if (ask is { Level: AdLevel.Ad, Campaigns: null })
            return await PrepareAsync(account, ask, cancellationToken);
        return AdAnswer.Of(await RowsAsync($"act_{account.Id}/insights", Query(ask), account, ask, cancellationToken));
    }

    public async Task<IReadOnlyDictionary<string, string>> CampaignsAsync(
        AdAccount account,
        DateRange days,
        CancellationToken cancellationToken
    )
    {
        var query = new[]
        {
            ("level", "campaign"),
            ("fields", "campaign_id,campaign_name"),
            ("time_range", Range(days)),
            ("limit", "100"),
        };
        var campaigns = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var row in client.ReadAsync($"act_{account.Id}/insights", query, cancellationToken))
        {
            if (row.Text("campaign_id") is { } id)
                campaigns[id] = AdDimensions.Label(row.Text("campaign_name"), id);
        }
        return campaigns;
    }

    public IEnumerable<KpiData> Map(AdRow row) => MetaRows.Map(row);

    /// <summary>Asks for a report, or looks after one; its id is all that is kept in between.</summary>
    private async Task<AdAnswer> PrepareAsync(AdAccount account, AdAsk ask, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (ask.Report is not { } report)
        {
            var (begun, _) = await client.SendAsync(
                HttpMethod.Post,
                $"act_{account.Id}/insights",
                Query(ask),
                cancellationToken
            );
            return begun.Text("report_run_id") is { } id
                ? AdAnswer.Later(new(id, now), FirstLook)
                : throw MetaFaults.Unexpected("without the number of the report that was asked for");
        }
        JsonElement status;
        try
        {
            (status, _) = await client.SendAsync(HttpMethod.Get, report.Id, [], cancellationToken);
        }
        catch (IntegrationException fault) when (fault.Fault == IntegrationFault.Misconfigured)
        {
            // Not there: too new for the server that was reached, or so old that Meta has thrown it away.
            return now - report.Begun < TimeSpan.FromMinutes(2) ? AdAnswer.Later(report, FirstLook) : AdAnswer.Failed;
        }
        // Not the percentage, which can be 100 while Meta still works on it.
        switch (status.Text("async_status"))
        {
            case "Job Completed":
                return AdAnswer.Of(await RowsAsync($"{report.Id}/insights", [], account, ask, cancellationToken));
            case "Job Failed" or "Job Skipped":
                return MetaFaults.IsTooLarge(
                    (int?)status.Number("error_code"),
                    (int?)status.Number("error_subcode"),
                    status.Text("error_message") ?? ""
                )
                    ? throw new IntegrationException(IntegrationFault.Split, "Meta asks for a smaller question.")
                    : AdAnswer.Failed;
            default:
                return now - report.Begun > LongestReport ? AdAnswer.Failed : AdAnswer.Later(report, NextLook);
        }
    }

    private async Task<IReadOnlyList<AdRow>> RowsAsync(
        string path,
        IReadOnlyList<(string, string)> query,
        AdAccount account,
        AdAsk ask,
        CancellationToken cancellationToken
    )
    {
        for (var size = 0; ; size++)
        {
            var limit = PageSizes[size].ToString(CultureInfo.InvariantCulture);
            try
            {
                var rows = new List<AdRow>();
                await foreach (var row in client.ReadAsync(path, [.. query, ("limit", limit)], cancellationToken))
                    rows.Add(
                        AdRow.Of(ask, account, row) with
                        {
                            Currency = row.Text("account_currency") ?? account.Currency,
                        }
                    );
                return rows;
            }
            catch (IntegrationException fault)
                when (fault.Fault == IntegrationFault.Split && size + 1 < PageSizes.Length)
            {
                // The next page size is tried.
            }
        }
    }

    /// <remarks>
    /// Actions are broken down by their type alone: other breakdowns split rows, and their sums are not those of Ads Manager.
    /// </remarks>
    private static List<(string, string)> Query(AdAsk ask)
    {
        var names = ask.Level switch
        {
            AdLevel.Account => "",
            AdLevel.Campaign => "campaign_id,campaign_name,",
            _ => "campaign_id,campaign_name,adset_id,adset_name,ad_id,ad_name,",
        };
        List<(string, string)> query =
        [
            (
                "level",
                ask.Level switch
                {
                    AdLevel.Account => "account",
                    AdLevel.Campaign => "campaign",
                    _ => "ad",
                }
            ),
            ("fields", names + (ask.IsReach ? Reach : Facts)),
            ("time_range", Range(ask.Days)),
            (
                "time_increment",
                ask.Grain switch
                {
                    Granularity.Week => "7",
                    Granularity.Month => "monthly",
                    _ => "1",
                }
            ),
            ("action_breakdowns", "[\"action_type\"]"),
        ];
        if (ask.Campaigns is { } campaigns)
            query.Add(
                (
                    "filtering",
                    JsonSerializer.Serialize(
                        new[]
                        {
                            new
                            {
                                field = "campaign.id",
                                @operator = "IN",
                                value = campaigns,
                            },
                        }
                    )
                )
            );
        return query;
    }

    private static string Range(DateRange days) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"since":"{{days.First:yyyy-MM-dd}}","until":"{{days.Last:yyyy-MM-dd}}"}"""
        );

    private static AdAccount Account(JsonElement account, DateTimeOffset? at) =>
        account.Text("account_id") is { } id
        && account.Text("timezone_name") is { } zone
        && account.Text("currency") is { } currency
            ? new(id, account.Text("name") ?? id, zone, currency) { At = at }
            : throw MetaFaults.Unexpected("without the time zone and currency of the ad account");
}
