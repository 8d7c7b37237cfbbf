using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.XAds;

/// <summary>One question about the objects that were active: answered at once for campaigns, as prepared reports for posts.</summary>
/// <param name="objects">The objects of the account, read when they are needed.</param>
internal sealed class XStatistics(
    XClient client,
    AdAccount account,
    AdAsk ask,
    Func<CancellationToken, Task<AdObjects>> objects,
    TimeProvider clock
)
{
    /// <summary>Objects that one call may be about (<see href="https://docs.x.com/x-ads-api/analytics"/>).</summary>
    private const int MostIds = 20;

    /// <summary>X prepares 100 reports of an account at a time; others may want some, too.</summary>
    private const int MostJobs = 80;

    /// <summary>Conversions on websites are not answered together with other metrics.</summary>
    private static readonly string[] MetricGroups = ["ENGAGEMENT,BILLING,VIDEO", "WEB_CONVERSION"];

    private readonly AdJobs _jobs = new(
        FirstLook: TimeSpan.FromSeconds(15),
        NextLook: TimeSpan.FromSeconds(15),
        Longest: TimeSpan.FromMinutes(45),
        clock
    );

    private readonly string _answers = $"stats/accounts/{account.Id}";
    private readonly string _reports = $"stats/jobs/accounts/{account.Id}";
    private readonly string _entity = ask.Level == AdLevel.Campaign ? "CAMPAIGN" : "PROMOTED_TWEET";

    /// <exception cref="IntegrationException">As of <see cref="IAdReports.AskAsync"/>.</exception>
    public async Task<AdAnswer> AskAsync(CancellationToken cancellationToken)
    {
        if (ask.Report is { } report)
            return await LookAsync(report, cancellationToken);
        var active = await ActiveAsync(cancellationToken);
        if (ask.IsReach)
            return await ReachAsync(active.SelectMany(ids => ids).Distinct(), cancellationToken);
        var questions = Questions(active).ToList();
        if (ask is { Level: AdLevel.Ad, Campaigns: null } && questions.Count > 0)
            return await PrepareAsync(questions, cancellationToken);
        var answers = new List<JsonElement>();
        foreach (var question in questions)
            answers.Add((await client.GetAsync(_answers, question, cancellationToken)).Body);
        return await RowsAsync(answers, cancellationToken);
    }

    private async Task<AdAnswer> PrepareAsync(List<(string, string)[]> questions, CancellationToken cancellationToken)
    {
        if (questions.Count > MostJobs)
            throw new IntegrationException(IntegrationFault.Split, "X prepares fewer reports at a time.");
        var jobs = new List<string>();
        foreach (var question in questions)
        {
            var begun = await client.SendAsync(HttpMethod.Post, _reports, question, cancellationToken);
            jobs.Add(JobOf(begun.Body.Member("data")) ?? throw XFaults.Unexpected("without the number of a report"));
        }
        return _jobs.Begun(string.Join(',', jobs));
    }

    private async Task<AdAnswer> LookAsync(AdReport report, CancellationToken cancellationToken)
    {
        var asked = report.Id.Split(',');
        var ready = new Dictionary<string, string>(StringComparer.Ordinal);
        var jobs = client
            .ReadAsync(_reports, [("job_ids", report.Id)], cancellationToken)
            .Where(job => asked.Contains(JobOf(job)))
            // The cursor never ends.
            .Take(asked.Length);
        await foreach (var job in jobs.WithCancellation(cancellationToken))
        {
            if (job.Text("status") is "FAILED" or "CANCELLED")
                return AdAnswer.Failed;
            // The address can come a moment after the success.
            if (job.Text("status") == "SUCCESS" && job.Text("url") is { } url)
                ready[JobOf(job)!] = url;
        }
        if (ready.Count < asked.Length)
            return _jobs.Unready(report);
        var answers = new List<JsonElement>();
        foreach (var url in ready.Values)
            answers.Add(await client.DownloadAsync(url, cancellationToken));
        return await RowsAsync(answers, cancellationToken);
    }

    /// <summary>Which objects were active on the days, by placement and in order: the others have nothing to tell.</summary>
    private async Task<ILookup<string, string>> ActiveAsync(CancellationToken cancellationToken)
    {
        (string, string)[] query = [("entity", _entity), .. Window(ask.Days)];
        var answer = await client.GetAsync($"{_answers}/active_entities", query, cancellationToken);
        var known = ask.Campaigns is null ? null : await objects(cancellationToken);
        var active =
            from one in answer.Body.Items("data")
            let id = IdOf(one, "entity_id")
            let campaign = ask.Level == AdLevel.Campaign ? id : known?.CampaignOf(id)
            where ask.Campaigns?.Contains(campaign ?? "") != false
            from placement in one.Items("placements")
            select (Placement: placement.GetString() ?? "", Id: id);
        return active
            .Distinct()
            .OrderBy(one => one.Placement, StringComparer.Ordinal)
            .ThenBy(one => one.Id, StringComparer.Ordinal)
            .ToLookup(one => one.Placement, one => one.Id);
    }

    private IEnumerable<(string, string)[]> Questions(ILookup<string, string> active) =>
        from placement in active
        from ids in placement.Chunk(MostIds)
        from groups in MetricGroups
        select ((string, string)[])
            [
                ("entity", _entity),
                ("entity_ids", string.Join(',', ids)),
                .. Window(ask.Days),
                ("granularity", "DAY"),
                ("placement", placement.Key),
                ("metric_groups", groups),
            ];

    private async Task<AdAnswer> ReachAsync(IEnumerable<string> campaigns, CancellationToken cancellationToken)
    {
        var rows = new List<AdRow>();
        foreach (var window in ask.Spans)
        {
            foreach (var ids in campaigns.Chunk(MostIds))
            {
                (string, string)[] query = [("campaign_ids", string.Join(',', ids)), .. Window(window)];
                var answer = await client.GetAsync($"{_answers}/reach/campaigns", query, cancellationToken);
                foreach (var one in answer.Body.Items("data").Where(one => one.Number("total_audience_reach") > 0))
                    rows.Add(Row(await objects(cancellationToken), IdOf(one, "id"), window.First, one));
            }
        }
        return AdAnswer.Of(rows);
    }

    /// <summary>A row for each object, from all that the answers say of it.</summary>
    private async Task<AdAnswer> RowsAsync(List<JsonElement> answers, CancellationToken cancellationToken)
    {
        var known = await objects(cancellationToken);
        var rows =
            from entity in answers.SelectMany(answer => answer.Items("data")).GroupBy(one => IdOf(one, "id"))
            let metrics = entity.SelectMany(one => one.Items("id_data")).Select(one => one.Member("metrics"))
            let told = metrics.Where(one => one.ValueKind == JsonValueKind.Object)
            select Row(known, entity.Key, ask.Days.First, [.. told]);
        return AdAnswer.Of([.. rows]);
    }

    private AdRow Row(AdObjects known, string id, DateOnly first, params IReadOnlyList<JsonElement> parts) =>
        AdRow.Of(ask, account, parts) with
        {
            First = first,
            Dimensions = known.Dimensions(ask.Level, id),
        };

    private (string, string)[] Window(DateRange days) => XDays.Window(days, account.Zone, clock.GetUtcNow());

    /// <summary>Of the object that something is about.</summary>
    private static string IdOf(JsonElement of, string name) =>
        of.Text(name) ?? throw XFaults.Unexpected("with figures that do not say what they are about");

    /// <summary>Of a report; X sends it as a number, and not always as a text beside it.</summary>
    private static string? JobOf(JsonElement job) =>
        job.Text("id_str") ?? (job.Member("id") is { ValueKind: JsonValueKind.Number } id ? id.GetRawText() : null);
}
