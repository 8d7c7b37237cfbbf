using static Nexus.Domain.Kpis.MetricDirection;
using static Nexus.Domain.Kpis.MetricUnit;

namespace Nexus.Domain.Kpis;

public static partial class MetricCatalog
{
    private static IEnumerable<MetricDefinition> Books()
    {
        var books = new Origin("finance", "csv", "google-sheets");
        return
        [
            Sum("finance.revenue", "Revenue", Money, Good, books, "Money earned, as recorded in the uploaded books."),
            Sum("finance.costs", "Costs", Money, Bad, books, "Money spent, as recorded in the uploaded books."),
            Last(
                "finance.cash_balance",
                "Cash balance",
                Money,
                Good,
                books,
                "Money in the bank at the end of the day."
            ),
            Ratio(
                "finance.profit_margin",
                "Profit margin",
                Percent,
                Good,
                books,
                "How much of each unit of revenue is left after costs.",
                new(
                    "(revenue − costs) ÷ revenue",
                    [Part("finance.revenue"), Minus("finance.costs")],
                    [Part("finance.revenue")]
                )
            ),
            Ratio(
                "finance.cash_runway",
                "Cash runway",
                Months,
                Good,
                books,
                "How many months the cash lasts at the average burn of the period; empty while more comes in than goes out.",
                new(
                    "cash balance ÷ average monthly (costs − revenue)",
                    [Part("finance.cash_balance")],
                    [Part("finance.costs"), Flow("finance.revenue", -1m)],
                    DenominatorPerMonth: true,
                    NeedsPositiveDenominator: true
                )
            ),
        ];
    }
}
