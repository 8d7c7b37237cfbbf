using static Nexus.Domain.Kpis.MetricDirection;
using static Nexus.Domain.Kpis.MetricUnit;

namespace Nexus.Domain.Kpis;

public static partial class MetricCatalog
{
    private static IEnumerable<MetricDefinition> Customers() =>
        [
            Last("customers.active", "Active customers", Count, Good, Payments, "Customers with recurring revenue."),
            Sum("customers.new", "New customers", Count, Good, Payments, "Customers whose first subscription began."),
            Sum(
                "customers.churned",
                "Lost customers",
                Count,
                Bad,
                Payments,
                "Customers whose last subscription ended."
            ),
            Sum(
                "customers.reactivated",
                "Returned customers",
                Count,
                Good,
                Payments,
                "Former customers who came back."
            ),
            AsGiven(
                "customers.churned_opening",
                "Lost opening customers",
                Count,
                Bad,
                Payments,
                "Of the customers that a span opened with, those who had left at its end; who joined within it does not count."
            ),
            Ratio(
                "customers.churn_rate",
                "Customer churn",
                Percent,
                Bad,
                Payments,
                "Share of the opening customers who left.",
                new(
                    "lost of the opening customers ÷ customers at opening",
                    [Part("customers.churned_opening")],
                    [Opening("customers.active")]
                )
            ),
            Sum(
                "payments.attempted",
                "Payments attempted",
                Count,
                None,
                Payments,
                "Payments that were tried at least once."
            ),
            Sum("payments.failed", "Payments failed", Count, Bad, Payments, "Payments that did not go through."),
            Sum(
                "payments.recovered",
                "Payments recovered",
                Count,
                Good,
                Payments,
                "Invoices that were paid after a first attempt had failed."
            ),
            Ratio(
                "payments.failure_rate",
                "Payment failures",
                Percent,
                Bad,
                Payments,
                "Share of the attempted payments that failed.",
                new("failed ÷ attempted", [Flow("payments.failed")], [Part("payments.attempted")])
            ),
            Ratio(
                "refunds.rate",
                "Refund rate",
                Percent,
                Bad,
                Payments,
                "Refunded money as a share of the gross volume.",
                new("refunds ÷ gross volume", [Flow("revenue.refunds")], [Part("revenue.gross_volume")])
            ),
            Sum("disputes.opened", "Disputes opened", Count, Bad, Payments, "Disputes that customers opened."),
            Sum("disputes.won", "Disputes won", Count, Good, Payments, "Disputes that were decided in your favour."),
            Sum("disputes.lost", "Disputes lost", Count, Bad, Payments, "Disputes that were decided against you."),
            Ratio(
                "disputes.rate",
                "Dispute rate",
                Percent,
                Bad,
                Payments,
                "Disputes as a share of successful payments.",
                new(
                    "disputes opened ÷ (payments attempted − failed)",
                    [Flow("disputes.opened")],
                    [Part("payments.attempted"), Flow("payments.failed", -1m)]
                )
            ),
            Ratio(
                "disputes.win_rate",
                "Disputes won",
                Percent,
                Good,
                Payments,
                "Share of the decided disputes that were won.",
                new("won ÷ (won + lost)", [Flow("disputes.won")], [Flow("disputes.won"), Flow("disputes.lost")])
            ),
            Sum("trials.ended", "Trials ended", Count, Good, Payments, "Trials that reached their end."),
            Sum(
                "trials.converted",
                "Trials converted",
                Count,
                Good,
                Payments,
                "Ended trials that became paying customers."
            ),
            Ratio(
                "trials.conversion_rate",
                "Trial conversion",
                Percent,
                Good,
                Payments,
                "Share of the ended trials that became paying customers.",
                new("converted ÷ ended", [Flow("trials.converted")], [Part("trials.ended")])
            ),
        ];
}
