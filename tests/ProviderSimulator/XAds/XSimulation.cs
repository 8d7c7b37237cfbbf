using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Ads;
using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator.XAds;

/// <summary>X's Ads API as far as statistics go: signatures, whole days of the account's zone, prepared reports and refusals.</summary>
public sealed class XSimulation : ISimulatedProvider, IDemonstrated
{
    public const string ConsumerKey = "sim-consumer";
    public const string ConsumerSecret = "sim-consumer-secret";
    public const string TokenSecret = "sim-token-secret";

    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, AdBook> _accounts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string[]> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _nonces = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Job> _jobs = new(StringComparer.Ordinal);
    private long _numbers = 1_120_829_647_711_653_888;

    internal XSimulation(TimeProvider clock) => _clock = clock;

    public string Name => "x-ads";

    /// <summary>How often reports are looked at before they are there.</summary>
    public int LooksUntilReady { get; set; } = 1;

    /// <summary>How often a job that has succeeded is looked at before its address is told.</summary>
    public int LooksUntilAddress { get; set; } = 1;

    /// <summary>Reports that may be prepared at a time.</summary>
    public int MostJobs { get; set; } = 100;

    /// <summary>So many reports fail before one succeeds.</summary>
    public int FailingJobs { get; set; }

    /// <summary>Every other advert is also shown in this placement, with half of the figures.</summary>
    public string? SecondPlacement { get; set; }

    public AdBook CreateAccount(
        string id,
        string name = "Sample brand",
        string zone = "America/Los_Angeles",
        string currency = "USD"
    ) => _accounts[id] = new AdBook(id, name, zone, currency);

    /// <summary>An access token that reaches these accounts; its secret is <see cref="TokenSecret"/>.</summary>
    public string CreateToken(params string[] accounts)
    {
        var token = $"{Interlocked.Increment(ref _numbers)}-sim";
        _tokens[token] = accounts;
        return token;
    }

    public void Revoke(string token) => _tokens.TryRemove(token, out _);

    public IReadOnlyList<JsonObject> Demonstrate() =>
        AdScenarios.Demonstrate(
            Name,
            CreateAccount("18ce54d4x5t"),
            _clock.GetUtcNow(),
            ("consumerKey", ConsumerKey),
            ("consumerSecret", ConsumerSecret),
            ("accessToken", CreateToken("18ce54d4x5t")),
            ("accessTokenSecret", TokenSecret)
        );

    public SimulatedAnswer Answer(SimulatedRequest request)
    {
        var path = request.Path.Trim('/').Split('/');
        // The host of files knows no signatures.
        if (path is ["advertiser-api-async-analytics", var file])
            return request.Header("Authorization") is null ? File(file) : Error(400, "INVALID_HEADER");
        try
        {
            return path[0] == "12" ? Route(request, path[1..], Authenticate(request)) : Error(404, "ROUTE_NOT_FOUND");
        }
        catch (XError error)
        {
            return Error(error.Status, error.Message);
        }
    }

    private string[] Authenticate(SimulatedRequest request)
    {
        var parts = XSignature.Parts(request);
        var isNow =
            long.TryParse(parts.GetValueOrDefault("oauth_timestamp"), CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs(seconds - _clock.GetUtcNow().ToUnixTimeSeconds()) < 300;
        return
            isNow
            && parts.GetValueOrDefault("oauth_consumer_key") == ConsumerKey
            && _tokens.TryGetValue(parts.GetValueOrDefault("oauth_token") ?? "", out var accounts)
            && XSignature.IsValid(request, parts, ConsumerSecret, TokenSecret)
            && _nonces.TryAdd(parts["oauth_nonce"], true)
            ? accounts
            : throw new XError(401, "UNAUTHORIZED_ACCESS");
    }

    private SimulatedAnswer Route(SimulatedRequest request, string[] path, string[] reachable)
    {
        switch (request.Method, path)
        {
            case ("GET", ["accounts"]):
                return List(request, [.. reachable.Select(id => Describe(_accounts[id]))]);
            case ("GET", ["accounts", var id]):
                return Data(Describe(Account(id, reachable)));
            case ("GET", ["accounts", var id, var what]):
                return List(request, [.. Objects(Account(id, reachable), what)]);
            case ("GET", ["stats", "accounts", var id]):
                return new() { Json = Stats(request.Query, Account(id, reachable), longest: 7) };
            case ("GET", ["stats", "accounts", var id, "active_entities"]):
                return Active(request.Query, Account(id, reachable));
            case ("GET", ["stats", "accounts", var id, "reach", "campaigns"]):
                return Reach(request.Query, Account(id, reachable));
            case ("POST", ["stats", "jobs", "accounts", var id]):
                return Begin(request, Account(id, reachable));
            case ("GET", ["stats", "jobs", "accounts", _]):
                return Jobs(request);
            default:
                return Error(404, "ROUTE_NOT_FOUND");
        }
    }

    private AdBook Account(string id, string[] reachable) =>
        _accounts.TryGetValue(id, out var account) && reachable.Contains(id)
            ? account
            : throw new XError(403, "ACCOUNT_NOT_FOUND");

    private JsonObject Stats(Parameters query, AdBook account, int longest)
    {
        var (first, last) = Days(query, account);
        var ids = query["entity_ids"]!.Split(',');
        if (last.DayNumber - first.DayNumber >= longest || ids.Length > 20)
            throw new XError(400, "INVALID_PARAMETER");
        var isAd = query["entity"] == "PROMOTED_TWEET";
        if (
            account.Ads.Any(ad =>
                account.Unreportable.Contains(ad.CampaignId) && ids.Contains(isAd ? ad.Id : ad.CampaignId)
            )
        )
            throw new XError(400, "REQUEST_TOO_COMPLEX");
        var days = AdBook.Days(first, last).ToList();
        var totals = account
            .Totals(ad => isAd ? ad.Id : ad.CampaignId, days)
            .ToLookup(total => isAd ? total.Ad.Id : total.Ad.CampaignId, StringComparer.Ordinal);
        var divisor = query["placement"] == "ALL_ON_TWITTER" ? 1 : 2;
        return new()
        {
            ["data_type"] = "stats",
            ["time_series_length"] = days.Count,
            ["data"] = new JsonArray([
                .. ids.Select(id => new JsonObject
                {
                    ["id"] = id,
                    ["id_data"] = totals.Contains(id)
                        ? new JsonArray(
                            new JsonObject
                            {
                                ["segment"] = null,
                                ["metrics"] =
                                    query["metric_groups"] == "WEB_CONVERSION"
                                        ? Conversions([.. totals[id]], days, divisor)
                                        : Metrics([.. totals[id]], days, divisor),
                            }
                        )
                        : [],
                }),
            ]),
            ["request"] = new JsonObject(),
        };
    }

    private static JsonObject Metrics(AdTotal[] totals, List<(DateOnly First, DateOnly)> days, int divisor) =>
        new()
        {
            ["impressions"] = Series(totals, days, facts => facts.Impressions / divisor),
            ["clicks"] = Series(totals, days, facts => facts.Clicks / divisor),
            ["url_clicks"] = Series(totals, days, facts => facts.LinkClicks / divisor),
            ["engagements"] = Series(totals, days, facts => facts.Engagements / divisor),
            ["billed_charge_local_micro"] = Series(totals, days, facts => (long)(facts.Spend * 1_000_000) / divisor),
            ["video_total_views"] = Series(totals, days, facts => facts.VideoViews / divisor),
            ["video_views_100"] = Series(totals, days, facts => facts.VideoCompletions / divisor),
            ["follows"] = null,
        };

    private static JsonObject Conversions(AdTotal[] totals, List<(DateOnly First, DateOnly)> days, int divisor) =>
        new()
        {
            ["conversion_purchases"] = new JsonObject
            {
                ["metric"] = Series(totals, days, facts => facts.Purchases / divisor),
                ["sale_amount"] = Series(totals, days, facts => (long)facts.PurchaseValue / divisor),
                ["post_view"] = null,
            },
            ["conversion_sign_ups"] = new JsonObject
            {
                ["metric"] = Series(totals, days, facts => facts.Leads / divisor),
            },
            ["conversion_custom"] = new JsonObject { ["metric"] = null, ["sale_amount"] = null },
        };

    /// <summary>A value for each day, or nothing at all where all of them are 0.</summary>
    private static JsonArray? Series(AdTotal[] totals, List<(DateOnly First, DateOnly)> days, Func<AdDay, long> value)
    {
        var values = days.ConvertAll(day =>
            totals.FirstOrDefault(total => total.First == day.First) is { } total ? value(total.Facts) : 0
        );
        return values.TrueForAll(one => one == 0)
            ? null
            : new JsonArray([.. values.Select(one => JsonValue.Create(one))]);
    }

    private SimulatedAnswer Active(Parameters query, AdBook account)
    {
        var (first, last) = Days(query, account);
        var isAd = query["entity"] == "PROMOTED_TWEET";
        return Data(
            new JsonArray([
                .. account
                    .Totals(ad => isAd ? ad.Id : ad.CampaignId, [(first, last)])
                    .Select(total => new JsonObject
                    {
                        ["entity_id"] = isAd ? total.Ad.Id : total.Ad.CampaignId,
                        ["placements"] = SecondPlacement is { } second
                            ? new JsonArray("ALL_ON_TWITTER", second)
                            : new JsonArray("ALL_ON_TWITTER"),
                    }),
            ])
        );
    }

    private SimulatedAnswer Reach(Parameters query, AdBook account)
    {
        var window = Days(query, account);
        var ids = query["campaign_ids"]!.Split(',');
        return Data(
            new JsonArray([
                .. account
                    .Totals(ad => ad.CampaignId, [window])
                    .Where(total => ids.Contains(total.Ad.CampaignId))
                    .Select(total => new JsonObject
                    {
                        ["id"] = total.Ad.CampaignId,
                        ["total_audience_reach"] = total.Reach,
                        ["average_frequency"] =
                            total.Reach == 0 ? 0 : Math.Round((decimal)total.Facts.Impressions / total.Reach, 2),
                    }),
            ])
        );
    }

    private SimulatedAnswer Begin(SimulatedRequest request, AdBook account)
    {
        if (_jobs.Values.Count(job => job.Looks <= LooksUntilReady) >= MostJobs)
            return Error(400, "TOO_MANY_JOBS");
        var id = Interlocked.Increment(ref _numbers).ToString(CultureInfo.InvariantCulture);
        _jobs[id] = new(Stats(request.Query, account, longest: 90));
        return Data(Describe(id, "PROCESSING", url: null));
    }

    private SimulatedAnswer Jobs(SimulatedRequest request)
    {
        var jobs = new JsonArray();
        foreach (var id in request.Query["job_ids"]!.Split(',').Where(_jobs.ContainsKey))
        {
            var (job, looks) = (_jobs[id], ++_jobs[id].Looks);
            var isReady = looks > LooksUntilReady;
            if (isReady && FailingJobs > 0)
            {
                FailingJobs--;
                job.HasFailed = true;
            }
            var url = $"{request.Origin}/advertiser-api-async-analytics/{id}.json.gz";
            jobs.Add(
                Describe(
                    id,
                    job.HasFailed ? "FAILED"
                        : isReady ? "SUCCESS"
                        : "PROCESSING",
                    looks > LooksUntilReady + LooksUntilAddress ? url : null
                )
            );
        }
        // There is always another cursor.
        return new()
        {
            Json = new JsonObject { ["data"] = jobs, ["next_cursor"] = $"c{Interlocked.Increment(ref _numbers)}" },
        };
    }

    private SimulatedAnswer File(string name)
    {
        if (!_jobs.TryGetValue(name.Replace(".json.gz", "", StringComparison.Ordinal), out var job))
            return new() { Status = 404, Text = "" };
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(job.Result.ToJsonString()));
        return new() { ContentType = "application/gzip", Bytes = packed.ToArray() };
    }

    /// <summary>Days must begin at midnight by the offset that the zone has now, even in another season.</summary>
    private (DateOnly First, DateOnly Last) Days(Parameters query, AdBook account)
    {
        var offset = TimeZoneInfo.FindSystemTimeZoneById(account.Zone).GetUtcOffset(_clock.GetUtcNow());
        var start = Instant(query["start_time"]).ToOffset(offset);
        var end = Instant(query["end_time"]).ToOffset(offset);
        if (start.TimeOfDay != TimeSpan.Zero || end.TimeOfDay != TimeSpan.Zero || end <= start)
            throw new XError(400, "INVALID_TIME_WINDOW");
        return (DateOnly.FromDateTime(start.DateTime), DateOnly.FromDateTime(end.DateTime).AddDays(-1));
    }

    private static DateTimeOffset Instant(string? text) =>
        DateTimeOffset.Parse(text!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static IEnumerable<JsonObject> Objects(AdBook account, string what) =>
        what switch
        {
            "funding_instruments" => [new() { ["id"] = "lygyi", ["currency"] = account.Currency }],
            "campaigns" => account.Campaigns.Select(one => new JsonObject { ["id"] = one.Id, ["name"] = one.Name }),
            "line_items" => account
                .Ads.DistinctBy(ad => ad.SetId)
                .Select(ad => new JsonObject
                {
                    ["id"] = ad.SetId,
                    ["name"] = $"Set {ad.SetId}",
                    ["campaign_id"] = ad.CampaignId,
                }),
            "promoted_tweets" => account.Ads.Select(ad => new JsonObject
            {
                ["id"] = ad.Id,
                ["line_item_id"] = ad.SetId,
                ["tweet_id"] = $"58512745223146{ad.Id}",
            }),
            _ => throw new XError(404, "ROUTE_NOT_FOUND"),
        };

    private static JsonObject Describe(AdBook account) =>
        new()
        {
            ["id"] = account.Id,
            ["name"] = account.Name,
            ["timezone"] = account.Zone,
        };

    private static JsonObject Describe(string id, string status, string? url) =>
        new()
        {
            // More digits than a number of JavaScript holds.
            ["id"] = long.Parse(id, CultureInfo.InvariantCulture),
            ["id_str"] = id,
            ["status"] = status,
            ["url"] = url,
        };

    private static SimulatedAnswer List(SimulatedRequest request, List<JsonObject> all)
    {
        var count = (int)(request.Query.Number("count") ?? 200);
        var from = (int)(request.Query.Number("cursor") ?? 0);
        var page = all.Skip(from).Take(count).ToList();
        return new()
        {
            Json = new JsonObject
            {
                ["data"] = new JsonArray([.. page]),
                ["next_cursor"] = from + page.Count < all.Count ? $"{from + page.Count}" : null,
            },
        };
    }

    private static SimulatedAnswer Data(JsonNode data) => new() { Json = new JsonObject { ["data"] = data } };

    private static SimulatedAnswer Error(int status, string code) =>
        new()
        {
            Status = status,
            Json = new JsonObject
            {
                ["errors"] = new JsonArray(new JsonObject { ["code"] = code, ["message"] = "Refused" }),
            },
        };

    private sealed class Job(JsonObject result)
    {
        public JsonObject Result { get; } = result;

        public int Looks { get; set; }

        public bool HasFailed { get; set; }
    }

    private sealed class XError(int status, string code) : Exception(code)
    {
        public int Status { get; } = status;
    }
}
