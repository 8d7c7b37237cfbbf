using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;
using Nexus.Infrastructure.Integrations.XAds;

namespace Nexus.Infrastructure.Tests.Recorded;

internal sealed class RecordedX : IRecordedProvider
{
    private const string Nothing = """{"data":[]}""";

    private static readonly AdAccount Account = new("18ce54d4x5t", "Sample", "UTC", "USD");

    private static readonly AdAsk Ask = new(
        AdLevel.Campaign,
        Granularity.Day,
        new(new(2026, 9, 1), new(2026, 9, 1)),
        IsReach: false
    );

    private static readonly ConnectionContext Connection = new(
        Guid.Empty,
        JsonSerializer.SerializeToElement(new { account = Account.Id }),
        new[] { XClient.ConsumerKey, XClient.ConsumerSecret, XClient.Token, XClient.TokenSecret }.ToDictionary(
            name => name,
            name => new Secret($"sample-{name}"),
            StringComparer.Ordinal
        ),
        null
    );

    public string Folder => "x";

    public IReadOnlyDictionary<string, RecordedReader> Readers { get; } =
        new Dictionary<string, RecordedReader>(StringComparer.Ordinal)
        {
            ["the accounts of a token"] = AccountsAsync,
            ["an account"] = file => AccountAsync(file.Answer, """{"data":[{"currency":"USD"}]}"""),
            ["funding instruments"] = file =>
                AccountAsync(
                    JsonSerializer.SerializeToElement(
                        new
                        {
                            data = new
                            {
                                id = Account.Id,
                                name = "Sample",
                                timezone = "UTC",
                            },
                        }
                    ),
                    file.Answer.GetRawText()
                ),
            ["campaigns"] = CampaignsAsync,
            ["line items"] = file => AdAsync(file, "line_items"),
            ["promoted posts"] = file => AdAsync(file, "promoted_tweets"),
            ["active objects"] = ActiveAsync,
            ["statistics"] = StatisticsAsync,
            ["a report that is ready"] = ReportAsync,
            ["a report that was begun"] = BegunAsync,
            ["the state of reports"] = StateAsync,
            ["reach"] = ReachAsync,
            ["a refusal"] = RefusalAsync,
            ["signatures"] = file => Task.FromResult(Signatures(file.Json)),
            ["a table"] = RecordedScene.TableAsync,
        };

    private static XReports Reports(RecordedHttp http) =>
        new(new XClient(http, Connection, Account.Id, RecordedScene.Clock), RecordedScene.Clock, salesInMicros: false);

    private static IReadOnlyList<string> Rows(RecordedHttp http, AdAnswer answer) =>
        RecordedScene.Rows(
            new XAdsModule(http, RecordedScene.Clock).Open(Connection),
            answer.Rows.Select(row => row.Raw("facts", RecordedScene.Now))
        );

    /// <summary>The lists of objects, empty but for what was answered before.</summary>
    private static RecordedHttp WithObjects(RecordedHttp http) =>
        http.On("/campaigns?", Nothing).On("/line_items?", Nothing).On("/promoted_tweets?", Nothing);

    private static string Active(IEnumerable<string?> ids) =>
        JsonSerializer.Serialize(
            new { data = ids.Distinct().Select(id => new { entity_id = id, placements = new[] { "ALL_ON_TWITTER" } }) }
        );

    private static async Task<IReadOnlyList<string>> AccountsAsync(RecordedFile file)
    {
        var http = new RecordedHttp().On("/accounts?", file.Answer);
        var found = new XAdsModule(http, RecordedScene.Clock).Discover(Connection).DiscoverAsync(default);
        return RecordedScene.Accounts(await found.ToListAsync());
    }

    private static async Task<IReadOnlyList<string>> AccountAsync(JsonElement account, string funding)
    {
        var id = account.Member("data").Text("id")!;
        var http = new RecordedHttp().On("/funding_instruments?", funding).On($"/accounts/{id}", account);
        var connection = Connection with { Settings = JsonSerializer.SerializeToElement(new { account = id }) };
        return RecordedScene.Accounts([
            await new XAdsModule(http, RecordedScene.Clock).Open(connection).ConnectAsync(default),
        ]);
    }

    private static async Task<IReadOnlyList<string>> CampaignsAsync(RecordedFile file)
    {
        var http = WithObjects(new RecordedHttp().On("/campaigns?", file.Answer));
        return [.. (await Reports(http).CampaignsAsync(Account, Ask.Days, default)).Values];
    }

    /// <summary>Where an ad stands that belongs to the first of the objects, or is it.</summary>
    private static async Task<IReadOnlyList<string>> AdAsync(RecordedFile file, string list)
    {
        var id = file.Answer.Items("data").Select(one => one.Text("id")).FirstOrDefault() ?? "none";
        var isAd = list == "promoted_tweets";
        var ad = isAd ? id : "ad";
        var http = WithObjects(
            new RecordedHttp()
                .On("active_entities", Active([ad]))
                .On("metric_groups=", JsonSerializer.Serialize(new { data = new[] { new { id = ad } } }))
                .On($"/{list}?", file.Answer)
                .On(
                    isAd ? "none" : "/promoted_tweets?",
                    JsonSerializer.Serialize(
                        new
                        {
                            data = new[]
                            {
                                new
                                {
                                    id = ad,
                                    tweet_id = "7",
                                    line_item_id = id,
                                },
                            },
                        }
                    )
                )
        );
        var campaign = file.Answer.Items("data").Select(one => one.Text("campaign_id")).FirstOrDefault() ?? "";
        var ask = Ask with { Level = AdLevel.Ad, Campaigns = [campaign] };
        var answer = await Reports(http).AskAsync(Account, ask, default);
        return
        [
            .. answer.Rows.Select(row => string.Join(", ", row.Dimensions.Select(one => $"{one.Key} {one.Value}"))),
        ];
    }

    /// <summary>What is asked for of the objects that were active.</summary>
    private static async Task<IReadOnlyList<string>> ActiveAsync(RecordedFile file)
    {
        var isAd = file.Json.Member("request").Member("params").Text("entity") == "PROMOTED_TWEET";
        var http = WithObjects(
            new RecordedHttp()
                .On("/stats/jobs/", """{"data":{"id_str":"1"}}""")
                .On("active_entities", file.Answer)
                .On("metric_groups=", Nothing)
        );
        await Reports(http).AskAsync(Account, Ask with { Level = isAd ? AdLevel.Ad : AdLevel.Campaign }, default);
        var asked = http.Asked.Select(call => call.Split("entity_ids=")).Where(call => call.Length == 2);
        return
        [
            .. asked
                .Select(call => $"asks for {call[1].Split('&')[0]} in {call[1].Split("placement=")[1].Split('&')[0]}")
                .Distinct()
                .DefaultIfEmpty("asks for nothing"),
        ];
    }

    private static async Task<IReadOnlyList<string>> StatisticsAsync(RecordedFile file)
    {
        var http = WithObjects(
            new RecordedHttp()
                .On("active_entities", Active(file.Answer.Items("data").Select(one => one.Text("id"))))
                .On("metric_groups=ENGAGEMENT", file.Answer)
                .On("metric_groups=", Nothing)
        );
        return Rows(http, await Reports(http).AskAsync(Account, Ask, default));
    }

    private static async Task<IReadOnlyList<string>> ReportAsync(RecordedFile file)
    {
        var http = WithObjects(
            new RecordedHttp()
                .On(
                    "/stats/jobs/",
                    """{"next_cursor":"7","data":[{"id_str":"1","status":"SUCCESS","url":"https://ton.twimg.com/1.json.gz"}]}"""
                )
                .On("https://ton.twimg.com/1.json.gz", file.Answer)
        );
        var ask = Ask with { Level = AdLevel.Ad, Report = new("1", RecordedScene.Now) };
        return Rows(http, await Reports(http).AskAsync(Account, ask, default));
    }

    private static async Task<IReadOnlyList<string>> BegunAsync(RecordedFile file)
    {
        var http = new RecordedHttp().On("active_entities", Active(["1"])).On("/stats/jobs/", file.Answer);
        var answer = await Reports(http).AskAsync(Account, Ask with { Level = AdLevel.Ad }, default);
        return [$"{answer.Outcome}: {answer.Report?.Id}"];
    }

    private static async Task<IReadOnlyList<string>> StateAsync(RecordedFile file)
    {
        var id = file.Answer.Items("data").First().GetProperty("id").GetRawText();
        var http = WithObjects(
            new RecordedHttp().On("/stats/jobs/", file.Answer).On("https://ton.twimg.com/", Nothing)
        );
        var ask = Ask with { Level = AdLevel.Ad, Report = new(id, RecordedScene.Now) };
        var answer = await Reports(http).AskAsync(Account, ask, default);
        return
        [
            $"{answer.Outcome}",
            .. http
                .Asked.Where(call => call.Contains("ton.twimg.com", StringComparison.Ordinal))
                .Select(call => call.Trim()),
        ];
    }

    private static async Task<IReadOnlyList<string>> ReachAsync(RecordedFile file)
    {
        var http = WithObjects(
            new RecordedHttp()
                .On("active_entities", Active(file.Answer.Items("data").Select(one => one.Text("id"))))
                .On("/reach/campaigns?", file.Answer)
        );
        return Rows(http, await Reports(http).AskAsync(Account, Ask with { IsReach = true }, default));
    }

    private static Task<IReadOnlyList<string>> RefusalAsync(RecordedFile file) =>
        RecordedScene.RefusalsAsync(
            [
                (
                    file.Json.Items("errors").First().Text("code")!,
                    file.Json.Whole("http_status") ?? 400,
                    file.Json.GetRawText()
                ),
            ],
            http => Reports(http).AccountAsync(Account.Id, default)
        );

    private static IReadOnlyList<string> Signatures(JsonElement vectors) =>
        [
            .. vectors
                .Items("percent_encoding")
                .Select(pair => $"{pair[0]} is written {OAuth1.Encode(pair[0].GetString()!)}"),
            .. vectors.Items("vectors").Select(vector => $"{vector.Text("name")} is signed {Signature(vector)}"),
        ];

    private static string Signature(JsonElement vector) =>
        new OAuth1(
            "",
            new Secret(vector.Text("consumer_secret") ?? ""),
            "",
            new Secret(vector.Text("token_secret") ?? "")
        ).Signature(
            vector.Text("method")!,
            vector.Text("base_url")!,
            [
                .. new[] { "query_params", "form_body_params", "oauth_params" }
                    .SelectMany(part => vector.GetProperty(part).EnumerateObject())
                    .Select(parameter => (parameter.Name, parameter.Value.GetString()!)),
            ]
        );
}
