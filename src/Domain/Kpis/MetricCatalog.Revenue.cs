using static Nexus.Domain.Kpis.MetricDirection;
using static Nexus.Domain.Kpis.MetricUnit;

namespace Nexus.Domain.Kpis;

public static partial class MetricCatalog
{
    private static Origin Payments => new("finance", "stripe");

    private static IEnumerable<MetricDefinition> Revenue() =>
        [
            Sum(
                "revenue.gross_volume",
                "Gross volume",
                Money,
                Good,
                Payments,
                "Everything that customers were charged."
            ),
            Sum("revenue.refunds", "Refunds", Money, Bad, Payments, "Money given back to customers."),
            Sum("revenue.disputes", "Disputed amount", Money, Bad, Payments, "Money withdrawn because of disputes."),
            Sum("revenue.fees", "Fees", Money, Bad, Payments, "What the payment provider kept."),
            Sum(
                "revenue.net_volume",
                "Net volume",
                Money,
                Good,
                Payments,
                "Gross volume less refunds, disputes and fees."
            ),
            Sum("revenue.usage", "Usage revenue", Money, Good, Payments, "Money billed for metered use."),
            Last(
                "revenue.mrr",
                "Monthly recurring revenue",
                Money,
                Good,
                Payments,
                "What active subscriptions bring in per month."
            ),
            Last(
                "revenue.mrr_contracted",
                "Contracted MRR",
                Money,
                Good,
                Payments,
                "Monthly recurring revenue incl. subscriptions that are signed and yet to start."
            ),
            Sum("revenue.mrr_new", "New MRR", Money, Good, Payments, "Recurring revenue of customers who joined."),
            Sum("revenue.mrr_expansion", "Expansion MRR", Money, Good, Payments, "Growth of existing customers."),
            Sum("revenue.mrr_contraction", "Contraction MRR", Money, Bad, Payments, "Shrinkage of existing customers."),
            Sum("revenue.mrr_churned", "Churned MRR", Money, Bad, Payments, "Recurring revenue of customers who left."),
            Sum(
                "revenue.mrr_reactivation",
                "Reactivated MRR",
                Money,
                Good,
                Payments,
                "Recurring revenue of customers who came back."
            ),
            Sum(
                "revenue.mrr_fx",
                "MRR by exchange rates",
                Money,
                None,
                Payments,
                "Change of recurring revenue that exchange rates alone explain."
            ),
            Last(
                "revenue.mrr_scheduled_churn",
                "Scheduled churn",
                Money,
                Bad,
                Payments,
                "Recurring revenue of subscriptions that are set to end."
            ),
            Ratio(
                "revenue.arr",
                "Annual recurring revenue",
                Money,
                Good,
                Payments,
                "Monthly recurring revenue of a whole year.",
                new("MRR × 12", [new("revenue.mrr", 12m)], [])
            ),
            Ratio(
                "revenue.arpa",
                "Revenue per account",
                Money,
                Good,
                Payments,
                "Monthly recurring revenue per active customer.",
                new("MRR ÷ active customers", [Part("revenue.mrr")], [Part("customers.active")])
            ),
            Ratio(
                "revenue.churn_rate",
                "Gross MRR churn",
                Percent,
                Bad,
                Payments,
                "Share of the opening recurring revenue that was lost to departures and downgrades.",
                new(
                    "(churned + contraction) ÷ opening MRR",
                    [Flow("revenue.mrr_churned"), Flow("revenue.mrr_contraction")],
                    [Opening("revenue.mrr")]
                )
            ),
            Ratio(
                "revenue.nrr",
                "Net revenue retention",
                Percent,
                Good,
                Payments,
                "What became of the opening recurring revenue, growth of existing customers included.",
                new(
                    "(opening MRR + expansion − contraction − churned) ÷ opening MRR",
                    [
                        Opening("revenue.mrr"),
                        Flow("revenue.mrr_expansion"),
                        Flow("revenue.mrr_contraction", -1m),
                        Flow("revenue.mrr_churned", -1m),
                    ],
                    [Opening("revenue.mrr")]
                )
            ),
            Ratio(
                "revenue.grr",
                "Gross revenue retention",
                Percent,
                Good,
                Payments,
                "What was kept of the opening recurring revenue, growth left out.",
                new(
                    "(opening MRR − contraction − churned) ÷ opening MRR",
                    [Opening("revenue.mrr"), Flow("revenue.mrr_contraction", -1m), Flow("revenue.mrr_churned", -1m)],
                    [Opening("revenue.mrr")]
                )
            ),
            Ratio(
                "revenue.quick_ratio",
                "Quick ratio",
                Number,
                Good,
                Payments,
                "Recurring revenue gained for each unit lost.",
                new(
                    "(new + expansion + reactivation) ÷ (contraction + churned)",
                    [Flow("revenue.mrr_new"), Flow("revenue.mrr_expansion"), Flow("revenue.mrr_reactivation")],
                    [Flow("revenue.mrr_contraction"), Flow("revenue.mrr_churned")]
                )
            ),
            Ratio(
                "revenue.ltv",
                "Lifetime value",
                Money,
                Good,
                Payments,
                "What a customer brings in until they leave, at the monthly churn of the period; empty while nobody leaves.",
                new(
                    "revenue per account ÷ monthly customer churn",
                    [Part("revenue.arpa")],
                    [Part("customers.churn_rate")],
                    Scale: 100m,
                    DenominatorPerMonth: true
                )
            ),
        ];
}
