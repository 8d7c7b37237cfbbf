using Nexus.Infrastructure.Integrations.Stripe.Projections;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.Projections;

public sealed class WorkedExampleTests
{
    private const string Opening = "2026-01-31";
    private const string Closing = "2026-02-28";

    private static Task<ProjectedPoints> ProjectAsync(string policy = "recurring") =>
        WorkedExample
            .Account(policy)
            .ProjectAsync(new SubscriptionsProjection(), "2025-01-01", Closing, today: "2026-03-01");

    [Theory]
    [InlineData("recurring", "1371.944444444444")]
    [InlineData("forever_only", "1421.944444444444")]
    [InlineData("all", "1331.944444444444")]
    [InlineData("none", "1473.944444444444")]
    public async Task January_ends_with_this_much(string policy, string expected)
    {
        var points = await ProjectAsync(policy);

        Assert.Equal(
            decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
            points.Value("revenue.mrr", Opening)
        );
        Assert.Equal(1473.944444444444m, points.Value("revenue.mrr_contracted", Opening));
    }

    [Theory]
    [InlineData("revenue.mrr_new", 194)]
    [InlineData("revenue.mrr_reactivation", 60)]
    [InlineData("revenue.mrr_expansion", 100)]
    [InlineData("revenue.mrr_contraction", 63)]
    [InlineData("revenue.mrr_churned", 122)]
    [InlineData("revenue.mrr_fx", 0.80)]
    [InlineData("customers.new", 3)]
    [InlineData("customers.churned", 2)]
    [InlineData("customers.reactivated", 1)]
    public async Task February_moves_this_much(string metric, decimal expected) =>
        Assert.Equal(expected, (await ProjectAsync()).Sum(metric, "2026-02-01", Closing));

    [Fact]
    public async Task February_ends_with_this_much()
    {
        var points = await ProjectAsync();

        Assert.Equal(1541.744444444444m, points.Value("revenue.mrr", Closing));
        Assert.Equal(90m, points.Value("revenue.mrr_scheduled_churn", Closing));
        Assert.Equal(
            (14m, 16m),
            (points.Value("customers.active", Opening)!.Value, points.Value("customers.active", Closing)!.Value)
        );
    }

    [Fact]
    public async Task Every_day_is_the_day_before_and_what_moved_to_the_last_digit()
    {
        var points = await ProjectAsync();
        for (var day = new DateOnly(2025, 6, 16); day <= new DateOnly(2026, 2, 28); day = day.AddDays(1))
        {
            var (now, before) = (Text(day), Text(day.AddDays(-1)));
            decimal Of(string metric) => points.Value(metric, now)!.Value;
            Assert.Equal(
                Of("revenue.mrr"),
                points.Value("revenue.mrr", before)!.Value
                    + Of("revenue.mrr_new")
                    + Of("revenue.mrr_reactivation")
                    + Of("revenue.mrr_expansion")
                    - Of("revenue.mrr_contraction")
                    - Of("revenue.mrr_churned")
                    + Of("revenue.mrr_fx")
            );
        }
    }

    [Theory]
    [InlineData("revenue.arr", "18500.93333")]
    [InlineData("revenue.arpa", "96.35903")]
    [InlineData("customers.churn_rate", "7.142857")]
    [InlineData("revenue.churn_rate", "8.382264")]
    [InlineData("revenue.grr", "91.617736")]
    [InlineData("revenue.nrr", "98.906661")]
    [InlineData("revenue.ltv", "1349.02639")]
    [InlineData("revenue.quick_ratio", "1.913514")]
    public async Task Rates_of_february_by_the_catalogue_are(string metric, string expected)
    {
        var rate = (await ProjectAsync()).OfMonth(metric, "2026-02-01")!.Value;

        var digits = expected.Length - expected.IndexOf('.', StringComparison.Ordinal) - 1;
        Assert.Equal(
            decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
            decimal.Round(rate, digits, MidpointRounding.AwayFromZero)
        );
    }

    [Theory]
    [InlineData("2026-02-01")]
    [InlineData("2026-02-17")]
    public async Task A_part_of_the_days_gives_the_same_points(string first)
    {
        var whole = await ProjectAsync();
        var part = await WorkedExample
            .Account()
            .ProjectAsync(new SubscriptionsProjection(), first, Closing, today: "2026-03-01");

        Assert.NotEmpty(part.All);
        Assert.Empty(part.All.Select(Line).Except(whole.All.Select(Line)));
    }

    private static string Line(Nexus.Domain.Integrations.KpiData point) =>
        $"{point.Series.Metric} {point.Series.Granularity} {point.Series.Currency} {point.Series.Dimensions} {point.At:O} {point.Value} {point.Final}";

    private static string Text(DateOnly day) =>
        day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
