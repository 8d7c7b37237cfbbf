using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator.Google;

/// <summary>Reports over visits, with Google's habits: positional texts, days without visits left out, people counted once a group.</summary>
internal static class AnalyticsApi
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["keyEvents"] = "TYPE_FLOAT",
        ["conversions"] = "TYPE_FLOAT",
        ["sessionKeyEventRate"] = "TYPE_FLOAT",
        ["sessionConversionRate"] = "TYPE_FLOAT",
        ["totalRevenue"] = "TYPE_CURRENCY",
        ["purchaseRevenue"] = "TYPE_CURRENCY",
        ["userEngagementDuration"] = "TYPE_SECONDS",
        ["averageSessionDuration"] = "TYPE_SECONDS",
    };

    private static readonly string[] Metrics =
    [
        "sessions",
        "engagedSessions",
        "newUsers",
        "screenPageViews",
        "eventCount",
        "userEngagementDuration",
        "keyEvents",
        "totalRevenue",
        "purchaseRevenue",
        "ecommercePurchases",
        "activeUsers",
        "totalUsers",
        "active1DayUsers",
        "active7DayUsers",
        "active28DayUsers",
        "sessionKeyEventRate",
        "averageSessionDuration",
    ];

    public static JsonObject Describe(AnalyticsProperty property) =>
        new()
        {
            ["name"] = $"properties/{property.Id}",
            ["displayName"] = property.Name,
            ["timeZone"] = property.TimeZone,
            ["currencyCode"] = property.Currency,
            ["serviceLevel"] = "GOOGLE_ANALYTICS_STANDARD",
            ["createTime"] = property.CreatedAt.ToString("O", CultureInfo.InvariantCulture),
        };

    public static JsonObject Accounts(IEnumerable<AnalyticsProperty> properties) =>
        new()
        {
            ["accountSummaries"] = new JsonArray(
                new JsonObject { ["account"] = "accounts/2", ["displayName"] = "Without properties" },
                new JsonObject
                {
                    ["account"] = "accounts/1",
                    ["displayName"] = "Company",
                    ["propertySummaries"] = new JsonArray([
                        .. properties.Select(property => new JsonObject
                        {
                            ["property"] = $"properties/{property.Id}",
                            ["displayName"] = property.Name,
                        }),
                    ]),
                }
            ),
        };

    public static JsonObject Metadata(AnalyticsProperty property) =>
        new() { ["metrics"] = new JsonArray([.. Metrics.Select(name => Describe(name, property.NamesConversions))]) };

    public static SimulatedAnswer Report(AnalyticsProperty property, JsonObject request, DateTimeOffset now)
    {
        var dimensions = Names(request, "dimensions");
        var metrics = Names(request, "metrics");
        if (metrics.Count > 10 || metrics.Exists(name => Current(name) is var one && !Metrics.Contains(one)))
            return GoogleErrors.Answer(400, "INVALID_ARGUMENT", "Field is not a valid metric.");
        var range = request["dateRanges"]![0]!;
        var (first, last) = (Day(range["startDate"]!), Day(range["endDate"]!));
        var onlyKeyEvents = request["dimensionFilter"] is not null;
        var groups = property
            .Visits.Where(visit => visit.Day >= first && visit.Day <= last)
            .SelectMany(visit => Split(visit, dimensions, onlyKeyEvents))
            .GroupBy(one => string.Join('\u001f', one.Labels), StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToList();
        property.TokensLeft -= 10;
        var answer = new JsonObject
        {
            ["dimensionHeaders"] = new JsonArray([.. dimensions.Select(name => new JsonObject { ["name"] = name })]),
            ["metricHeaders"] = new JsonArray([
                .. metrics.Select(name => new JsonObject
                {
                    ["name"] = name,
                    ["type"] = Types.GetValueOrDefault(name, "TYPE_INTEGER"),
                }),
            ]),
            ["metadata"] = About(property),
            ["kind"] = "analyticsData#runReport",
        };
        if ((bool?)request["returnPropertyQuota"] == true)
            answer["propertyQuota"] = new JsonObject
            {
                ["tokensPerDay"] = Quota(property.IsPaid ? 1_990_000 : 199_000),
                ["tokensPerHour"] = Quota(property.TokensLeft),
                ["tokensPerProjectPerHour"] = Quota(property.IsPaid ? 130_000 : 13_000),
                ["concurrentRequests"] = Quota(property.IsPaid ? 49 : 9),
            };
        if (groups.Count == 0)
            return new() { Json = answer };
        answer["rowCount"] = groups.Count;
        answer["rows"] = new JsonArray([
            .. groups
                .Skip((int?)request["offset"] ?? 0)
                .Take((int?)request["limit"] ?? 10_000)
                .Select(group => new JsonObject
                {
                    ["dimensionValues"] = Values(group.First().Labels),
                    ["metricValues"] = Values(metrics.Select(name => Compute(property, name, [.. group]))),
                }),
        ]);
        return new() { Json = answer };
    }

    private static string Compute(AnalyticsProperty property, string name, IReadOnlyList<Slice> group)
    {
        var visits = group.Select(one => one.Visit).Distinct().ToList();
        decimal value = Current(name) switch
        {
            "sessions" => visits.Count,
            "engagedSessions" => visits.Count(visit => visit.IsEngaged),
            "newUsers" => visits.Count(visit => visit.IsNew),
            "screenPageViews" => visits.Sum(visit => visit.Views),
            "eventCount" => group.Sum(one => one.Event is null ? one.Visit.Views + Keys(one.Visit).Count : 1),
            "userEngagementDuration" => visits.Where(visit => visit.IsEngaged).Sum(visit => visit.Seconds),
            "keyEvents" => group.Sum(one => one.Event is null ? Keys(one.Visit).Count : 1),
            "totalRevenue" or "purchaseRevenue" => visits.Sum(visit => visit.Sale),
            "ecommercePurchases" => visits.Count(visit => visit.Sale > 0),
            "activeUsers" => visits.Where(visit => visit.IsEngaged).DistinctBy(visit => visit.User).Count(),
            "totalUsers" => visits.DistinctBy(visit => visit.User).Count(),
            "active1DayUsers" => Rolling(property, visits[0].Day, 1),
            "active7DayUsers" => Rolling(property, visits[0].Day, 7),
            "active28DayUsers" => Rolling(property, visits[0].Day, 28),
            "sessionKeyEventRate" => (decimal)visits.Count(visit => Keys(visit).Count > 0) / visits.Count,
            "averageSessionDuration" => visits.Average(visit => visit.Seconds),
            _ => throw new ArgumentException(name),
        };
        return value.ToString(CultureInfo.InvariantCulture);
    }

    private static int Rolling(AnalyticsProperty property, DateOnly day, int days) =>
        property
            .Visits.Where(visit => visit.IsEngaged && visit.Day <= day && visit.Day > day.AddDays(-days))
            .DistinctBy(visit => visit.User)
            .Count();

    private static IEnumerable<Slice> Split(Visit visit, List<string> dimensions, bool onlyKeyEvents)
    {
        IEnumerable<string?> events =
            onlyKeyEvents || dimensions.Contains("eventName") ? Keys(visit).Cast<string?>() : [null];
        foreach (var one in events)
            yield return new(visit, one, [.. dimensions.Select(name => Label(visit, name, one))]);
    }

    private static string Label(Visit visit, string dimension, string? key) =>
        dimension switch
        {
            "date" => visit.Day.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            "yearMonth" => visit.Day.ToString("yyyyMM", CultureInfo.InvariantCulture),
            "isoYearIsoWeek" => Week(visit.Day),
            "sessionDefaultChannelGroup" => visit.Channel,
            "eventName" => key ?? "",
            "deviceCategory" => visit.Device,
            "country" => visit.Country,
            "landingPage" => visit.LandingPage,
            _ => throw new ArgumentException(dimension),
        };

    private static string Week(DateOnly day)
    {
        var at = day.ToDateTime(TimeOnly.MinValue);
        return $"{ISOWeek.GetYear(at):0000}{ISOWeek.GetWeekOfYear(at):00}";
    }

    private static JsonObject About(AnalyticsProperty property)
    {
        var about = new JsonObject
        {
            ["currencyCode"] = property.Currency,
            ["timeZone"] = property.TimeZone,
            ["emptyReason"] = null,
        };
        if (property.IsThresholded)
            about["subjectToThresholding"] = true;
        if (property.HasOtherRow)
            about["dataLossFromOtherRow"] = true;
        if (property.IsSampled)
            about["samplingMetadatas"] = new JsonArray(
                new JsonObject { ["samplesReadCount"] = "500000000", ["samplingSpaceSize"] = "1000000000" }
            );
        return about;
    }

    private static JsonObject Describe(string name, bool former) =>
        (name, former) switch
        {
            ("keyEvents", true) => new() { ["apiName"] = "conversions" },
            ("sessionKeyEventRate", true) => new() { ["apiName"] = "sessionConversionRate" },
            ("keyEvents", false) => new() { ["apiName"] = name, ["deprecatedApiNames"] = new JsonArray("conversions") },
            _ => new() { ["apiName"] = name },
        };

    private static string Current(string name) =>
        name switch
        {
            "conversions" => "keyEvents",
            "sessionConversionRate" => "sessionKeyEventRate",
            _ => name,
        };

    private static IReadOnlyList<string> Keys(Visit visit) => visit.KeyEvents ?? [];

    private static List<string> Names(JsonObject request, string member) =>
        [.. request[member]!.AsArray().Select(one => (string)one!["name"]!)];

    private static JsonObject Quota(long remaining) => new() { ["consumed"] = 10, ["remaining"] = remaining };

    private static JsonArray Values(IEnumerable<string> values) =>
        new([.. values.Select(value => new JsonObject { ["value"] = value })]);

    private static DateOnly Day(JsonNode day) =>
        DateOnly.ParseExact((string)day!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record Slice(Visit Visit, string? Event, IReadOnlyList<string> Labels);
}
