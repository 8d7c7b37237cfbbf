using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Google;

namespace Nexus.Infrastructure.Integrations.GoogleAnalytics;

/// <summary>Speaks the Data API and the Admin API for one property: the only place that knows their addresses, limits and quotas.</summary>
/// <remarks><see href="https://developers.google.com/analytics/devguides/reporting/data/v1/quotas"/></remarks>
internal sealed class AnalyticsClient
{
    public const string Provider = "google-analytics";

    public const string Version = "v1beta";

    public const string Scope = "https://www.googleapis.com/auth/analytics.readonly";

    private const string Admin = "Google Analytics Admin API";

    private const string Data = "Google Analytics Data API";

    private const int RowsInAnswer = 50_000;

    /// <summary>A tenth of what a standard property may use: what is left then belongs to its owner's other tools.</summary>
    private static readonly (string Bucket, long Least, bool OfDay)[] Reserves =
    [
        ("tokensPerDay", 20_000, true),
        ("tokensPerHour", 4_000, false),
        ("tokensPerProjectPerHour", 1_400, false),
    ];

    /// <summary>Where a standard property has 10, a paid one has 50; of tokens it has ten times as many.</summary>
    /// <remarks><see href="https://developers.google.com/analytics/devguides/reporting/data/v1/quotas"/></remarks>
    private static readonly string[] OfPaidAlone = ["concurrentRequests", "serverErrorsPerProjectPerHour"];

    /// <summary>Daily quotas begin anew at midnight there.</summary>
    private static readonly ZonedCalendar Pacific = ZonedCalendar.Of("America/Los_Angeles", DayOfWeek.Monday);

    private readonly GoogleAccess _access;
    private readonly TimeProvider _clock;
    private readonly GoogleClient _data;
    private readonly GoogleClient _admin;
    private DateTimeOffset? _restsUntil;

    /// <param name="property">Its id; null where the properties are to be listed.</param>
    /// <exception cref="IntegrationException">There is no right to call.</exception>
    public AnalyticsClient(IProviderHttp http, ConnectionContext connection, string? property, TimeProvider clock)
    {
        _access = new GoogleAccess(http, connection, "Google Analytics", Provider, Scope, clock);
        _clock = clock;
        _data = Of("https://analyticsdata.googleapis.com/");
        _admin = Of("https://analyticsadmin.googleapis.com/");

        // One call at a time: Google counts ten at once, for all of the owner's tools together.
        GoogleClient Of(string address) =>
            new(
                http.Open(
                    new(
                        Provider,
                        new Uri(address),
                        property is null ? _access.CredentialScope : $"property:{property}",
                        _access.CredentialScope,
                        new RateLimit(PerSecond: 2, Burst: 10, Concurrency: 1)
                    )
                    {
                        // What is refused for its rate may be so for an hour; trying again only uses up another quota.
                        ShouldRetry = response =>
                            response.StatusCode == System.Net.HttpStatusCode.TooManyRequests ? false : null,
                        ReadsRefusals = true,
                        AttemptTimeout = TimeSpan.FromSeconds(60),
                    }
                ),
                _access,
                clock
            )
            {
                Pause = PauseAfter,
            };
    }

    /// <summary>The property: its name, zone, currency and day of birth.</summary>
    public Task<JsonAnswer> PropertyAsync(string property, CancellationToken cancellationToken) =>
        _admin.GetAsync($"{Version}/properties/{property}", Call("property", Admin), cancellationToken);

    /// <summary>The accounts that may be read, each with its properties.</summary>
    public IAsyncEnumerable<JsonAnswer> AccountsAsync(CancellationToken cancellationToken) =>
        _admin.PagesAsync($"{Version}/accountSummaries?pageSize=200", Call("accounts", Admin), cancellationToken);

    /// <summary>Which metrics there are, and how they were called before.</summary>
    public Task<JsonAnswer> MetadataAsync(string property, CancellationToken cancellationToken) =>
        _data.GetAsync($"{Version}/properties/{property}/metadata", Call("metrics", Data), cancellationToken);

    /// <summary>All rows of a report of some days.</summary>
    /// <exception cref="IntegrationException">
    /// <see cref="IntegrationFault.RateLimited"/> also before a quota is used up that the owner's other tools share.
    /// </exception>
    public async Task<ReportAnswer> ReportAsync(
        string property,
        AnalyticsReport report,
        IReadOnlyList<AskedMetric> metrics,
        DateRange days,
        CancellationToken cancellationToken
    )
    {
        ReportAnswer? all = null;
        while (true)
        {
            if (_restsUntil is { } until && until > _clock.GetUtcNow())
                throw new IntegrationException(
                    IntegrationFault.RateLimited,
                    "Nine tenths of what the property's quota allows are used. Nexus leaves the rest to your other tools.",
                    until
                );
            var answer = await _data.PostAsync(
                $"{Version}/properties/{property}:runReport",
                Request(report, metrics, days, all?.Rows.Count ?? 0),
                Call("report", Data),
                cancellationToken
            );
            Heed(answer.Body);
            var page = ReportAnswer.Read(answer, report, metrics);
            all = all is null ? page : all.With(page);
            if (all.Rows.Count >= page.RowCount)
                return all;
            if (page.Rows.Count == 0)
                throw new IntegrationException(
                    IntegrationFault.UnexpectedResponse,
                    $"Google Analytics announced {page.RowCount} rows of {report.Title} and sent {all.Rows.Count}."
                );
        }
    }

    private static JsonObject Request(
        AnalyticsReport report,
        IReadOnlyList<AskedMetric> metrics,
        DateRange days,
        int offset
    )
    {
        var dimensions = report.ApiDimensions;
        var request = new JsonObject
        {
            ["dimensions"] = Each(dimensions, name => Named("name", name)),
            ["metrics"] = Each(metrics, metric => Named("name", metric.Name)),
            ["dateRanges"] = new JsonArray(
                new JsonObject { ["startDate"] = DayText.Write(days.First), ["endDate"] = DayText.Write(days.Last) }
            ),
            // Without an order, pages overlap.
            ["orderBys"] = Each(dimensions, name => new JsonObject { ["dimension"] = Named("dimensionName", name) }),
            ["limit"] = RowsInAnswer,
            ["offset"] = offset,
            ["returnPropertyQuota"] = true,
        };
        if (report.OnlyKeyEvents)
            request["dimensionFilter"] = new JsonObject
            {
                ["filter"] = new JsonObject
                {
                    ["fieldName"] = "isKeyEvent",
                    ["stringFilter"] = new JsonObject { ["matchType"] = "EXACT", ["value"] = "true" },
                },
            };
        return request;
    }

    private static JsonArray Each<T>(IEnumerable<T> all, Func<T, JsonNode> one) => new([.. all.Select(one)]);

    private static JsonObject Named(string member, string name) => new() { [member] = name };

    private void Heed(JsonElement body)
    {
        var quota = body.Member("propertyQuota");
        // Google says what is left, and not of how much: a paid property has more of everything.
        var isPaid = OfPaidAlone.Any(bucket => quota.Member(bucket).Whole("remaining") > 10);
        double? used = null;
        foreach (var (bucket, least, ofDay) in Reserves)
        {
            if (quota.Member(bucket).Whole("remaining") is not { } left)
                continue;
            if (left <= least)
                _restsUntil = _clock.GetUtcNow() + (ofDay ? ToNextDay() : ToNextHour());
            used = Math.Max(used ?? 0, 1 - ((double)left / (least * (isPaid ? 100 : 10))));
        }
        if (used is { } share)
            CallMeter.TellQuota(share);
    }

    /// <remarks>Google names the quota in words alone.</remarks>
    private TimeSpan PauseAfter(string words) =>
        words.Contains("concurrent", StringComparison.OrdinalIgnoreCase) ? TimeSpan.FromSeconds(30)
        : words.Contains("per day", StringComparison.OrdinalIgnoreCase) ? ToNextDay()
        : ToNextHour();

    private TimeSpan ToNextDay() => Pacific.StartOf(Pacific.DateOf(_clock.GetUtcNow()).AddDays(1)) - _clock.GetUtcNow();

    /// <remarks>Not at the full hour itself, when all wait for it.</remarks>
    private TimeSpan ToNextHour() =>
        TimeSpan.FromTicks(TimeSpan.TicksPerHour - (_clock.GetUtcNow().Ticks % TimeSpan.TicksPerHour))
        + TimeSpan.FromMinutes(1);

    private GoogleCall Call(string what, string api) => new(what, api, _access.IsServiceAccount);
}
