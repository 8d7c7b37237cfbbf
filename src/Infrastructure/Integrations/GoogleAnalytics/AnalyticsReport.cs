using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.GoogleAnalytics;

/// <summary>One report that is asked for: one call, and one stream.</summary>
/// <param name="Name">Name of the stream.</param>
/// <param name="Title">As people know it.</param>
/// <param name="Grain">What one row covers. Numbers of people are asked for by each grain, because they do not add up.</param>
/// <param name="Dimension">Besides the period: Google's name and Nexus's; null for totals.</param>
/// <param name="Metrics">Google's names and Nexus's, at most ten; a name without Nexus's is a part of another.</param>
internal sealed record AnalyticsReport(
    string Name,
    string Title,
    Granularity Grain,
    (string Api, string Name)? Dimension,
    IReadOnlyList<(string Api, string? Metric)> Metrics
)
{
    /// <summary>Google's share and mean, of which Nexus keeps the whole: part × sessions.</summary>
    public static readonly IReadOnlyDictionary<string, string> BySessions = new Dictionary<string, string>
    {
        ["sessionKeyEventRate"] = "web.key_event_sessions",
        ["averageSessionDuration"] = "web.session_seconds",
    };

    /// <summary>Metrics by which Google names them today, and by which properties that lag behind do.</summary>
    public static readonly IReadOnlyDictionary<string, string> FormerNames = new Dictionary<string, string>
    {
        ["keyEvents"] = "conversions",
        ["sessionKeyEventRate"] = "sessionConversionRate",
    };

    public static readonly IReadOnlyList<AnalyticsReport> All =
    [
        new("traffic", "Traffic", Granularity.Day, null, Totals),
        new("users", "Users by day", Granularity.Day, null, [.. People, .. PeopleOfDays]),
        new("users_weekly", "Users by week", Granularity.Week, null, People),
        new("users_monthly", "Users by month", Granularity.Month, null, People),
        new(
            "channels",
            "Channels",
            Granularity.Day,
            ("sessionDefaultChannelGroup", "channel"),
            [.. Visits, .. Results]
        ),
        new("key_events", "Key events", Granularity.Day, ("eventName", "event"), Events) { OnlyKeyEvents = true },
        new("devices", "Devices", Granularity.Day, ("deviceCategory", "device"), Visits),
        new("countries", "Countries", Granularity.Day, ("country", "country"), Visits),
        new("landing_pages", "Landing pages", Granularity.Day, ("landingPage", "landing_page"), Visits),
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
    public IReadOnlyList<string> ApiDimensions => Dimension is { } dimension ? [Period, dimension.Api] : [Period];

    /// <summary>Whether a day that is missing between others had none of it: so for totals of what adds up.</summary>
    public bool FillsZero => Name == "traffic";

    public IReadOnlyList<string> DimensionNames => Dimension is { } dimension ? [dimension.Name] : [];

    /// <summary>All metrics of Nexus that it gives.</summary>
    public IReadOnlyList<string> Gives =>
        [.. Metrics.Select(one => one.Metric ?? BySessions.GetValueOrDefault(one.Api)).OfType<string>()];

    public SourceStream Stream => new(Name, Title) { UsuallyHasData = Name == "traffic" };

    // Properties, because the reports are made before fields below them would be.
    private static IReadOnlyList<(string, string?)> Visits =>
        [("sessions", "web.sessions"), ("engagedSessions", "web.engaged_sessions")];

    private static IReadOnlyList<(string, string?)> Results =>
        [("keyEvents", "web.key_events"), ("totalRevenue", "web.total_revenue")];

    private static IReadOnlyList<(string, string?)> Events =>
        [("keyEvents", "web.key_events"), ("eventCount", "web.events")];

    private static IReadOnlyList<(string, string?)> People =>
        [("activeUsers", "web.active_users"), ("totalUsers", "web.total_users")];

    private static IReadOnlyList<(string, string?)> PeopleOfDays =>
        [
            ("active1DayUsers", "web.active_1d"),
            ("active7DayUsers", "web.active_7d"),
            ("active28DayUsers", "web.active_28d"),
            ("sessions", null),
            ("sessionKeyEventRate", null),
            ("averageSessionDuration", null),
        ];

    private static IReadOnlyList<(string, string?)> Totals =>
        [
            .. Visits,
            ("newUsers", "web.new_users"),
            ("screenPageViews", "web.page_views"),
            ("eventCount", "web.events"),
            ("userEngagementDuration", "web.engagement_seconds"),
            .. Results,
            ("purchaseRevenue", "web.purchase_revenue"),
            ("ecommercePurchases", "web.purchases"),
        ];

    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static AnalyticsReport Get(string name) =>
        All.FirstOrDefault(report => report.Name == name)
        ?? throw new ArgumentException($"Google Analytics has no stream '{name}'.", nameof(name));
}
