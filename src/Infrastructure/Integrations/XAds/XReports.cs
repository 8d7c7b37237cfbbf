using System.Runtime.CompilerServices;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
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

    private readonly AdJobs _jobs = new(
        FirstLook: TimeSpan.FromSeconds(15),
        NextLook: TimeSpan.FromSeconds(15),
        Longest: TimeSpan.FromMinutes(45),
        clock
    );

    private Task<AdObjects>? _objects;

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
        var answer = await AskAsync($"accounts/{id}", [], cancellationToken);
        var currency = await client
            .ReadAsync($"accounts/{id}/funding_instruments", [], cancellationToken)
            .Select(one => one.Text("currency"))
            .FirstOrDefaultAsync(one => one is not null, cancellationToken);
        return currency is null
            ? throw ConnectionSettings.Wrong(
                "The ad account has no funding instrument, so it has no currency and no figures yet."
            )
            : Account(answer.Body.Member("data"), currency, answer.At);
    }

    public async Task<AdAnswer> AskAsync(AdAccount account, AdAsk ask, CancellationToken cancellationToken)
    {
        if (ask.Report is { } report)
            return await LookAsync(account, ask, report, cancellationToken);
        var active = await ActiveAsync(account, ask, cancellationToken);
        if (ask.IsReach)
            return AdAnswer.Of(await ReachAsync(account, ask, active, cancellationToken));
        var questions = Questions(account, ask, active);
        if (ask is { Level: AdLevel.Ad, Campaigns: null } && questions.Count > 0)
            return await PrepareAsync(account, questions, cancellationToken);
        var answers = new List<JsonElement>();
        foreach (var question in questions)
            answers.Add((await AskAsync($"stats/accounts/{account.Id}", question, cancellationToken)).Body);
        return await RowsAsync(account, ask, answers, cancellationToken);
    }

    public async Task<IReadOnlyDictionary<string, string>> CampaignsAsync(
        AdAccount account,
        DateRange days,
        CancellationToken cancellationToken
    ) => (await ObjectsAsync(account, cancellationToken)).Campaigns;

    public IEnumerable<KpiData> Map(AdRow row) => XRows.Map(row, salesInMicros);

    private async Task<AdAnswer> PrepareAsync(
        AdAccount account,
        List<IReadOnlyList<(string, string)>> questions,
        CancellationToken cancellationToken
    )
    {
        if (questions.Count > MostJobs)
            throw new IntegrationException(IntegrationFault.Split, "X prepares fewer reports at a time.");
        var jobs = new List<string>();
        var path = $"stats/jobs/accounts/{account.Id}";
        foreach (var question in questions)
        {
            var begun = await client.SendAsync(HttpMethod.Post, path, question, cancellationToken);
            jobs.Add(JobOf(begun.Body.Member("data")) ?? throw XFaults.Unexpected("without the number of a report"));
        }
        return _jobs.Begun(string.Join(',', jobs));
    }

    private async Task<AdAnswer> LookAsync(
        AdAccount account,
        AdAsk ask,
        AdReport report,
        CancellationToken cancellationToken
    )
    {
        var asked = report.Id.Split(',');
        var ready = new Dictionary<string, string>(StringComparer.Ordinal);
        var jobs = client
            .ReadAsync($"stats/jobs/accounts/{account.Id}", [("job_ids", report.Id)], cancellationToken)
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
        return await RowsAsync(account, ask, answers, cancellationToken);
    }

    /// <summary>Which objects were active on the days, by placement and in order: the others have nothing to tell.</summary>
    private async Task<ILookup<string, string>> ActiveAsync(
        AdAccount account,
        AdAsk ask,
        CancellationToken cancellationToken
    )
    {
        var answer = await AskAsync(
            $"stats/accounts/{account.Id}/active_entities",
            [("entity", Entity(ask.Level)), .. Window(account, ask.Days)],
            cancellationToken
        );
        var objects = ask.Campaigns is null ? null : await ObjectsAsync(account, cancellationToken);
        var active =
            from one in answer.Body.Items("data")
            let id = IdOf(one, "entity_id")
            let campaign = ask.Level == AdLevel.Campaign ? id : objects?.CampaignOf(id)
            where ask.Campaigns?.Contains(campaign ?? "") != false
            from placement in one.Items("placements")
            select (Placement: placement.GetString() ?? "", Id: id);
        return active
            .Distinct()
            .OrderBy(one => one.Placement, StringComparer.Ordinal)
            .ThenBy(one => one.Id, StringComparer.Ordinal)
            .ToLookup(one => one.Placement, one => one.Id);
    }

    private List<IReadOnlyList<(string, string)>> Questions(
        AdAccount account,
        AdAsk ask,
        ILookup<string, string> active
    )
    {
        var window = Window(account, ask.Days);
        return
        [
            .. from placement in active
            from ids in placement.Chunk(MostIds)
            from groups in MetricGroups
            select (IReadOnlyList<(string, string)>)
                [
                    ("entity", Entity(ask.Level)),
                    ("entity_ids", string.Join(',', ids)),
                    .. window,
                    ("granularity", "DAY"),
                    ("placement", placement.Key),
                    ("metric_groups", groups),
                ],
        ];
    }

    private async Task<List<AdRow>> ReachAsync(
        AdAccount account,
        AdAsk ask,
        ILookup<string, string> active,
        CancellationToken cancellationToken
    )
    {
        var objects = await ObjectsAsync(account, cancellationToken);
        var rows = new List<AdRow>();
        foreach (var window in ask.Spans)
        {
            foreach (var ids in active.SelectMany(ids => ids).Distinct().Chunk(MostIds))
            {
                var answer = await AskAsync(
                    $"stats/accounts/{account.Id}/reach/campaigns",
                    [("campaign_ids", string.Join(',', ids)), .. Window(account, window)],
                    cancellationToken
                );
                rows.AddRange(
                    from one in answer.Body.Items("data")
                    where one.Number("total_audience_reach") > 0
                    select AdRow.Of(ask, account, one) with
                    {
                        First = window.First,
                        Dimensions = objects.Dimensions(AdLevel.Campaign, IdOf(one, "id")),
                    }
                );
            }
        }
        return rows;
    }

    /// <summary>A row for each object, from all that the answers say of it.</summary>
    private async Task<AdAnswer> RowsAsync(
        AdAccount account,
        AdAsk ask,
        IEnumerable<JsonElement> answers,
        CancellationToken cancellationToken
    )
    {
        var objects = await ObjectsAsync(account, cancellationToken);
        var rows =
            from entity in answers.SelectMany(answer => answer.Items("data")).GroupBy(one => IdOf(one, "id"))
            select AdRow.Of(ask, account, [.. entity.SelectMany(Metrics)]) with
            {
                First = ask.Days.First,
                Dimensions = objects.Dimensions(ask.Level, entity.Key),
            };
        return AdAnswer.Of([.. rows]);
    }

    private static IEnumerable<JsonElement> Metrics(JsonElement entity) =>
        entity
            .Items("id_data")
            .Select(one => one.Member("metrics"))
            .Where(one => one.ValueKind == JsonValueKind.Object);

    /// <summary>Of the object that something is about.</summary>
    private static string IdOf(JsonElement of, string name) =>
        of.Text(name) ?? throw XFaults.Unexpected("with figures that do not say what they are about");

    private (string, string)[] Window(AdAccount account, DateRange days) =>
        XDays.Window(days, account.Zone, clock.GetUtcNow());

    /// <summary>Of a report; X sends it as a number, and not always as a text beside it.</summary>
    private static string? JobOf(JsonElement job) =>
        job.Text("id_str") ?? (job.Member("id") is { ValueKind: JsonValueKind.Number } id ? id.GetRawText() : null);

    private Task<JsonAnswer> AskAsync(
        string path,
        IEnumerable<(string, string)> query,
        CancellationToken cancellationToken
    ) => client.SendAsync(HttpMethod.Get, path, query, cancellationToken);

    private Task<AdObjects> ObjectsAsync(AdAccount account, CancellationToken cancellationToken)
    {
        return _objects ??= AdObjects.ReadAsync(
            [
                new(AdDimensions.Campaign, All("campaigns"), one => (one.Text("id"), one.Text("name"), null)),
                new(
                    AdDimensions.Set,
                    All("line_items"),
                    one => (one.Text("id"), one.Text("name"), one.Text("campaign_id"))
                ),
                new(
                    AdDimensions.Ad,
                    All("promoted_tweets"),
                    one => (one.Text("id"), PostOf(one), one.Text("line_item_id"))
                ),
            ],
            cancellationToken
        );

        IAsyncEnumerable<JsonElement> All(string list) =>
            client.ReadAsync($"accounts/{account.Id}/{list}", [("with_deleted", "true")], cancellationToken);

        static string? PostOf(JsonElement ad) => ad.Text("tweet_id") is { } post ? $"Post {post}" : null;
    }

    private static string Entity(AdLevel level) => level == AdLevel.Campaign ? "CAMPAIGN" : "PROMOTED_TWEET";

    private static AdAccount Account(JsonElement account, string currency, DateTimeOffset? at) =>
        account.Text("id") is { } id && account.Text("timezone") is { } zone
            ? new(id, account.Text("name") ?? id, zone, currency) { At = at }
            : throw XFaults.Unexpected("without the time zone of the ad account");
}
