using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Ads;
using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator.MetaAds;

/// <summary>Meta's Marketing API as far as reports go: insights at once and prepared, paging, limits and refusals.</summary>
public sealed class MetaSimulation : ISimulatedProvider, IDemonstrated
{
    private const string Version = "v25.0";

    private readonly ConcurrentDictionary<string, AdBook> _accounts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string[]> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Report> _reports = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;
    private int _numbers;

    internal MetaSimulation(TimeProvider clock) => _clock = clock;

    public string Name => "meta-ads";

    /// <summary>Where set, calls must be signed with it.</summary>
    public string? AppSecret { get; set; }

    /// <summary>Rows that one call may be about; more are refused, however small the page.</summary>
    public int MostRows { get; set; } = int.MaxValue;

    /// <summary>Rows of a page above which a call fails and asks for less.</summary>
    public int LargestPage { get; set; } = int.MaxValue;

    /// <summary>How often a report is looked at before it is there.</summary>
    public int LooksUntilReady { get; set; } = 1;

    /// <summary>So many reports fail before one succeeds.</summary>
    public int FailingReports { get; set; }

    /// <summary>Sent with every answer where set, such as <c>x-business-use-case-usage</c>.</summary>
    public (string Header, string Value)? Usage { get; set; }

    public AdBook CreateAccount(string id, string name = "Sample shop", string zone = "UTC", string currency = "USD") =>
        _accounts[id] = new AdBook(id, name, zone, currency);

    /// <summary>A token that reaches these accounts.</summary>
    public string CreateToken(params string[] accounts)
    {
        var token = $"EAA{Interlocked.Increment(ref _numbers):D8}sim";
        _tokens[token] = accounts;
        return token;
    }

    public void Revoke(string token) => _tokens.TryRemove(token, out _);

    /// <summary>Its reports are there at once, so that nobody waits for a demonstration.</summary>
    public IReadOnlyList<JsonObject> Demonstrate()
    {
        LooksUntilReady = 0;
        var token = ("accessToken", CreateToken("1001"));
        return AdScenarios.Demonstrate(Name, CreateAccount("1001"), _clock.GetUtcNow(), token);
    }

    public SimulatedAnswer Answer(SimulatedRequest request)
    {
        SimulatedAnswer answer;
        try
        {
            answer = new() { Json = Route(request) };
        }
        catch (MetaError error)
        {
            answer = error.ToAnswer();
        }
        return Usage is { } usage ? answer.With(usage.Header, usage.Value) : answer;
    }

    private JsonObject Route(SimulatedRequest request)
    {
        var path = request.Path.Trim('/').Split('/');
        if (path[0] != Version)
            throw new MetaError(400, 2635, null, "You are calling a deprecated version of the Ads API.");
        var reachable = Authenticate(request);
        switch (request.Method, path[1..])
        {
            case ("GET", ["me", "adaccounts"]):
                return Page(request, [.. reachable.Select(id => Describe(_accounts[id]))]);
            case ("GET", [var account]) when account.StartsWith("act_", StringComparison.Ordinal):
                return Describe(Account(account, reachable));
            case ("GET", [var account, "insights"]) when account.StartsWith("act_", StringComparison.Ordinal):
                return Page(request, Insights(request.Query, Account(account, reachable)));
            case ("POST", [var account, "insights"]):
                var id = $"6{Interlocked.Increment(ref _numbers):D8}";
                _reports[id] = new(request.Query, Account(account, reachable));
                return new() { ["report_run_id"] = id };
            case ("GET", [var report]):
                return Status(report, Find(report));
            case ("GET", [var report, "insights"]):
                var asked = Find(report);
                return Page(request, Insights(asked.Query, asked.Account));
            default:
                throw new MetaError(400, 2500, null, "Unknown path components");
        }
    }

    private string[] Authenticate(SimulatedRequest request)
    {
        var token = request.Header("Authorization")?.Replace("Bearer ", "", StringComparison.Ordinal) ?? "";
        if (!_tokens.TryGetValue(token, out var accounts))
            throw new MetaError(400, 190, 463, "Error validating access token: Session has expired.");
        if (AppSecret is { } secret)
        {
            var proof = Convert
                .ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(token)))
                .ToLowerInvariant();
            if (request.Query["appsecret_proof"] != proof)
                throw new MetaError(400, 100, null, "Invalid appsecret_proof provided in the API argument");
        }
        return accounts;
    }

    private AdBook Account(string path, string[] reachable)
    {
        var id = path["act_".Length..];
        if (!_accounts.TryGetValue(id, out var account))
            throw new MetaError(400, 100, 33, "Unsupported get request. Object does not exist");
        return reachable.Contains(id)
            ? account
            : throw new MetaError(
                403,
                200,
                null,
                "Ad account owner has NOT grant ads_management or ads_read permission"
            );
    }

    private Report Find(string id) =>
        _reports.TryGetValue(id, out var report)
            ? report
            : throw new MetaError(400, 100, 33, "Unsupported get request. Object does not exist");

    private JsonObject Status(string id, Report report)
    {
        var fails = FailingReports > 0;
        var looked = ++report.Looks;
        if (fails && looked > LooksUntilReady)
            FailingReports--;
        return new()
        {
            ["id"] = id,
            ["account_id"] = report.Account.Id,
            ["async_status"] =
                looked <= LooksUntilReady ? "Job Running"
                : fails ? "Job Failed"
                : "Job Completed",
            // As the real one does: all is done, and still it runs.
            ["async_percent_completion"] = 100,
        };
    }

    private List<JsonObject> Insights(Parameters query, AdBook account)
    {
        var level = query["level"] ?? "account";
        var range = JsonNode.Parse(query["time_range"]!)!;
        var (first, last) = (Day(range["since"]!), Day(range["until"]!));
        var campaigns = query["filtering"] is { } filter
            ? JsonNode.Parse(filter)![0]!["value"]!
                .AsArray()
                .Select(id => (string)id!)
                .ToHashSet(StringComparer.Ordinal)
            : null;
        var windows = query["time_increment"] switch
        {
            "monthly" => Months(first, last),
            "7" => Weeks(first, last),
            "1" => AdBook.Days(first, last),
            _ => [(first, last)],
        };
        var rows = account
            .Totals(
                ad =>
                    level switch
                    {
                        "account" => "",
                        "campaign" => ad.CampaignId,
                        _ => ad.Id,
                    },
                windows
            )
            .Where(row => campaigns?.Contains(row.Ad.CampaignId) != false)
            .ToList();
        var isList = query["fields"] == "campaign_id,campaign_name";
        if (!isList && rows.Count > MostRows)
            throw new MetaError(400, 100, 1487534, "Please reduce the amount of data you're asking for");
        if (!isList && level != "account" && rows.Exists(row => account.Unreportable.Contains(row.Ad.CampaignId)))
            throw new MetaError(500, 2, null, "An unexpected error has occurred. Please retry your request later.");
        return rows.ConvertAll(row => Render(row, account, level, query["fields"]!));
    }

    private static JsonObject Render(AdTotal row, AdBook account, string level, string fields)
    {
        var facts = row.Facts;
        var campaign = account.Campaigns.First(one => one.Id == row.Ad.CampaignId);
        var all = new JsonObject
        {
            ["account_id"] = account.Id,
            ["account_currency"] = account.Currency,
            ["campaign_id"] = level == "account" ? null : campaign.Id,
            ["campaign_name"] = level == "account" ? null : campaign.Name,
            ["adset_id"] = level == "ad" ? row.Ad.SetId : null,
            ["adset_name"] = level == "ad" ? $"Set {row.Ad.SetId}" : null,
            ["ad_id"] = level == "ad" ? row.Ad.Id : null,
            ["ad_name"] = level == "ad" ? row.Ad.Name : null,
            ["date_start"] = Text(row.First),
            ["date_stop"] = Text(row.Last),
            ["impressions"] = Text(facts.Impressions),
            ["reach"] = Text(row.Reach),
            ["clicks"] = Text(facts.Clicks),
            ["inline_link_clicks"] = Text(facts.LinkClicks),
            ["inline_post_engagement"] = Text(facts.Engagements),
            ["spend"] = facts.Spend.ToString(CultureInfo.InvariantCulture),
            ["actions"] = Actions(
                ("link_click", facts.LinkClicks),
                ("video_view", facts.VideoViews),
                // The same orders under three names, the same leads under two.
                ("omni_purchase", facts.Purchases),
                ("purchase", facts.Purchases),
                ("offsite_conversion.fb_pixel_purchase", facts.Purchases),
                ("lead", facts.Leads),
                ("offsite_conversion.fb_pixel_lead", facts.Leads)
            ),
            ["action_values"] = Actions(
                ("omni_purchase", facts.PurchaseValue),
                ("purchase", facts.PurchaseValue),
                ("offsite_conversion.fb_pixel_purchase", facts.PurchaseValue)
            ),
            ["video_p100_watched_actions"] = Actions(("video_view", facts.VideoCompletions)),
        };
        return new(
            fields
                .Split(',')
                .Where(name => all[name] is not null)
                .Select(name => KeyValuePair.Create(name, all[name]?.DeepClone()))
        );
    }

    /// <summary>What did not happen is left out, and so is the list where nothing did.</summary>
    private static JsonArray? Actions(params (string Type, decimal Value)[] actions)
    {
        var happened = actions.Where(action => action.Value != 0).ToList();
        return happened.Count == 0
            ? null
            : new JsonArray([
                .. happened.Select(action => new JsonObject
                {
                    ["action_type"] = action.Type,
                    ["value"] = action.Value.ToString(CultureInfo.InvariantCulture),
                }),
            ]);
    }

    private JsonObject Page(SimulatedRequest request, List<JsonObject> rows)
    {
        var limit = (int)(request.Query.Number("limit") ?? 25);
        if (limit > LargestPage && request.Path.EndsWith("/insights", StringComparison.Ordinal))
            throw new MetaError(
                500,
                1,
                null,
                "Please reduce the amount of data you're asking for, then retry your request"
            );
        var from = (int)(request.Query.Number("after") ?? 0);
        var page = rows.Skip(from).Take(limit).ToList();
        var end = from + page.Count;
        var paging = new JsonObject
        {
            ["cursors"] = new JsonObject { ["before"] = Text(from), ["after"] = Text(end) },
        };
        // The real address holds the token, too.
        if (end < rows.Count)
            paging["next"] = $"https://graph.facebook.com{request.Path}?access_token=SECRET&after={end}";
        var body = new JsonObject { ["data"] = new JsonArray([.. page]) };
        if (page.Count > 0)
            body["paging"] = paging;
        return body;
    }

    private static JsonObject Describe(AdBook account) =>
        new()
        {
            ["id"] = $"act_{account.Id}",
            ["account_id"] = account.Id,
            ["name"] = account.Name,
            ["currency"] = account.Currency,
            ["timezone_name"] = account.Zone,
        };

    private static IEnumerable<(DateOnly, DateOnly)> Weeks(DateOnly first, DateOnly last)
    {
        for (var day = first; day <= last; day = day.AddDays(7))
            yield return (day, day.AddDays(6) < last ? day.AddDays(6) : last);
    }

    private static IEnumerable<(DateOnly, DateOnly)> Months(DateOnly first, DateOnly last)
    {
        for (var day = first; day <= last; day = new DateOnly(day.Year, day.Month, 1).AddMonths(1))
        {
            var end = new DateOnly(day.Year, day.Month, 1).AddMonths(1).AddDays(-1);
            yield return (day, end < last ? end : last);
        }
    }

    private static DateOnly Day(JsonNode day) =>
        DateOnly.ParseExact((string)day!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Report(Parameters query, AdBook account)
    {
        public Parameters Query { get; } = query;

        public AdBook Account { get; } = account;

        public int Looks { get; set; }
    }
}

/// <summary>A refusal in Meta's form.</summary>
internal sealed class MetaError(int status, int code, int? subcode, string message) : Exception(message)
{
    public SimulatedAnswer ToAnswer()
    {
        var error = new JsonObject
        {
            ["message"] = Message,
            ["type"] = "OAuthException",
            ["code"] = code,
            ["fbtrace_id"] = "AbCdEfGhIjK",
        };
        if (subcode is { } sub)
            error["error_subcode"] = sub;
        return new()
        {
            Status = status,
            Json = new JsonObject { ["error"] = error },
        };
    }
}
