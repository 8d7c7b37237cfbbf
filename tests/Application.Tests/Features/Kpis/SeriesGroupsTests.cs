using Nexus.Application.Features.Kpis;
using Nexus.Testing.Postgres;
using static Nexus.Application.Tests.Features.Kpis.KpiScene;

namespace Nexus.Application.Tests.Features.Kpis;

public sealed class SeriesGroupsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly SeriesRequest Clicks = new()
    {
        Metric = "ads.clicks",
        From = "2026-11-01",
        To = "2026-11-03",
        Bucket = "day",
        GroupBy = "campaign",
        Limit = 2,
    };

    private static Given Of(string metric, string at, decimal value, string campaign) =>
        new(metric, at, value, $"campaign={campaign}");

    [Fact]
    public async Task The_largest_values_are_shown_and_the_others_make_up_the_total()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            Of("ads.clicks", "2026-11-01", 5, "a"),
            Of("ads.clicks", "2026-11-02", 30, "b"),
            Of("ads.clicks", "2026-11-01", 9, "c"),
            Of("ads.clicks", "2026-11-02", 6, "d")
        );

        var series = await scene.SeriesAsync(Clicks);

        Assert.Equal(["b", "c"], series.Groups!.Select(group => group.Value));
        Assert.Equal(["- 30", "9 -"], series.Groups!.Select(group => Text(group.Points)));
        Assert.Equal((2, 11m, 22m), (series.Other!.Count, series.Other.Total, series.Other.Share));
        Assert.Equal("5 6", Text(series.Other.Points));
        Assert.Equal(series.Total, series.Groups!.Sum(group => group.Total) + series.Other.Total);
        Assert.Equal(60, series.Groups![0].Share);
    }

    [Fact]
    public async Task Of_equal_ones_the_first_names_are_shown_also_where_the_server_sorts_them_otherwise()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            Of("ads.clicks", "2026-11-01", 5, "\uFF5E"),
            Of("ads.clicks", "2026-11-01", 5, "\U0001F600"),
            Of("ads.clicks", "2026-11-01", 5, "\U0001F601"),
            Of("ads.clicks", "2026-11-01", 6, "z")
        );

        var series = await scene.SeriesAsync(Clicks);

        Assert.Equal(["z", "\U0001F600"], series.Groups!.Select(group => group.Value));
        Assert.Equal(["6 -", "5 -"], series.Groups!.Select(group => Text(group.Points)));
        Assert.Equal((2, 10m), (series.Other!.Count, series.Other.Total));
    }

    [Fact]
    public async Task Two_tiles_of_the_same_groups_each_show_their_own_largest()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            Of("ads.clicks", "2026-11-01", 5, "a"),
            Of("ads.clicks", "2026-11-01", 6, "b"),
            Of("ads.impressions", "2026-11-01", 90, "a"),
            Of("ads.impressions", "2026-11-01", 80, "b")
        );

        var tiles = await scene.SendAsync(
            new QueryTiles.Query([Clicks with { Limit = 1 }, Clicks with { Metric = "ads.impressions", Limit = 1 }])
        );

        Assert.Equal(["b", "a"], tiles.Value.Tiles.Select(tile => Assert.Single(tile.Series!.Groups!).Value));
    }

    [Fact]
    public async Task Tiles_of_the_same_groups_keep_their_own_currency()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            Of("ads.clicks", "2026-11-01", 5, "a"),
            new("ads.spend", "2026-11-02", 7.50m, "campaign=a", "EUR")
        );

        var tiles = await scene.SendAsync(
            new QueryTiles.Query([Clicks with { Limit = 1 }, Clicks with { Metric = "ads.spend", Limit = 1 }])
        );

        Assert.Equal(
            [(null, "5 -"), ("EUR", "- 7.5")],
            tiles.Value.Tiles.Select(tile => (tile.Series!.Currency, Text(tile.Series.Groups!.Single().Points)))
        );
    }

    [Fact]
    public async Task Without_others_there_is_no_other()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(Of("ads.clicks", "2026-11-01", 5, "a"));

        Assert.Null((await scene.SeriesAsync(Clicks)).Other);
    }

    [Fact]
    public async Task Groups_respect_filters_on_other_dimensions_and_on_their_own()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("ads.clicks", "2026-11-01", 5, "campaign=a,country=DE"),
            new("ads.clicks", "2026-11-01", 7, "campaign=a,country=FR"),
            new("ads.clicks", "2026-11-01", 8, "campaign=b,country=DE")
        );

        var german = await scene.SeriesAsync(Clicks with { Filter = ["country:DE"] });
        var only = await scene.SeriesAsync(Clicks with { Filter = ["campaign:a"] });

        Assert.Equal([8m, 5m], german.Groups!.Select(group => group.Total!.Value));
        Assert.Equal(12, Assert.Single(only.Groups!).Total);
    }

    [Fact]
    public async Task A_level_is_shared_out_as_it_stands_at_the_end()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            Of("objectives.total", "2026-11-01", 100, "a"),
            Of("objectives.total", "2026-11-02", 3, "b"),
            Of("objectives.total", "2026-11-02", 2, "c"),
            Of("objectives.total", "2026-11-02", 1, "d")
        );

        var series = await scene.SeriesAsync(Clicks with { Metric = "objectives.total" });

        Assert.Equal(["b", "c"], series.Groups!.Select(group => group.Value));
        Assert.Equal(6, series.Total);
        Assert.Equal((2, 1m), (series.Other!.Count, series.Other.Total));
    }

    [Fact]
    public async Task A_ratio_is_divided_within_each_group_and_in_the_rest()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            Of("ads.clicks", "2026-11-01", 50, "a"),
            Of("ads.impressions", "2026-11-01", 100, "a"),
            Of("ads.clicks", "2026-11-01", 30, "b"),
            Of("ads.impressions", "2026-11-01", 100, "b"),
            Of("ads.clicks", "2026-11-01", 1, "c"),
            Of("ads.impressions", "2026-11-01", 100, "c"),
            Of("ads.clicks", "2026-11-01", 3, "d"),
            Of("ads.impressions", "2026-11-01", 300, "d")
        );

        var series = await scene.SeriesAsync(Clicks with { Metric = "ads.ctr" });

        Assert.Equal([50m, 30m], series.Groups!.Select(group => group.Total!.Value));
        Assert.Equal(1, series.Other!.Total);
        Assert.Equal(14, series.Total);
        Assert.Null(series.Groups![0].Share);
    }

    [Fact]
    public async Task Different_people_are_listed_without_a_rest()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            Of("ads.reach", "2026-11-01", 5, "a"),
            Of("ads.reach", "2026-11-01", 6, "b"),
            Of("ads.reach", "2026-11-01", 1, "c")
        );

        // Nothing is stored for all campaigns together, so only the groups have values.
        var series = await scene.SeriesAsync(Clicks with { Metric = "ads.reach", To = "2026-11-02" });

        Assert.Equal(["b", "a"], series.Groups!.Select(group => group.Value));
        Assert.Equal([6m, 5m], series.Groups!.Select(group => group.Total!.Value));
        Assert.Null(series.Total);
        Assert.Null(series.Other!.Total);
    }
}
