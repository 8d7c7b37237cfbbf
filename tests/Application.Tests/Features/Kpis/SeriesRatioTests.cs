using Nexus.Application.Features.Kpis;
using Nexus.Domain.Kpis;
using Nexus.Testing.Postgres;
using static Nexus.Application.Tests.Features.Kpis.KpiScene;

namespace Nexus.Application.Tests.Features.Kpis;

public sealed class SeriesRatioTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static SeriesRequest Of(string metric, string from, string to, string bucket) =>
        new()
        {
            Metric = metric,
            From = from,
            To = to,
            Bucket = bucket,
        };

    [Fact]
    public async Task The_total_is_the_ratio_of_the_totals_and_not_the_mean_of_the_days()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("ads.clicks", "2026-11-01", 9),
            new("ads.impressions", "2026-11-01", 10),
            new("ads.clicks", "2026-11-02", 9),
            new("ads.impressions", "2026-11-02", 990),
            new("ads.impressions", "2026-11-03", 0)
        );

        var series = await scene.SeriesAsync(Of("ads.ctr", "2026-11-01", "2026-11-04", "day"));

        Assert.Equal("90 0.909090909091 -", Text(series.Points));
        Assert.Equal(1.8m, series.Total);
        Assert.Equal("percent", series.Unit);
    }

    [Fact]
    public async Task Opening_levels_come_from_the_bucket_before()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("customers.active", "2026-08-31", 100),
            new("customers.active", "2026-09-30", 80),
            new("customers.churned_opening", "2026-09-01", 20, Grain: Granularity.Month),
            new("customers.churned_opening", "2026-10-01", 8, Grain: Granularity.Month)
        );

        var series = await scene.SeriesAsync(Of("customers.churn_rate", "2026-09-01", "2026-11-01", "month"));

        Assert.Equal("20 10", Text(series.Points));
        // Who was lost of each month's opening says nothing of who was lost of the first month's.
        Assert.Null(series.Total);
    }

    [Fact]
    public async Task A_ratio_of_ratios_is_computed_from_the_stored_parts()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("customers.active", "2026-09-30", 10),
            new("customers.active", "2026-10-31", 20),
            new("customers.churned_opening", "2026-10-01", 1, Grain: Granularity.Month),
            new("revenue.mrr", "2026-10-31", 1000, Currency: "USD")
        );

        var series = await scene.SeriesAsync(Of("revenue.ltv", "2026-10-01", "2026-11-01", "month"));

        // 1000 / 20 a customer, 1 of 10 lost a month.
        Assert.Equal(500, series.Total);
        Assert.Equal("USD", series.Currency);
    }

    [Fact]
    public async Task Runway_of_a_running_month_burns_over_the_days_that_have_passed()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("finance.cash_balance", "2026-11-19", 300, Currency: "EUR"),
            new("finance.costs", "2026-11-10", 200, Currency: "EUR"),
            new("finance.revenue", "2026-11-11", 100, Currency: "EUR")
        );

        var series = await scene.SeriesAsync(Of("finance.cash_runway", "2026-11-01", "2026-12-01", "month"));

        // 20 of 30 days have burnt 100, so a month burns 150.
        Assert.Equal(2, series.Total);
    }

    [Fact]
    public async Task Money_is_divided_within_its_currency()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("ads.spend", "2026-11-01", 10, Currency: "EUR"),
            new("ads.conversion_value", "2026-11-01", 40, Currency: "EUR"),
            new("ads.spend", "2026-11-01", 10, Currency: "USD"),
            new("ads.conversion_value", "2026-11-01", 20, Currency: "USD")
        );

        var series = await scene.SeriesAsync(Of("ads.roas", "2026-11-01", "2026-11-02", "day"));

        Assert.Null(series.Total);
        Assert.Equal(
            [("EUR", 4m), ("USD", 2m)],
            series.Currencies!.Select(entry => (entry.Currency, entry.Total!.Value))
        );
    }

    [Fact]
    public async Task Parts_stored_at_different_grains_meet_in_a_bucket_that_fits_both()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("ads.spend", "2026-10-01", 10, Currency: "EUR"),
            new("ads.spend", "2026-10-02", 20, Currency: "EUR"),
            new("customers.new", "2026-10-01", 3, Grain: Granularity.Month)
        );

        var series = await scene.SeriesAsync(Of("marketing.acquisition_cost", "2026-10-01", "2026-11-01", "month"));

        Assert.Equal(10, series.Total);
        Assert.Equal(
            "bucket_not_available",
            await scene.RefusalAsync(Of("marketing.acquisition_cost", "2026-10-01", "2026-11-01", "day"))
        );
    }
}
