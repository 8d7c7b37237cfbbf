using System.Globalization;
using System.Text.Json;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.LinkedInAds;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Tests.Recorded;

internal sealed class RecordedLinkedIn : IRecordedProvider
{
    private const string Nothing = """{"elements":[]}""";

    private static readonly AdAccount Account = new("77", "Sample", "UTC", "USD");

    public string Folder => "linkedin";

    public IReadOnlyDictionary<string, RecordedReader> Readers { get; } =
        new Dictionary<string, RecordedReader>(StringComparer.Ordinal)
        {
            ["analytics"] = file => AnalyticsAsync(file.Answer),
            ["rows of analytics"] = file =>
                AnalyticsAsync(JsonSerializer.SerializeToElement(new { elements = file.Json })),
            ["the accounts of a token"] = AccountsAsync,
            ["an example of an account"] = AccountAsync,
            ["a campaign"] = file => AdAsync(file.Answer, "adCampaigns"),
            ["a campaign group"] = file => AdAsync(file.Answer, "adCampaignGroups"),
            ["refusals"] = RefusalsAsync,
            ["a token"] = file => RecordedScene.TokenAsync(Module, file.Answer),
            ["addresses"] = file => Task.FromResult<IReadOnlyList<string>>([.. file.Json.Items().Select(Address)]),
            ["a table"] = RecordedScene.TableAsync,
        };

    private static LinkedInAdsModule Module(RecordedHttp http) => new(http, RecordedScene.Clock);

    private static LinkedInClient Client(RecordedHttp http) =>
        new(http, RecordedScene.Consented(), Account.Id, RecordedScene.Clock);

    private static AdAsk Ask(AdLevel level) =>
        new(level, Granularity.Day, new(new(2026, 9, 1), new(2026, 9, 1)), IsReach: false);

    private static async Task<IReadOnlyList<string>> AnalyticsAsync(JsonElement answer)
    {
        var http = new RecordedHttp().On("/adAnalytics?", answer);
        var told = await new LinkedInReports(Client(http)).AskAsync(Account, Ask(AdLevel.Account), default);
        return RecordedScene.Rows(
            Module(http).Open(RecordedScene.Consented()),
            told.Rows.Select(row => row.Raw("facts", RecordedScene.Now))
        );
    }

    private static async Task<IReadOnlyList<string>> AccountsAsync(RecordedFile file)
    {
        var http = new RecordedHttp().On("/adAccounts?", file.Answer);
        return RecordedScene.Accounts(
            await Module(http).Discover(RecordedScene.Consented()).DiscoverAsync(default).ToListAsync()
        );
    }

    private static async Task<IReadOnlyList<string>> AccountAsync(RecordedFile file)
    {
        var account = file.Json.Items("responseExamples").Single().GetProperty("example");
        var http = new RecordedHttp().On("/adAccounts/", account);
        var connection = RecordedScene.Consented(new { account = account.GetProperty("id").GetRawText() });
        return RecordedScene.Accounts([await Module(http).Open(connection).ConnectAsync(default)]);
    }

    /// <summary>Where an ad stands that belongs to the object.</summary>
    private static async Task<IReadOnlyList<string>> AdAsync(JsonElement one, string list)
    {
        var id = one.GetProperty("id").GetRawText();
        var isGroup = list == "adCampaignGroups";
        var http = new RecordedHttp()
            .On("/adAnalytics?", """{"elements":[{"pivotValues":["urn:li:sponsoredCreative:5"]}]}""")
            .On($"/{list}?", JsonSerializer.Serialize(new { elements = new[] { one } }))
            .On(
                "/creatives?",
                $$"""{"elements":[{"id":"urn:li:sponsoredCreative:5","campaign":"urn:li:sponsoredCampaign:{{(isGroup ? "1" : id)}}"}]}"""
            )
            .On(
                isGroup ? "/adCampaigns?" : "none",
                $$"""{"elements":[{"id":1,"name":"Sample","campaignGroup":"urn:li:sponsoredCampaignGroup:{{id}}"}]}"""
            )
            .On("?q=", Nothing);
        var told = await new LinkedInReports(Client(http)).AskAsync(Account, Ask(AdLevel.Ad), default);
        return
        [
            .. told.Rows.Select(row =>
                string.Join(", ", row.Dimensions.Select(dimension => $"{dimension.Key} {dimension.Value}"))
            ),
        ];
    }

    private static Task<IReadOnlyList<string>> RefusalsAsync(RecordedFile file) =>
        RecordedScene.RefusalsAsync(
            file.Json.Items()
                .Select(one =>
                    (one.Text("expect")!, one.Whole("http_status")!.Value, one.GetProperty("body").GetRawText())
                ),
            http => Client(http).GetAsync("adAccounts/77", "", default)
        );

    /// <summary>The address of a question, written as its example has it.</summary>
    private static string Address(JsonElement vector)
    {
        var query = RestLi.Query([
            ("q", vector.Text("q")!),
            ("timeGranularity", vector.Text("timeGranularity")!),
            ("dateRange", RestLi.Days(new(Day("start"), Day("end")))),
            (
                "accounts",
                RestLi.List(vector.Items("accounts").Select(id => RestLi.Urn("sponsoredAccount", id.GetString()!)))
            ),
            ("pivot", vector.Text("pivot")!),
            ("fields", string.Join(',', vector.Items("fields").Select(field => field.GetString()))),
        ]);
        return $"/adAnalytics?{query}";

        DateOnly Day(string name) =>
            DateOnly.ParseExact(vector.Text(name)!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
