using Nexus.Domain.Kpis;

namespace Nexus.Domain.Tests.Kpis;

public sealed class MetricFormulaTests
{
    private static MetricFormula Of(string key) =>
        MetricCatalog.TryFind(key, out var metric) ? metric.Formula! : throw new InvalidOperationException(key);

    private static decimal? Evaluate(string key, decimal months, params (string Part, decimal Value)[] given)
    {
        var values = given.ToDictionary(entry => entry.Part, entry => entry.Value);
        return Of(key)
            .Evaluate(
                term =>
                    values.TryGetValue(
                        term.Moment == FormulaMoment.AtOpening ? $"opening {term.Metric}" : term.Metric,
                        out var value
                    )
                        ? value
                        : null,
                months
            );
    }

    [Fact]
    public void A_missing_part_makes_the_answer_missing_and_not_zero()
    {
        Assert.Null(Evaluate("ads.ctr", 1, ("ads.impressions", 100)));
        Assert.Null(Evaluate("ads.ctr", 1, ("ads.clicks", 100)));
    }

    [Fact]
    public void Nothing_is_divided_by_zero()
    {
        Assert.Null(Evaluate("ads.ctr", 1, ("ads.clicks", 0), ("ads.impressions", 0)));
        Assert.Null(Evaluate("revenue.quick_ratio", 1, ("revenue.mrr_new", 10)));
    }

    [Fact]
    public void A_percent_is_in_percent_points_of_the_sums()
    {
        var rate = Evaluate("ads.ctr", 1, ("ads.clicks", 16), ("ads.impressions", 356));

        Assert.Equal(4.494382022472m, rate);
    }

    [Fact]
    public void A_flow_that_a_quiet_month_lacks_counts_as_zero()
    {
        Assert.Equal(0m, Evaluate("refunds.rate", 1, ("revenue.gross_volume", 100)));
        Assert.Null(Evaluate("revenue.grr", 1, ("opening revenue.mrr", 500)));
    }

    [Fact]
    public void Retention_and_churn_are_measured_against_the_opening()
    {
        (string, decimal)[] february =
        [
            ("opening revenue.mrr", 1371.94m),
            ("revenue.mrr_expansion_opening", 100m),
            ("revenue.mrr_contraction_opening", 63m),
            ("revenue.mrr_churned_opening", 52m),
        ];

        Assert.Equal(98.906657725557m, Evaluate("revenue.nrr", 1, february));
        Assert.Equal(91.617709229267m, Evaluate("revenue.grr", 1, february));
        Assert.Equal(8.382290770733m, Evaluate("revenue.churn_rate", 1, february));
    }

    [Fact]
    public void Lifetime_value_divides_by_the_churn_of_one_month()
    {
        Assert.Equal(1000m, Evaluate("revenue.ltv", 1, ("revenue.arpa", 100), ("customers.churn_rate", 10)));
        Assert.Equal(3000m, Evaluate("revenue.ltv", 3, ("revenue.arpa", 100), ("customers.churn_rate", 10)));
        Assert.Null(Evaluate("revenue.ltv", 1, ("revenue.arpa", 100), ("customers.churn_rate", 0)));
    }

    [Fact]
    public void Cash_lasts_for_ever_while_more_comes_in_than_goes_out()
    {
        Assert.Null(
            Evaluate(
                "finance.cash_runway",
                1,
                ("finance.cash_balance", 900),
                ("finance.costs", 50),
                ("finance.revenue", 80)
            )
        );
    }

    [Fact]
    public void Runway_divides_the_cash_by_the_burn_of_one_month()
    {
        (string, decimal)[] quarter =
        [
            ("finance.cash_balance", 900m),
            ("finance.costs", 450m),
            ("finance.revenue", 150m),
        ];

        Assert.Equal(9m, Evaluate("finance.cash_runway", 3, quarter));
        Assert.Equal(6m, Evaluate("finance.cash_runway", 3, [.. quarter[..2]]));
    }

    [Fact]
    public void A_product_is_not_rounded()
    {
        Assert.Equal(
            18500.93333333333333333376m,
            Evaluate("revenue.arr", 1, ("revenue.mrr", 1541.74444444444444444448m))
        );
    }
}
