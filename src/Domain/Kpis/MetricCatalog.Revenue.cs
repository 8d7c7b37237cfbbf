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
                "Monthly recurring revenue before any discount."
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
            AsGiven(
                "revenue.mrr_churned_opening",
                "Churned opening MRR",
                Money,
                Bad,
                Payments,
                "Of the recurring revenue that a span opened with, that of customers who had left at its end."
            ),
            AsGiven(
                "revenue.mrr_contraction_opening",
                "Contraction of opening MRR",
                Money,
                Bad,
                Payments,
                "How much less customers who were there at the opening of a span brought in at its end."
            ),
            AsGiven(
                "revenue.mrr_expansion_opening",
                "Expansion of opening MRR",
                Money,
                Good,
                Payments,
                "How much more customers who were there at the opening of a span brought in at its end."
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
                    "(churned + contraction of the opening MRR) ÷ opening MRR",
                    [Part("revenue.mrr_churned_opening"), Part("revenue.mrr_contraction_opening")],
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
                    "(opening MRR + its expansion − its contraction − what of it churned) ÷ opening MRR",
                    [
                        Opening("revenue.mrr"),
                        Part("revenue.mrr_expansion_opening"),
                        Minus("revenue.mrr_contraction_opening"),
                        Minus("revenue.mrr_churned_opening"),
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
                    "(opening MRR − its contraction − what of it churned) ÷ opening MRR",
                    [
                        Opening("revenue.mrr"),
                        Minus("revenue.mrr_contraction_opening"),
                        Minus("revenue.mrr_churned_opening"),
                    ],
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
