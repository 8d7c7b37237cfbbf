using static Nexus.Domain.Kpis.MetricDirection;
using static Nexus.Domain.Kpis.MetricUnit;

namespace Nexus.Domain.Kpis;

public static partial class MetricCatalog
{
    private static IEnumerable<MetricDefinition> Operations()
    {
        var operations = new Origin("operations", "csv", "google-sheets");
        var security = new Origin("security", "csv", "google-sheets");
        var notes = new Origin("productivity", "notion");
        return
        [
            AsGiven(
                "operations.service_uptime",
                "Service uptime",
                Percent,
                Good,
                operations,
                "Share of the time that services were up."
            ),
            AsGiven(
                "operations.asset_utilization",
                "Asset utilisation",
                Percent,
                Good,
                operations,
                "Share of the capacity that was in use."
            ),
            AsGiven(
                "operations.automation_coverage",
                "Automation coverage",
                Percent,
                Good,
                operations,
                "Share of the work that runs by itself."
            ),
            Last("security.score", "Security score", Number, Good, security, "The latest overall rating."),
            Last(
                "security.vulnerabilities",
                "Open vulnerabilities",
                Count,
                Bad,
                security,
                "Known weaknesses that are still open."
            ),
            Last("objectives.total", "Objectives", Count, None, notes, "Objectives that are tracked."),
            Last(
                "objectives.completed",
                "Objectives completed",
                Count,
                Good,
                notes,
                "Objectives that have been reached."
            ),
            Last("objectives.at_risk", "Objectives at risk", Count, Bad, notes, "Objectives that may be missed."),
            Last("objectives.overdue", "Objectives overdue", Count, Bad, notes, "Objectives past their date."),
            Last(
                "objectives.measured",
                "Objectives with progress",
                Count,
                None,
                notes,
                "Objectives of which it is known how far they are."
            ),
            Last(
                "objectives.progress_sum",
                "Progress of all objectives",
                Number,
                Good,
                notes,
                "Progress of all objectives added up, where 1 is one objective reached."
            ),
            Ratio(
                "objectives.progress",
                "Objective progress",
                Percent,
                Good,
                notes,
                "Average progress of the objectives of which it is known.",
                new(
                    "Σ progress ÷ objectives with progress",
                    [Part("objectives.progress_sum")],
                    [Part("objectives.measured")]
                )
            ),
            Sum("notes.edited", "Notes edited", Count, Good, notes, "Pages that were created or changed."),
        ];
    }
}
