using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared;
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

    private const string AccountFields = "account_id,name,currency,timezone_name";

    private const string Facts =
        "account_currency,date_start,date_stop,impressions,clicks,inline_link_clicks,spend,inline_post_engagement,actions,"
        + "action_values,video_p100_watched_actions";

    private const string Objects = "campaign_id,campaign_name,adset_id,adset_name,ad_id,ad_name";

    private const string Reach = "account_currency,date_start,date_stop,impressions,reach";

    /// <summary>Rows of a page, fewer where Meta asks for less; then the question itself is too large.</summary>
    private readonly PageSizes _sizes = new(100, 25, 5);

    private readonly AdJobs _jobs = new(
        FirstLook: TimeSpan.FromSeconds(5),
        NextLook: TimeSpan.FromSeconds(30),
        Longest: TimeSpan.FromHours(1),
        clock
    );

    public AdTerms Terms => ReadingTerms;

    /// <remarks>Meta sends what is asked for, and no more.</remarks>
    public IReadOnlySet<string> KnownFields { get; } = $"{Facts},{Reach},{Objects}".Split(',').ToHashSet();

    public async IAsyncEnumerable<AdAccount> AccountsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new[] { ("fields", AccountFields), ("limit", "100") };
        await foreach (var account in client.ReadAsync("me/adaccounts", query, cancellationToken))
            yield return Account(account, null);
    }

    public async Task<AdAccount> AccountAsync(string id, CancellationToken cancellationToken)
    {
        var query = new[] { ("fields", AccountFields) };
        var answer = await client.SendAsync(HttpMethod.Get, $"act_{id}", query, cancellationToken);
        return Account(answer.Body, answer.At);
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

    private async Task<AdAnswer> PrepareAsync(AdAccount account, AdAsk ask, CancellationToken cancellationToken)
    {
        if (ask.Report is { } report)
            return await LookAsync(account, ask, report, cancellationToken);
        var path = $"act_{account.Id}/insights";
        var begun = await client.SendAsync(HttpMethod.Post, path, Query(ask), cancellationToken);
        return _jobs.Begun(
            begun.Body.Text("report_run_id")
                ?? throw MetaFaults.Unexpected("without the number of the report that was asked for")
        );
    }

    private async Task<AdAnswer> LookAsync(
        AdAccount account,
        AdAsk ask,
        AdReport report,
        CancellationToken cancellationToken
    )
    {
        JsonElement status;
        try
        {
            status = (await client.SendAsync(HttpMethod.Get, report.Id, [], cancellationToken)).Body;
        }
        catch (IntegrationException fault) when (fault.Fault == IntegrationFault.Misconfigured)
        {
            return _jobs.Unknown(report);
        }
        // Not the percentage, which can be 100 while Meta still works on it.
        return status.Text("async_status") switch
        {
            "Job Completed" => AdAnswer.Of(
                await RowsAsync($"{report.Id}/insights", [], account, ask, cancellationToken)
            ),
            "Job Failed" or "Job Skipped" when IsTooLarge(status) => throw new IntegrationException(
                IntegrationFault.Split,
                "Meta asks for a smaller question."
            ),
            "Job Failed" or "Job Skipped" => AdAnswer.Failed,
            _ => _jobs.Unready(report),
        };
    }

    private static bool IsTooLarge(JsonElement status) =>
        MetaFaults.IsTooLarge(
            status.Whole("error_code"),
            status.Whole("error_subcode"),
            status.Text("error_message") ?? ""
        );

    private async Task<IReadOnlyList<AdRow>> RowsAsync(
        string path,
        IReadOnlyList<(string, string)> query,
        AdAccount account,
        AdAsk ask,
        CancellationToken cancellationToken
    )
    {
        return await _sizes.AskAsync(
            async size =>
            {
                var limit = size.ToString(CultureInfo.InvariantCulture);
                var rows = new List<AdRow>();
                await foreach (var row in client.ReadAsync(path, [.. query, ("limit", limit)], cancellationToken))
                    rows.Add(
                        AdRow.Of(ask, account, row) with
                        {
                            Currency = row.Text("account_currency") ?? account.Currency,
                        }
                    );
                return rows;
            },
            cancellationToken
        );
    }

    /// <remarks>
    /// Actions are broken down by their type alone: other breakdowns split rows, and their sums are not those of Ads Manager.
    /// </remarks>
    private static List<(string, string)> Query(AdAsk ask)
    {
        var (level, names) = ask.Level switch
        {
            AdLevel.Account => ("account", ""),
            AdLevel.Campaign => ("campaign", "campaign_id,campaign_name,"),
            _ => ("ad", $"{Objects},"),
        };
        var grain = ask.Grain switch
        {
            Granularity.Week => "7",
            Granularity.Month => "monthly",
            _ => "1",
        };
        List<(string, string)> query =
        [
            ("level", level),
            ("fields", names + (ask.IsReach ? Reach : Facts)),
            ("time_range", Range(ask.Days)),
            ("time_increment", grain),
            ("action_breakdowns", "[\"action_type\"]"),
        ];
        if (ask.Campaigns is { } campaigns)
        {
            var only = new
            {
                field = "campaign.id",
                @operator = "IN",
                value = campaigns,
            };
            query.Add(("filtering", JsonSerializer.Serialize(new[] { only })));
        }
        return query;
    }

    private static string Range(DateRange days) =>
        $$"""{"since":"{{DayText.Write(days.First)}}","until":"{{DayText.Write(days.Last)}}"}""";

    private static AdAccount Account(JsonElement account, DateTimeOffset? at) =>
        account.Text("account_id") is { } id
        && account.Text("timezone_name") is { } zone
        && account.Text("currency") is { } currency
            ? new(id, account.Text("name") ?? id, zone, currency) { At = at }
            : throw MetaFaults.Unexpected("without the time zone and currency of the ad account");
}
