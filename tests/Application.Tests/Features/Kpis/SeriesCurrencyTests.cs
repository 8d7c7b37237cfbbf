using Nexus.Application.Features.Kpis;
using Nexus.Testing.Postgres;
using static Nexus.Application.Tests.Features.Kpis.KpiScene;

namespace Nexus.Application.Tests.Features.Kpis;

public sealed class SeriesCurrencyTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly SeriesRequest Revenue = new()
    {
        Metric = "finance.revenue",
        From = "2026-11-01",
        To = "2026-11-03",
        Bucket = "day",
        Compare = "previous",
    };

    private async Task<KpiScene> TwoCurrenciesAsync()
    {
        var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("finance.revenue", "2026-10-02", 50, "account=x", "EUR"),
            new("finance.revenue", "2026-11-01", 100, "account=x", "EUR"),
            new("finance.revenue", "2026-11-02", 7, "account=x", "USD")
        );
        return scene;
    }

    [Fact]
    public async Task Money_of_two_currencies_is_shown_apart_and_never_added()
    {
        await using var scene = await TwoCurrenciesAsync();

        var series = await scene.SeriesAsync(Revenue with { GroupBy = "account" });

        Assert.Null(series.Currency);
        Assert.Null(series.Total);
        Assert.Empty(series.Points);
        Assert.Empty(series.Groups!);
        Assert.Equal(["EUR", "USD"], series.Currencies!.Select(entry => entry.Currency));
        Assert.Equal(["100 -", "- 7"], series.Currencies!.Select(entry => Text(entry.Points)));
        Assert.Equal(50, series.Currencies![0].Comparison!.Total);
        Assert.Null(series.Currencies![1].Comparison!.Total);
        Assert.Contains(series.Notes, note => note.Contains("EUR, USD", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_currency_that_is_named_is_the_only_one()
    {
        await using var scene = await TwoCurrenciesAsync();

        var series = await scene.SeriesAsync(Revenue with { Currency = "eur", GroupBy = "account" });

        Assert.Equal(("EUR", 100m), (series.Currency, series.Total!.Value));
        Assert.Equal(100, Assert.Single(series.Groups!).Total);
        Assert.Null(series.Currencies);
    }

    [Fact]
    public async Task A_currency_that_the_range_does_not_have_does_not_count()
    {
        await using var scene = await TwoCurrenciesAsync();

        var series = await scene.SeriesAsync(Revenue with { To = "2026-11-02" });

        Assert.Equal(("EUR", 100m), (series.Currency, series.Total!.Value));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("EUR")]
    public async Task A_range_without_money_is_held_against_the_money_before_it(string? currency)
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(new Given("finance.revenue", "2026-10-05", 100, Currency: "EUR"));

        var answer = await scene.SeriesAsync(
            new SeriesRequest
            {
                Metric = "finance.revenue",
                From = "2026-11-01",
                To = "2026-11-11",
                Compare = "previous",
                Currency = currency,
            }
        );

        Assert.Equal("EUR", answer.Currency);
        Assert.Null(answer.Total);
        Assert.Equal((100m, null), (answer.Comparison!.Total, answer.Comparison.Change));
    }
}
