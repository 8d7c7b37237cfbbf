using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.GoogleAnalytics;

/// <summary>One report that is asked for: one call, and one stream.</summary>
/// <param name="Name">Name of the stream.</param>
/// <param name="Title">As people know it.</param>
/// <param name="Grain">What one row covers. Numbers of people are asked for by each grain, because they do not add up.</param>
/// <param name="Dimensions">Besides the period: Google's names and Nexus's; none for totals.</param>
/// <param name="Metrics">At most ten.</param>
internal sealed record AnalyticsReport(
    string Name,
    string Title,
    Granularity Grain,
    IReadOnlyList<(string Api, string Name)> Dimensions,
    IReadOnlyList<AnalyticsMetric> Metrics
)
{
    /// <summary>Metrics by which Google names them today, and by which properties that lag behind do.</summary>
    public static readonly IReadOnlyDictionary<string, string> FormerNames = new Dictionary<string, string>
    {
        ["keyEvents"] = "conversions",
        ["sessionKeyEventRate"] = "sessionConversionRate",
    };

    public static readonly IReadOnlyList<AnalyticsReport> All =
    [
        new("traffic", "Traffic", Granularity.Day, [], Totals),
        new("users", "Users by day", Granularity.Day, [], [.. People, .. PeopleOfDays]),
        new("users_weekly", "Users by week", Granularity.Week, [], People),
        new("users_monthly", "Users by month", Granularity.Month, [], People),
        new("channels", "Channels", Granularity.Day, [("sessionDefaultChannelGroup", "channel")], VisitsAndResults),
        new("key_events", "Key events", Granularity.Day, [("eventName", "event")], Events) { OnlyKeyEvents = true },
        new("devices", "Devices", Granularity.Day, [("deviceCategory", "device")], Visits),
        new("countries", "Countries", Granularity.Day, [("country", "country")], Visits),
        new("landing_pages", "Landing pages", Granularity.Day, [("landingPage", "landing_page")], Visits),
    ];

    /// <summary>Whether it counts events that were marked as important, and no others.</summary>
    public bool OnlyKeyEvents { get; init; }

    /// <summary>Google's name of the period.</summary>
    public string Period =>
        Grain switch
        {
            Granularity.Week => "isoYearIsoWeek",
            Granularity.Month => "yearMonth",
            _ => "date",
        };

    /// <summary>Google's names of what a row is told apart by.</summary>
    public IReadOnlyList<string> ApiDimensions => [Period, .. Dimensions.Select(one => one.Api)];

    /// <summary>Whether a day that is missing between others had none of it: so for totals of what adds up.</summary>
    public bool FillsZero => Name == "traffic";

    public IReadOnlyList<string> DimensionNames => [.. Dimensions.Select(one => one.Name)];

    /// <summary>All metrics of Nexus that it gives.</summary>
    public IReadOnlyList<string> Gives => [.. Metrics.Select(one => one.Name).OfType<string>()];

    public SourceStream Stream => new(Name, Title) { UsuallyHasData = Name == "traffic" };

    // Properties, because the reports are made before fields below them would be.
    private static IReadOnlyList<AnalyticsMetric> Visits =>
        [new("sessions", "web.sessions"), new("engagedSessions", "web.engaged_sessions")];

    private static IReadOnlyList<AnalyticsMetric> Results =>
        [new("keyEvents", "web.key_events"), new("totalRevenue", "web.total_revenue")];

    private static IReadOnlyList<AnalyticsMetric> VisitsAndResults => [.. Visits, .. Results];

    private static IReadOnlyList<AnalyticsMetric> Events =>
        [new("keyEvents", "web.key_events"), new("eventCount", "web.events")];

    private static IReadOnlyList<AnalyticsMetric> People =>
        [new("activeUsers", "web.active_users"), new("totalUsers", "web.total_users")];

    private static IReadOnlyList<AnalyticsMetric> PeopleOfDays =>
        [
            new("active1DayUsers", "web.active_1d"),
            new("active7DayUsers", "web.active_7d"),
            new("active28DayUsers", "web.active_28d"),
            new("sessions", null),
            new("sessionKeyEventRate", "web.key_event_sessions") { PerSession = 0 },
            new("averageSessionDuration", "web.session_seconds") { PerSession = 3 },
        ];

    private static IReadOnlyList<AnalyticsMetric> Totals =>
        [
            .. Visits,
            new("newUsers", "web.new_users"),
            new("screenPageViews", "web.page_views"),
            new("eventCount", "web.events"),
            new("userEngagementDuration", "web.engagement_seconds"),
            .. Results,
            new("purchaseRevenue", "web.purchase_revenue"),
            new("ecommercePurchases", "web.purchases"),
        ];

    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static AnalyticsReport Get(string name) =>
        All.FirstOrDefault(report => report.Name == name)
        ?? throw new ArgumentException($"Google Analytics has no stream '{name}'.", nameof(name));
}

/// <summary>A number that Google counts.</summary>
/// <param name="Api">Google's name.</param>
/// <param name="Name">Nexus's; null for what is only a part of another one.</param>
internal sealed record AnalyticsMetric(string Api, string? Name)
{
    /// <summary>
    /// Of a share or a mean of sessions, of which Nexus keeps the whole, part × sessions: to how many places. Sessions are whole,
    /// and seconds are kept to the thousandth, beyond which Google's mean says nothing. Null for what is whole already.
    /// </summary>
    public int? PerSession { get; init; }
}
