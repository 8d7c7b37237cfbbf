using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Nexus.ProviderSimulator.Ads;
using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator.LinkedInAds;

/// <summary>LinkedIn's advertising API as far as reports go: Rest.li syntax, versions, silent truncation and refusals.</summary>
public sealed partial class LinkedInSimulation : ISimulatedProvider, IDemonstrated
{
    private readonly ConcurrentDictionary<string, AdBook> _accounts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string[]> _tokens = new(StringComparer.Ordinal);
    private int _numbers;

    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _consents = new(StringComparer.Ordinal);

    internal LinkedInSimulation(TimeProvider clock) => _clock = clock;

    public string Name => "linkedin-ads";

    /// <summary>Elements after which an answer is cut off without a word.</summary>
    public int MostElements { get; set; } = 15_000;

    /// <summary>Versions that are answered.</summary>
    public HashSet<string> Versions { get; } = new(["202601", "202607"], StringComparer.Ordinal);

    public AdBook CreateAccount(string id, string name = "Sample firm", string currency = "EUR") =>
        _accounts[id] = new AdBook(id, name, "UTC", currency);

    /// <summary>A token that reaches these accounts.</summary>
    public string CreateToken(params string[] accounts)
    {
        var token = $"AQX{Interlocked.Increment(ref _numbers):D8}sim";
        _tokens[token] = accounts;
        return token;
    }

    /// <summary>Someone who may see all accounts consents; the code that the browser brings back.</summary>
    public string Consent()
    {
        var code = $"code{Interlocked.Increment(ref _numbers):D6}";
        _consents[code] = _clock.GetUtcNow();
        return code;
    }

    public void Revoke(string token) => _tokens.TryRemove(token, out _);

    public IReadOnlyList<JsonObject> Demonstrate() =>
        AdScenarios.Demonstrate(Name, CreateAccount("2002"), _clock.GetUtcNow(), ("accessToken", CreateToken("2002")));

    public SimulatedAnswer Answer(SimulatedRequest request)
    {
        if (request is { Method: "POST", Path: "/oauth/v2/accessToken" })
            return Grant(Parameters.Parse(request.Body));
        // A query that is too long for an address comes as the body of a POST.
        if (request is { Method: "POST" } && request.Header("X-HTTP-Method-Override") == "GET")
            request = request with { Method = "GET", RawQuery = request.Body, Query = Parameters.Parse(request.Body) };
        return (Refusal(request) ?? Route(request)).With("x-li-uuid", $"uuid-{Interlocked.Increment(ref _numbers)}");
    }

    /// <summary>A refresh token lives a year from the consent, and an access token no longer than it.</summary>
    private SimulatedAnswer Grant(Parameters form)
    {
        var code =
            form["grant_type"] == "refresh_token"
                ? form["refresh_token"]?.Replace("AQW", "", StringComparison.Ordinal)
                : form["code"];
        if (code is null || !_consents.TryGetValue(code, out var consented) || form["client_secret"] is null)
            return new()
            {
                Status = 400,
                Json = new JsonObject { ["error"] = "invalid_grant" },
            };
        var left = (long)(consented.AddDays(365) - _clock.GetUtcNow()).TotalSeconds;
        return new()
        {
            Json = new JsonObject
            {
                ["access_token"] = CreateToken([.. _accounts.Keys]),
                ["expires_in"] = Math.Min(left, 60 * 24 * 60 * 60),
                ["refresh_token"] = $"AQW{code}",
                ["refresh_token_expires_in"] = left,
                ["scope"] = "r_ads,r_ads_reporting",
            },
        };
    }

    private SimulatedAnswer? Refusal(SimulatedRequest request)
    {
        if (request.Header("LinkedIn-Version") is not { } version)
            return Error(400, "A version must be present. Please specify a version", "VERSION_MISSING");
        if (!Versions.Contains(version))
            return Error(426, $"Requested version {version} is not active", "NONEXISTENT_VERSION");
        if (request.Header("X-Restli-Protocol-Version") != "2.0.0")
            return Error(400, "Syntax of protocol 1.0.0 is expected");
        return _tokens.ContainsKey(Token(request))
            ? null
            : Error(401, "Expired access token", code: null, serviceCode: 65602);
    }

    private SimulatedAnswer Route(SimulatedRequest request)
    {
        var reachable = _tokens[Token(request)];
        switch (request.Method, request.Path.Trim('/').Split('/'))
        {
            case ("GET", ["rest", "adAccounts"]):
                return Page(request, [.. reachable.Select(id => Describe(_accounts[id]))]);
            case ("GET", ["rest", "adAccounts", var id, .. var rest]):
                if (!_accounts.TryGetValue(id, out var account))
                    return Error(404, "Account does not exist");
                if (!reachable.Contains(id))
                    return Error(403, "Not enough permissions to access: GET /adAccounts");
                return rest switch
                {
                    [] => new() { Json = Describe(account) },
                    ["adCampaignGroups"] => Page(request, [.. Groups(account)]),
                    ["adCampaigns"] => Page(request, [.. account.Campaigns.Select(Describe)]),
                    ["creatives"] => Page(request, [.. account.Ads.Select(Describe)]),
                    _ => Error(404, "No such resource"),
                };
            case ("GET", ["rest", "adAnalytics"]):
                return Analytics(request, reachable);
            default:
                return Error(404, "No such resource");
        }
    }

    private SimulatedAnswer Analytics(SimulatedRequest request, string[] reachable)
    {
        var raw = request
            .RawQuery.TrimStart('?')
            .Split('&')
            .Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        if (!DateRange().IsMatch(raw.GetValueOrDefault("dateRange", "")))
            return Error(400, "Parameter 'dateRange' is invalid");
        if (
            !Urns().IsMatch(raw.GetValueOrDefault("accounts", ""))
            || raw.TryGetValue("campaigns", out var only) && !Urns().IsMatch(only)
        )
            return Error(400, "Syntax exception in path variables");
        var fields = (request.Query["fields"] ?? "impressions,clicks").Split(',');
        if (fields.Length > 20 || fields.Contains("pivotValue", StringComparer.Ordinal))
            return Error(400, "Too many fields, or one that is not there");
        var range = DateRange().Match(raw["dateRange"]);
        var (first, last) = (Day(range, "s"), Day(range, "e"));
        var ids = Ids(request.Query["accounts"]!);
        if (fields.Contains("approximateMemberReach", StringComparer.Ordinal) && last.DayNumber - first.DayNumber > 91)
            return Error(400, "Reach is not available for more than 92 days");
        var campaigns = request.Query["campaigns"] is { } some ? Ids(some) : null;
        var elements = new JsonArray();
        // What the token does not reach is as empty as what did not happen.
        foreach (var account in ids.Where(id => reachable.Contains(id)).Select(id => _accounts[id]))
        {
            foreach (
                var row in Rows(
                    account,
                    request.Query["pivot"]!,
                    Windows(request.Query["timeGranularity"]!, first, last)
                )
            )
            {
                if (campaigns?.Contains(row.Ad.CampaignId) == false)
                    continue;
                if (request.Query["pivot"] != "ACCOUNT" && account.Unreportable.Contains(row.Ad.CampaignId))
                    return Error(400, "The campaign cannot be reported");
                if (elements.Count < MostElements)
                    elements.Add(Render(row, account, request.Query["pivot"]!, fields));
            }
        }
        return new()
        {
            Json = new JsonObject
            {
                ["paging"] = new JsonObject
                {
                    ["start"] = 0,
                    ["count"] = 10,
                    ["links"] = new JsonArray(),
                },
                ["elements"] = elements,
            },
        };
    }

    private static IReadOnlyList<AdTotal> Rows(
        AdBook account,
        string pivot,
        IEnumerable<(DateOnly, DateOnly)> windows
    ) =>
        account.Totals(
            ad =>
                pivot switch
                {
                    "ACCOUNT" => "",
                    "CAMPAIGN" => ad.CampaignId,
                    _ => ad.Id,
                },
            windows
        );

    private static JsonObject Render(AdTotal row, AdBook account, string pivot, string[] fields)
    {
        var urn = pivot switch
        {
            "ACCOUNT" => $"urn:li:sponsoredAccount:{account.Id}",
            "CAMPAIGN" => $"urn:li:sponsoredCampaign:{row.Ad.CampaignId}",
            _ => $"urn:li:sponsoredCreative:{row.Ad.Id}",
        };
        var all = new JsonObject
        {
            ["dateRange"] = new JsonObject { ["start"] = Json(row.First), ["end"] = Json(row.Last) },
            ["pivotValues"] = new JsonArray(urn),
            ["impressions"] = row.Facts.Impressions,
            ["clicks"] = row.Facts.Clicks,
            ["landingPageClicks"] = row.Facts.LinkClicks,
            ["costInLocalCurrency"] = row.Facts.Spend.ToString(CultureInfo.InvariantCulture),
            ["externalWebsiteConversions"] = row.Facts.Purchases,
            ["conversionValueInLocalCurrency"] = row.Facts.PurchaseValue.ToString(CultureInfo.InvariantCulture),
            ["oneClickLeads"] = row.Facts.Leads,
            ["videoViews"] = row.Facts.VideoViews,
            ["videoCompletions"] = row.Facts.VideoCompletions,
            ["totalEngagements"] = row.Facts.Engagements,
            ["approximateMemberReach"] = row.Reach,
        };
        return new(fields.Where(all.ContainsKey).Select(name => KeyValuePair.Create(name, all[name]?.DeepClone())));
    }

    private static IEnumerable<(DateOnly, DateOnly)> Windows(string granularity, DateOnly first, DateOnly last)
    {
        if (granularity == "DAILY")
            return AdBook.Days(first, last);
        if (granularity != "MONTHLY")
            return [(first, last)];
        return AdBook
            .Days(first, last)
            .GroupBy(day => (day.First.Year, day.First.Month))
            .Select(month => (month.First().First, month.Last().First));
    }

    private static SimulatedAnswer Page(SimulatedRequest request, List<JsonObject> all)
    {
        var size = (int)(request.Query.Number("pageSize") ?? 100);
        var from = request.Query["pageToken"] is { } token
            ? int.Parse(token.Split('+')[1].TrimEnd('='), CultureInfo.InvariantCulture)
            : 0;
        var page = all.Skip(from).Take(size).ToList();
        var metadata = new JsonObject();
        // Letters that must be encoded again.
        if (from + page.Count < all.Count)
            metadata["nextPageToken"] = $"a+{from + page.Count}=";
        return new()
        {
            Json = new JsonObject { ["elements"] = new JsonArray([.. page]), ["metadata"] = metadata },
        };
    }

    private static IEnumerable<JsonObject> Groups(AdBook account) =>
        account
            .Campaigns.Select(campaign => campaign.GroupId)
            .Distinct(StringComparer.Ordinal)
            .Select(id => new JsonObject
            {
                ["id"] = long.Parse(id, CultureInfo.InvariantCulture),
                ["name"] = $"Group {id}",
            });

    private static JsonObject Describe(AdBook account) =>
        new()
        {
            ["id"] = long.Parse(account.Id, CultureInfo.InvariantCulture),
            ["name"] = account.Name,
            ["currency"] = account.Currency,
            ["status"] = "ACTIVE",
        };

    private static JsonObject Describe(AdCampaign campaign) =>
        new()
        {
            ["id"] = long.Parse(campaign.Id, CultureInfo.InvariantCulture),
            ["name"] = campaign.Name,
            ["campaignGroup"] = $"urn:li:sponsoredCampaignGroup:{campaign.GroupId}",
        };

    private static JsonObject Describe(Advert ad) =>
        new()
        {
            ["id"] = $"urn:li:sponsoredCreative:{ad.Id}",
            ["campaign"] = $"urn:li:sponsoredCampaign:{ad.CampaignId}",
            ["name"] = ad.Name,
        };

    private static SimulatedAnswer Error(int status, string message, string? code = null, int? serviceCode = null)
    {
        var body = new JsonObject { ["status"] = status, ["message"] = message };
        if (code is not null)
            body["code"] = code;
        if (serviceCode is not null)
            body["serviceErrorCode"] = serviceCode;
        return new() { Status = status, Json = body };
    }

    private static string Token(SimulatedRequest request) =>
        request.Header("Authorization")?.Replace("Bearer ", "", StringComparison.Ordinal) ?? "";

    private static string[] Ids(string list) =>
        [.. list["List(".Length..^1].Split(',').Select(urn => urn[(urn.LastIndexOf(':') + 1)..])];

    private static JsonObject Json(DateOnly day) =>
        new()
        {
            ["year"] = day.Year,
            ["month"] = day.Month,
            ["day"] = day.Day,
        };

    private static DateOnly Day(Match range, string end) =>
        new(Number(range, $"{end}y"), Number(range, $"{end}m"), Number(range, $"{end}d"));

    private static int Number(Match range, string group) =>
        int.Parse(range.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^\(start:\(year:(?<sy>\d{4}),month:(?<sm>\d\d?),day:(?<sd>\d\d?)\),end:\(year:(?<ey>\d{4}),month:(?<em>\d\d?),day:(?<ed>\d\d?)\)\)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex DateRange();

    [GeneratedRegex(
        @"^List\((urn%3Ali%3A[A-Za-z]+%3A\d+)(,urn%3Ali%3A[A-Za-z]+%3A\d+)*\)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Urns();
}
