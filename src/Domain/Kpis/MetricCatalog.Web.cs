using static Nexus.Domain.Kpis.MetricDirection;
using static Nexus.Domain.Kpis.MetricUnit;

namespace Nexus.Domain.Kpis;

public static partial class MetricCatalog
{
    private static IEnumerable<MetricDefinition> Web()
    {
        var web = new Origin("marketing", "google-analytics");
        return
        [
            Sum("web.sessions", "Sessions", Count, Good, web, "Visits to the site or app."),
            Sum("web.engaged_sessions", "Engaged sessions", Count, Good, web, "Visits that lasted or led somewhere."),
            Sum("web.page_views", "Page views", Count, Good, web, "Pages and screens that were viewed."),
            Sum("web.events", "Events", Count, Good, web, "Everything that visitors did and that was recorded."),
            Sum("web.key_events", "Key events", Count, Good, web, "Events that were marked as important."),
            Sum(
                "web.key_event_sessions",
                "Sessions with key events",
                Count,
                Good,
                web,
                "Visits with at least one key event."
            ),
            Sum("web.new_users", "New users", Count, Good, web, "People who came for the first time."),
            Sum("web.purchases", "Purchases", Count, Good, web, "Orders placed on the site."),
            Sum("web.engagement_seconds", "Engagement time", Seconds, Good, web, "Time that visitors paid attention."),
            Sum("web.session_seconds", "Time in sessions", Seconds, Good, web, "Length of all visits together."),
            Sum("web.purchase_revenue", "Purchase revenue", Money, Good, web, "Money from orders on the site."),
            Sum(
                "web.total_revenue",
                "Total web revenue",
                Money,
                Good,
                web,
                "Money from orders, subscriptions and adverts."
            ),
            AsGiven("web.active_users", "Active users", Count, Good, web, "Different people with an engaged visit."),
            AsGiven("web.total_users", "Total users", Count, Good, web, "Different people who were seen at all."),
            AsGiven("web.active_1d", "Daily active users", Count, Good, web, "Different people active on the day."),
            AsGiven(
                "web.active_7d",
                "Weekly active users",
                Count,
                Good,
                web,
                "Different people active in the last 7 days."
            ),
            AsGiven(
                "web.active_28d",
                "Monthly active users",
                Count,
                Good,
                web,
                "Different people active in the last 28 days."
            ),
            Ratio(
                "web.engagement_rate",
                "Engagement rate",
                Percent,
                Good,
                web,
                "Share of the visits that were engaged.",
                new("engaged sessions ÷ sessions", [Part("web.engaged_sessions")], [Part("web.sessions")])
            ),
            Ratio(
                "web.bounce_rate",
                "Bounce rate",
                Percent,
                Bad,
                web,
                "Share of the visits that were not engaged.",
                new(
                    "(sessions − engaged sessions) ÷ sessions",
                    [Part("web.sessions"), Minus("web.engaged_sessions")],
                    [Part("web.sessions")]
                )
            ),
            Ratio(
                "web.key_event_rate",
                "Key event rate",
                Percent,
                Good,
                web,
                "Share of the visits with a key event.",
                new("sessions with key events ÷ sessions", [Part("web.key_event_sessions")], [Part("web.sessions")])
            ),
            Ratio(
                "web.session_duration",
                "Session duration",
                Seconds,
                Good,
                web,
                "Average length of a visit.",
                new("time in sessions ÷ sessions", [Part("web.session_seconds")], [Part("web.sessions")])
            ),
        ];
    }
}
