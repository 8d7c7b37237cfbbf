using System.Runtime.CompilerServices;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.XAds;

/// <summary>Asks for statistics of the objects that were active: at once for campaigns, as prepared reports for posts.</summary>
internal sealed class XReports(XClient client, TimeProvider clock, bool salesInMicros) : IAdReports
{
    /// <summary>Objects that one call may be about (<see href="https://docs.x.com/x-ads-api/analytics"/>).</summary>
    private const int MostIds = 20;

    /// <summary>X prepares 100 reports of an account at a time; others may want some, too.</summary>
    private const int MostJobs = 80;

    /// <summary>Conversions on websites are not answered together with other metrics.</summary>
    private static readonly string[] MetricGroups = ["ENGAGEMENT,BILLING,VIDEO", "WEB_CONVERSION"];

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestReport = TimeSpan.FromMinutes(45);

    private Task<XDirectory>? _directory;

    /// <summary>
    /// Billing is settled within 14 days and conversions are credited for up to 30; older figures never change. An account
    /// has no spend of its own, so its figures are those of its campaigns.
    /// </summary>
    public static AdTerms ReadingTerms { get; } =
        new(LookBack: 30, History: 3 * 365)
        {
            Levels = new Dictionary<AdLevel, IReadOnlyList<string>>
            {
                [AdLevel.Campaign] = [AdDimensions.Campaign],
                [AdLevel.Ad] = [AdDimensions.Campaign, AdDimensions.Set, AdDimensions.Ad],
            },
            ReachLevels = [AdLevel.Campaign],
            SliceDays = level => level == AdLevel.Ad ? 31 : 7,
        };

    public AdTerms Terms => ReadingTerms;

    public IReadOnlySet<string> KnownFields => XRows.KnownFields;

    public async IAsyncEnumerable<AdAccount> AccountsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var account in client.ReadAsync("accounts", [], cancellationToken))
            yield return Account(account, "USD", null);
    }

    /// <remarks>An account has no currency; its funding instruments have.</remarks>
    public async Task<AdAccount> AccountAsync(string id, CancellationToken cancellationToken)
    {
        var (body, at) = await client.SendAsync(HttpMethod.Get, $"accounts/{id}", [], cancellationToken);
        string? currency = null;
        await foreach (var one in client.ReadAsync($"accounts/{id}/funding_instruments", [], cancellationToken))
            currency ??= one.Text("currency");
        return currency is null
            ? throw new IntegrationException(
                IntegrationFault.Misconfigured,
                "The ad account has no funding instrument, so it has no currency and no figures yet."
            )
            : Account(body.GetProperty("data"), currency, at);
    }

    public async Task<AdAnswer> AskAsync(AdAccount account, AdAsk ask, CancellationToken cancellationToken)
    {
        if (ask.Report is { } report)
            return await LookAsync(account, ask, report, cancellationToken);
        var active = await ActiveAsync(account, ask, cancellationToken);
        if (ask.IsReach)
            return AdAnswer.Of(await ReachAsync(account, ask, active, cancellationToken));
        var questions = Questions(account, ask, active);
        if (ask is not { Level: AdLevel.Ad, Campaigns: null })
        {
            var parts = new Dictionary<string, List<JsonElement>>(StringComparer.Ordinal);
            foreach (var question in questions)
                Collect(
                    parts,
                    (
                        await client.SendAsync(
                            HttpMethod.Get,
                            $"stats/accounts/{account.Id}",
                            question,
                            cancellationToken
                        )
                    ).Body
                );
            return AdAnswer.Of(await RowsAsync(account, ask, parts, cancellationToken));
        }
        if (questions.Count == 0)
            return AdAnswer.Of([]);
        if (questions.Count > MostJobs)
            throw new IntegrationException(IntegrationFault.Split, "X prepares fewer reports at a time.");
        var jobs = new List<string>();
        foreach (var question in questions)
        {
            var (body, _) = await client.SendAsync(
                HttpMethod.Post,
                $"stats/jobs/accounts/{account.Id}",
                question,
                cancellationToken
            );
            jobs.Add(
                body.GetProperty("data").Text("id_str") ?? throw XFaults.Unexpected("without the number of a report")
            );
        }
        return AdAnswer.Later(new(string.Join(',', jobs), clock.GetUtcNow()), Look);
    }

    public async Task<IReadOnlyDictionary<string, string>> CampaignsAsync(
        AdAccount account,
        DateRange days,
        CancellationToken cancellationToken
    ) => (await DirectoryAsync(account, cancellationToken)).Campaigns;

    public IEnumerable<KpiData> Map(AdRow row) => XRows.Map(row, salesInMicros);

    private async Task<AdAnswer> LookAsync(
        AdAccount account,
        AdAsk ask,
        AdReport report,
        CancellationToken cancellationToken
    )
    {
        var asked = report.Id.Split(',');
        var ready = new Dictionary<string, string>(StringComparer.Ordinal);
        var seen = 0;
        var query = new[] { ("job_ids", report.Id) };
        await foreach (var job in client.ReadAsync($"stats/jobs/accounts/{account.Id}", query, cancellationToken))
        {
            if (job.Text("id_str") is not { } id || !asked.Contains(id))
                continue;
            if (job.Text("status") is "FAILED" or "CANCELLED")
                return AdAnswer.Failed;
            // The address can come a moment after the success.
            if (job.Text("status") == "SUCCESS" && job.Text("url") is { } url)
                ready[id] = url;
            // The cursor never ends.
            if (++seen == asked.Length)
                break;
        }
        if (ready.Count < asked.Length)
            return clock.GetUtcNow() - report.Begun > LongestReport ? AdAnswer.Failed : AdAnswer.Later(report, Look);
        var parts = new Dictionary<string, List<JsonElement>>(StringComparer.Ordinal);
        foreach (var url in ready.Values)
            Collect(parts, await client.DownloadAsync(url, cancellationToken));
        return AdAnswer.Of(await RowsAsync(account, ask, parts, cancellationToken));
    }

    /// <summary>Which objects were active on the days, by placement: the others have nothing to tell.</summary>
    private async Task<Dictionary<string, SortedSet<string>>> ActiveAsync(
        AdAccount account,
        AdAsk ask,
        CancellationToken cancellationToken
    )
    {
        var (start, end) = XDays.Window(ask.Days, account.Zone, clock.GetUtcNow());
        var query = new[] { ("entity", Entity(ask.Level)), ("start_time", start), ("end_time", end) };
        var (body, _) = await client.SendAsync(
            HttpMethod.Get,
            $"stats/accounts/{account.Id}/active_entities",
            query,
            cancellationToken
        );
        var directory = ask.Campaigns is null ? null : await DirectoryAsync(account, cancellationToken);
        var active = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var one in body.Items("data"))
        {
            var id = one.Text("entity_id") ?? throw XFaults.Unexpected("with an active object that has no id");
            var campaign = ask.Level == AdLevel.Campaign ? id : directory?.CampaignOf(id);
            if (ask.Campaigns?.Contains(campaign ?? "") == false)
                continue;
            foreach (var placement in one.Items("placements").Select(placement => placement.GetString() ?? ""))
            {
                if (!active.TryGetValue(placement, out var ids))
                    active[placement] = ids = new SortedSet<string>(StringComparer.Ordinal);
                ids.Add(id);
            }
        }
        return active;
    }

    private List<(string, string)[]> Questions(
        AdAccount account,
        AdAsk ask,
        Dictionary<string, SortedSet<string>> active
    )
    {
        var (start, end) = XDays.Window(ask.Days, account.Zone, clock.GetUtcNow());
        return
        [
            .. from placement in active.OrderBy(one => one.Key, StringComparer.Ordinal)
            from ids in placement.Value.Chunk(MostIds)
            from groups in MetricGroups
            select new[]
            {
                ("entity", Entity(ask.Level)),
                ("entity_ids", string.Join(',', ids)),
                ("start_time", start),
                ("end_time", end),
                ("granularity", "DAY"),
                ("placement", placement.Key),
                ("metric_groups", groups),
            },
        ];
    }

    private async Task<List<AdRow>> ReachAsync(
        AdAccount account,
        AdAsk ask,
        Dictionary<string, SortedSet<string>> active,
        CancellationToken cancellationToken
    )
    {
        var directory = await DirectoryAsync(account, cancellationToken);
        var rows = new List<AdRow>();
        foreach (var first in ask.Dates.Where(day => IsStart(day, ask)))
        {
            var last = ZonedCalendar.Add(first, ask.Grain, 1).AddDays(-1);
            var window = new DateRange(first, last < ask.Days.Last ? last : ask.Days.Last);
            var (start, end) = XDays.Window(window, account.Zone, clock.GetUtcNow());
            foreach (var ids in active.Values.SelectMany(one => one).Distinct().Chunk(MostIds))
            {
                var query = new[] { ("campaign_ids", string.Join(',', ids)), ("start_time", start), ("end_time", end) };
                var (body, _) = await client.SendAsync(
                    HttpMethod.Get,
                    $"stats/accounts/{account.Id}/reach/campaigns",
                    query,
                    cancellationToken
                );
                foreach (var one in body.Items("data").Where(one => one.Number("total_audience_reach") > 0))
                    rows.Add(
                        AdRow.Of(ask, account, one) with
                        {
                            First = first,
                            Dimensions = directory.Dimensions(
                                AdLevel.Campaign,
                                one.Text("id")
                                    ?? throw XFaults.Unexpected("with reach that does not say what it is about")
                            ),
                        }
                    );
            }
        }
        return rows;
    }

    private static bool IsStart(DateOnly day, AdAsk ask) =>
        ask.Grain switch
        {
            Granularity.Week => day.DayOfWeek == DayOfWeek.Monday,
            Granularity.Month => day.Day == 1,
            _ => true,
        };

    private static void Collect(Dictionary<string, List<JsonElement>> parts, JsonElement stats)
    {
        foreach (var entity in stats.Items("data"))
        {
            var id =
                entity.Text("id") ?? throw XFaults.Unexpected("with statistics that do not say what they are about");
            if (!parts.TryGetValue(id, out var known))
                parts[id] = known = [];
            known.AddRange(
                entity
                    .Items("id_data")
                    .Where(one => one.TryGetProperty("metrics", out _))
                    .Select(one => one.GetProperty("metrics"))
            );
        }
    }

    private async Task<List<AdRow>> RowsAsync(
        AdAccount account,
        AdAsk ask,
        Dictionary<string, List<JsonElement>> parts,
        CancellationToken cancellationToken
    )
    {
        var directory = await DirectoryAsync(account, cancellationToken);
        return
        [
            .. parts.Select(entity =>
                AdRow.Of(ask, account, entity.Value) with
                {
                    First = ask.Days.First,
                    Dimensions = directory.Dimensions(ask.Level, entity.Key),
                }
            ),
        ];
    }

    private Task<XDirectory> DirectoryAsync(AdAccount account, CancellationToken cancellationToken) =>
        _directory ??= XDirectory.ReadAsync(client, account.Id, cancellationToken);

    private static string Entity(AdLevel level) => level == AdLevel.Campaign ? "CAMPAIGN" : "PROMOTED_TWEET";

    private static AdAccount Account(JsonElement account, string currency, DateTimeOffset? at) =>
        account.Text("id") is { } id && account.Text("timezone") is { } zone
            ? new(id, account.Text("name") ?? id, zone, currency) { At = at }
            : throw XFaults.Unexpected("without the time zone of the ad account");
}
