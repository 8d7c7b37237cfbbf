using Nexus.Application.Features.Kpis;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;
using Nexus.Testing.Postgres;
using static Nexus.Application.Tests.Features.Kpis.KpiScene;

namespace Nexus.Application.Tests.Features.Kpis;

public sealed class SeriesLevelsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly SeriesRequest Spend = new()
    {
        Metric = "ads.clicks",
        From = "2026-11-01",
        To = "2026-11-03",
        Bucket = "day",
    };

    private static readonly SeriesRequest Reach = Spend with { Metric = "ads.reach" };

    [Theory]
    [InlineData("colour", null)]
    [InlineData(null, "colour:red")]
    public async Task A_dimension_that_is_not_stored_is_refused_with_those_that_are(string? groupBy, string? filter)
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(new Given("ads.clicks", "2026-11-01", 1, "campaign=x,country=DE"));

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            scene.SeriesAsync(Spend with { GroupBy = groupBy, Filter = filter is null ? null : [filter] })
        );

        Assert.Equal("unknown_dimension", refused.Code);
        Assert.Equal(["campaign", "country"], Assert.IsType<List<string>>(refused.Details["known"]));
    }

    [Fact]
    public async Task Dimensions_that_are_not_stored_together_are_refused()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("ads.clicks", "2026-11-01", 1, "campaign=x"),
            new("ads.clicks", "2026-11-01", 1, "country=DE")
        );

        Assert.Equal(
            "dimensions_not_available",
            await scene.RefusalAsync(Spend with { GroupBy = "campaign", Filter = ["country:DE"] })
        );
    }

    [Fact]
    public async Task Levels_of_detail_are_never_added_to_each_other()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("ads.clicks", "2026-11-01", 10),
            new("ads.clicks", "2026-11-01", 6, "campaign=x"),
            new("ads.clicks", "2026-11-01", 3, "campaign=y"),
            new("ads.clicks", "2026-11-01", 2, "campaign=x,country=DE"),
            new("ads.clicks", "2026-11-01", 1, "campaign=x,country=FR")
        );

        Assert.Equal(10, (await scene.SeriesAsync(Spend)).Total);
        Assert.Equal(6, (await scene.SeriesAsync(Spend with { Filter = ["campaign:x"] })).Total);
        Assert.Equal(9, (await scene.SeriesAsync(Spend with { Filter = ["campaign:x", "campaign:y"] })).Total);
        Assert.Equal(1, (await scene.SeriesAsync(Spend with { Filter = ["campaign:x", "country:FR"] })).Total);
        Assert.Equal(2, (await scene.SeriesAsync(Spend with { Filter = ["country:DE"] })).Total);
        Assert.Null((await scene.SeriesAsync(Spend with { Filter = ["campaign:z"] })).Total);
    }

    [Fact]
    public async Task The_finest_grain_answers_and_coarser_ones_are_not_added()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("ads.clicks", "2026-11-01T10:00Z", 4),
            new("ads.clicks", "2026-11-01", 5),
            new("ads.clicks", "2026-11-01", 99, Grain: Granularity.Month)
        );

        Assert.Equal(4, (await scene.SeriesAsync(Spend with { To = "2026-12-01", Bucket = "month" })).Total);
    }

    [Fact]
    public async Task Weeks_do_not_fit_into_months()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(new Given("ads.clicks", "2026-11-02", 5, Grain: Granularity.Week));

        Assert.Equal("bucket_not_available", await scene.RefusalAsync(Spend with { Bucket = "month" }));
    }

    [Fact]
    public async Task Sources_add_up_unless_one_is_named()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreFromAsync(new IngestSource("meta-ads", "1", "Meta"), new Given("ads.clicks", "2026-11-01", 5));
        await scene.StoreFromAsync(new IngestSource("x-ads", "1", "X"), new Given("ads.clicks", "2026-11-01", 7));
        var meta = (await scene.RowsAsync("select public_id from nexus.connection where provider = 'meta-ads'"))[0];

        Assert.Equal(12, (await scene.SeriesAsync(Spend)).Total);
        Assert.Equal(7, (await scene.SeriesAsync(Spend with { Source = "x-ads" })).Total);
        Assert.Equal(5, (await scene.SeriesAsync(Spend with { Source = meta })).Total);
        Assert.Null((await scene.SeriesAsync(Spend with { Source = "stripe" })).Total);
    }

    [Fact]
    public async Task A_source_that_cannot_take_part_is_left_out_by_name()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreFromAsync("daily", new Given("ads.clicks", "2026-11-01", 5));
        await scene.StoreFromAsync("monthly", new Given("ads.clicks", "2026-11-01", 99, Grain: Granularity.Month));

        var series = await scene.SeriesAsync(Spend);

        Assert.Equal(5, series.Total);
        Assert.Contains(series.Notes, note => note.Contains("monthly", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Different_people_are_shown_per_grain_and_never_added()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("ads.reach", "2026-11-01", 608),
            new("ads.reach", "2026-11-02", 454),
            new("ads.reach", "2026-11-01", 900, Grain: Granularity.Month)
        );

        var days = await scene.SeriesAsync(Reach);
        var day = await scene.SeriesAsync(Reach with { To = "2026-11-02" });

        Assert.Equal("608 454", Text(days.Points));
        Assert.Null(days.Total);
        Assert.Equal(608, day.Total);
        Assert.Equal("900", Text((await scene.SeriesAsync(Reach with { Bucket = "month", To = "2026-12-01" })).Points));
        Assert.Equal("bucket_not_available", await scene.RefusalAsync(Reach with { Bucket = "week" }));
    }

    [Fact]
    public async Task Different_people_are_not_added_over_values_sources_or_missing_dimensions()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("ads.reach", "2026-11-01", 5, "campaign=x"),
            new("ads.reach", "2026-11-01", 6, "campaign=y")
        );

        Assert.Equal("dimensions_not_available", await scene.RefusalAsync(Reach));
        Assert.Equal(
            "aggregation_not_allowed",
            await scene.RefusalAsync(Reach with { Filter = ["campaign:x", "campaign:y"] })
        );
        Assert.Equal("5 -", Text((await scene.SeriesAsync(Reach with { Filter = ["campaign:x"] })).Points));

        await scene.StoreFromAsync("more", new Given("ads.reach", "2026-11-01", 7, "campaign=x"));
        Assert.Equal("source_required", await scene.RefusalAsync(Reach with { Filter = ["campaign:x"] }));
    }
}
