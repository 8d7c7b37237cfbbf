using System.Text.Json;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.MetaAds;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;
using Nexus.Infrastructure.Tests.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Tests.Recorded;

internal sealed class RecordedMeta : IRecordedProvider
{
    private const string Nothing = """{"data":[]}""";

    private static readonly AdAccount Account = new("77", "Sample", "UTC", "USD");

    private static readonly AdAsk Ask = new(
        AdLevel.Account,
        Granularity.Day,
        new(new(2026, 9, 1), new(2026, 9, 1)),
        IsReach: false
    );

    public string Folder => "meta";

    public IReadOnlyDictionary<string, RecordedReader> Readers { get; } =
        new Dictionary<string, RecordedReader>(StringComparer.Ordinal)
        {
            ["insights"] = InsightsAsync,
            ["objects without insights"] = file => ToldAsync(file.Answer),
            ["a report that was begun"] = BegunAsync,
            ["the state of a report"] = StateAsync,
            ["refusals"] = RefusalsAsync,
            ["how much of the account's limit is used"] = file => Used("x-ad-account-usage", file),
            ["how much of the business's limit is used"] = file => Used("x-business-use-case-usage", file),
            ["a token"] = file => RecordedScene.TokenAsync(Module, file.Answer),
            ["a proof"] = Proof,
            ["a table"] = RecordedScene.TableAsync,
        };

    private static MetaAdsModule Module(RecordedHttp http) => new(http, RecordedScene.Clock);

    private static MetaReports Reports(RecordedHttp http) =>
        new(new MetaClient(http, RecordedScene.Consented(), Account.Id, RecordedScene.Clock), RecordedScene.Clock);

    /// <summary>Every list of insights in the file, also one within a list of objects.</summary>
    private static async Task<IReadOnlyList<string>> InsightsAsync(RecordedFile file)
    {
        var lists = Payloads
            .Objects(file.Answer)
            .Where(one => one.Items("data").Any(row => row.Text("date_start") is not null))
            .ToList();
        var told = new List<string>();
        foreach (var level in lists.GroupBy(LevelOf))
        {
            var rows = JsonSerializer.SerializeToElement(new { data = level.SelectMany(one => one.Items("data")) });
            told.AddRange([$"by {level.Key}", .. await ToldAsync(rows, level.Key)]);
        }
        return told;
    }

    private static AdLevel LevelOf(JsonElement list)
    {
        var row = list.Items("data").First();
        return row.Text("campaign_id") is null ? AdLevel.Account
            : row.Text("adset_id") is null || row.Text("ad_id") is null ? AdLevel.Campaign
            : AdLevel.Ad;
    }

    /// <summary>As the answer to a question about insights.</summary>
    private static async Task<IReadOnlyList<string>> ToldAsync(JsonElement answer, AdLevel level = AdLevel.Account)
    {
        var http = new RecordedHttp().On("after=", Nothing).On("/insights?", answer);
        var ask = Ask with { Level = level, Campaigns = level == AdLevel.Ad ? ["1"] : null };
        var rows = await Reports(http).AskAsync(Account, ask, default);
        return RecordedScene.Rows(
            Module(http).Open(RecordedScene.Consented()),
            rows.Rows.Select(row => row.Raw("facts", RecordedScene.Now))
        );
    }

    private static async Task<IReadOnlyList<string>> BegunAsync(RecordedFile file)
    {
        var http = new RecordedHttp().On("POST", file.Answer);
        var answer = await Reports(http).AskAsync(Account, Ask with { Level = AdLevel.Ad }, default);
        return [$"{answer.Outcome}: {answer.Report?.Id}"];
    }

    private static async Task<IReadOnlyList<string>> StateAsync(RecordedFile file)
    {
        var http = new RecordedHttp().On("/insights?", Nothing).On("", file.Answer);
        var ask = Ask with { Level = AdLevel.Ad, Report = new(file.Answer.Text("id")!, RecordedScene.Now) };
        var answer = await Reports(http).AskAsync(Account, ask, default);
        return [$"{answer.Outcome}", .. http.Asked.Select(call => call.Trim())];
    }

    private static Task<IReadOnlyList<string>> RefusalsAsync(RecordedFile file) =>
        RecordedScene.RefusalsAsync(
            file.Json.Items()
                .Select(one =>
                    (one.Text("expect")!, one.Whole("http_status")!.Value, one.GetProperty("body").GetRawText())
                ),
            http => Reports(http).AccountAsync(Account.Id, default)
        );

    private static Task<IReadOnlyList<string>> Used(string header, RecordedFile file)
    {
        using var response = new HttpResponseMessage();
        response.Headers.Add(header, JsonSerializer.Serialize(file.Json));
        return Task.FromResult<IReadOnlyList<string>>([
            MetaThrottle.Pause(response) is { } pause
                ? RecordedScene.Line($"pause of {pause.TotalMinutes} minutes")
                : "no pause",
        ]);
    }

    private static Task<IReadOnlyList<string>> Proof(RecordedFile file) =>
        Task.FromResult<IReadOnlyList<string>>([
            MetaAccess.Proof(new Secret(file.Json.Text("app_secret")!), new Secret(file.Json.Text("access_token")!)),
        ]);
}
