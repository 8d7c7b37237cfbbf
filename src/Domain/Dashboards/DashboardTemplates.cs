namespace Nexus.Domain.Dashboards;

/// <summary>The templates there are.</summary>
public static class DashboardTemplates
{
    public static IReadOnlyList<DashboardTemplate> All { get; } =
    [
        new(
            "revenue",
            "Revenue",
            "What comes in, from whom, and what is lost again.",
            [
                Value("revenue.mrr", "finance.revenue"),
                Value("revenue.net_volume", "finance.costs"),
                Value("customers.new"),
                Value("revenue.churn_rate"),
                Value("customers.active"),
                Value("revenue.arpa"),
                Value("revenue.nrr"),
                Value("payments.failure_rate"),
                Value("finance.profit_margin"),
                Value("finance.cash_balance"),
                Panel(TileKind.Area, 8, null, ["revenue.net_volume", "finance.revenue"]),
                Panel(
                    TileKind.Ranking,
                    4,
                    "Where it comes from",
                    ["revenue.mrr", "revenue.net_volume", "finance.revenue"],
                    "product",
                    "customer",
                    "account"
                ),
                Panel(TileKind.Stacked, 7, null, ["revenue.mrr", "finance.revenue"], "product", "price", "account"),
                Panel(TileKind.Line, 5, null, ["revenue.churn_rate", "finance.profit_margin"]),
                Panel(
                    TileKind.Table,
                    12,
                    "Revenue in detail",
                    ["revenue.mrr", "revenue.net_volume", "finance.revenue"],
                    "product",
                    "customer",
                    "account"
                ),
            ]
        ),
        new(
            "marketing",
            "Marketing",
            "Who visits, what it costs to reach them, and what comes of it.",
            [
                Value("web.sessions"),
                Value("web.new_users"),
                Value("web.engagement_rate"),
                Value("web.key_events"),
                Value("ads.spend"),
                Value("ads.clicks"),
                Value("ads.cpc"),
                Value("ads.ctr"),
                Value("ads.conversions"),
                Value("ads.cpa", "ads.cpl"),
                Value("ads.roas"),
                Value("marketing.acquisition_cost"),
                Panel(TileKind.Area, 8, null, ["web.sessions", "ads.clicks"]),
                Panel(TileKind.Ranking, 4, null, ["web.sessions", "ads.clicks"], "channel", "campaign", "platform"),
                Panel(TileKind.Stacked, 7, null, ["ads.spend"], "campaign", "account", "platform"),
                Panel(TileKind.Line, 5, null, ["web.engagement_rate", "ads.ctr"]),
                Panel(TileKind.Table, 12, "Spend in detail", ["ads.spend"], "campaign", "account", "platform"),
            ]
        ),
        new(
            "business-health",
            "Business health",
            "The few numbers of each part of the business: finance, marketing, operations and security.",
            [
                Heading("Finance"),
                Value("finance.revenue", "revenue.net_volume"),
                Value("finance.profit_margin"),
                Value("finance.cash_runway"),
                Value("revenue.mrr", "finance.cash_balance"),
                Panel(TileKind.Area, 12, null, ["revenue.net_volume", "finance.revenue"]),
                Heading("Marketing"),
                Value("web.sessions"),
                Value("web.key_event_rate", "ads.conversion_rate"),
                Value("marketing.acquisition_cost"),
                Value("ads.spend"),
                Heading("Operations"),
                Value("operations.service_uptime"),
                Value("operations.asset_utilization"),
                Value("operations.automation_coverage"),
                Value("objectives.progress"),
                Heading("Security"),
                Value("security.score"),
                Value("security.vulnerabilities"),
            ]
        ),
    ];

    /// <summary>The template of a key, or null.</summary>
    public static DashboardTemplate? Find(string? key) =>
        All.FirstOrDefault(template => string.Equals(template.Key, key, StringComparison.Ordinal));

    private static TemplateTile Value(params string[] metrics) => new(TileKind.Value, 3, 1, null, metrics, []);

    private static TemplateTile Heading(string text) => new(TileKind.Heading, 12, 1, text, [], []);

    private static TemplateTile Panel(
        TileKind kind,
        int width,
        string? title,
        string[] metrics,
        params string[] groupBy
    ) => new(kind, width, 2, title, metrics, groupBy);
}
