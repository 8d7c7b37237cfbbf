using System.Net;
using System.Text.Json;
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

    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly GoogleClient _data;
    private readonly GoogleClient _admin;
    private MetricNames? _names;
    private DateTimeOffset? _restsUntil;

    /// <param name="property">Its id; null where the properties are to be listed.</param>
    /// <exception cref="IntegrationException">There is no right to call.</exception>
    public AnalyticsClient(IProviderHttp http, ConnectionContext connection, string? property, TimeProvider clock)
    {
        _path = $"{Version}/properties/{property}";
        _clock = clock;
        var access = new GoogleAccess(http, connection, "Google Analytics", Provider, Scope, clock);
        // One call at a time: Google counts ten at once, for all of the owner's tools together.
        var limit = new RateLimit(PerSecond: 2, Burst: 10, Concurrency: 1);
        _data = Open("Google Analytics Data API", "https://analyticsdata.googleapis.com/");
        _admin = Open("Google Analytics Admin API", "https://analyticsadmin.googleapis.com/");

        GoogleClient Open(string name, string address)
        {
            var calls = access.Calls(address, property is null ? null : $"property:{property}", limit) with
            {
                // What is refused for its rate may be so for an hour; trying again only uses up another quota.
                ShouldRetry = response => response.StatusCode == HttpStatusCode.TooManyRequests ? false : null,
                AttemptTimeout = TimeSpan.FromSeconds(60),
            };
            return new(name, http.Open(calls), access, clock) { Pause = PauseAfter };
        }
    }

    /// <summary>The property: its name, zone, currency and day of birth.</summary>
    public Task<JsonAnswer> PropertyAsync(CancellationToken cancellationToken) =>
        _admin.GetAsync(_path, "property", cancellationToken);

    /// <summary>The accounts that may be read, each with its properties.</summary>
    public IAsyncEnumerable<JsonAnswer> AccountsAsync(CancellationToken cancellationToken) =>
        _admin.PagesAsync($"{Version}/accountSummaries?pageSize=200", "accounts", cancellationToken);

    /// <summary>Which metrics there are, and how they were called before.</summary>
    public Task<JsonAnswer> MetadataAsync(CancellationToken cancellationToken) =>
        _data.GetAsync($"{_path}/metadata", "metrics", cancellationToken);

    /// <summary>All rows of a report.</summary>
    /// <exception cref="IntegrationException">
    /// <see cref="IntegrationFault.RateLimited"/> also before a quota is used up that the owner's other tools share.
    /// </exception>
    public async Task<ReportAnswer> ReportAsync(
        AnalyticsReport report,
        DateRange days,
        CancellationToken cancellationToken
    )
    {
        _names ??= new MetricNames((await MetadataAsync(cancellationToken)).Body);
        var question = new ReportQuestion(report, _names.Of(report), days);
        var all = await PageAsync(question, offset: 0, cancellationToken);
        while (all.Rows.Count < all.RowCount)
        {
            var page = await PageAsync(question, all.Rows.Count, cancellationToken);
            if (page.Rows.Count == 0)
                throw Unexpected($"the call for {report.Title} with {all.Rows.Count} of {all.RowCount} rows");
            all = all.With(page);
        }
        return all;
    }

    /// <param name="how">What is wrong, continuing "Google Analytics answered …".</param>
    public static IntegrationException Unexpected(string how) => Refusal.Unexpected("Google Analytics", how);

    private async Task<ReportAnswer> PageAsync(ReportQuestion question, int offset, CancellationToken cancellationToken)
    {
        if (_restsUntil is { } until && until > _clock.GetUtcNow())
            throw new IntegrationException(
                IntegrationFault.RateLimited,
                "Nine tenths of what the property's quota allows are used. Nexus leaves the rest to your other tools.",
                until
            );
        var answer = await _data.PostAsync($"{_path}:runReport", question.Body(offset), "report", cancellationToken);
        Heed(answer.Body);
        return ReportAnswer.Read(answer, question);
    }

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
}
