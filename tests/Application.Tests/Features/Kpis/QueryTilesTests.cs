using Nexus.Application.Features.Kpis;
using Nexus.Testing.Postgres;
using static Nexus.Application.Tests.Features.Kpis.KpiScene;

namespace Nexus.Application.Tests.Features.Kpis;

public sealed class QueryTilesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly SeriesRequest Week = new()
    {
        Metric = "ads.clicks",
        From = "2026-11-01",
        To = "2026-11-03",
        Compare = "previous",
    };

    [Fact]
    public async Task Each_tile_is_what_the_series_alone_would_be()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("ads.clicks", "2026-10-01", 4, "campaign=a"),
            new("ads.clicks", "2026-11-01", 5, "campaign=a"),
            new("ads.clicks", "2026-11-01", 6, "campaign=b"),
            new("ads.impressions", "2026-11-01", 110, "campaign=b"),
            new("finance.cash_balance", "2026-11-02", 70, Currency: "EUR")
        );
        SeriesRequest[] tiles =
        [
            Week,
            Week with
            {
                Metric = "ads.ctr",
            },
            Week with
            {
                GroupBy = "campaign",
                Limit = 1,
            },
            Week with
            {
                Filter = ["campaign:b"],
            },
            Week with
            {
                Metric = "finance.cash_balance",
                Bucket = "month",
                To = "2026-12-01",
            },
            Week,
        ];

        var answer = (await scene.SendAsync(new QueryTiles.Query(tiles))).Value;

        for (var i = 0; i < tiles.Length; i++)
            Assert.Equivalent(await scene.SeriesAsync(tiles[i]), answer.Tiles[i].Series, strict: true);
        Assert.Equal("11 -", Text(answer.Tiles[0].Series!.Points));
        Assert.Equal(10, answer.Tiles[1].Series!.Total);
    }

    [Fact]
    public async Task A_tile_that_is_refused_does_not_fail_the_others()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(new Given("ads.clicks", "2026-11-01", 5));

        var answer = (await scene.SendAsync(new QueryTiles.Query([Week with { Metric = "custom.gone" }, Week]))).Value;

        Assert.Equal("unknown_metric", answer.Tiles[0].Problem!.Code);
        Assert.Equal(5, answer.Tiles[1].Series!.Total);
    }
}
