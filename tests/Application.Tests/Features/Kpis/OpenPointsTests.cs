using Nexus.Application.Features.Kpis;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Kpis;

public sealed class OpenPointsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly SeriesRequest Clicks = new()
    {
        Metric = "ads.clicks",
        From = "2026-11-01",
        To = "2026-11-05",
        Bucket = "day",
    };

    private static string Marks(IEnumerable<SeriesPoint> points) =>
        string.Concat(points.Select(point => point.Final ? '.' : 'o'));

    private static Given Of(string at, string campaign) => new("ads.clicks", at, 1, $"campaign={campaign}");

    /// <summary>Two campaigns on four days.</summary>
    private static Task StoreAsync(KpiScene scene, string source = "books") =>
        scene.StoreFromAsync(
            source,
            [
                .. new[] { "a", "b" }.SelectMany(campaign =>
                    Enumerable.Range(1, 4).Select(day => Of($"2026-11-0{day}", campaign))
                ),
            ]
        );

    private static Task OpenAsync(KpiScene scene, string day, string campaign) =>
        scene.ExecuteAsync(
            $"""
            update nexus.kpi_point p set final = false
            from nexus.kpi_series_dimension d
            where d.workspace_id = p.workspace_id and d.series_id = p.series_id and d.value = '{campaign}'
                and p.ts = '{day}T00:00Z';
            update nexus.workspace set data_version = data_version + 1
            """
        );

    [Fact]
    public async Task A_day_in_the_middle_is_open_where_one_series_of_many_is()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await StoreAsync(scene);
        await OpenAsync(scene, "2026-11-02", "b");

        Assert.Equal(".o..", Marks((await scene.SeriesAsync(Clicks)).Points));
    }

    [Fact]
    public async Task Nothing_is_open_where_only_another_metric_is()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await StoreAsync(scene);
        await scene.StoreAsync(new Given("notes.edited", "2026-11-02", 1, "campaign=other"));
        await OpenAsync(scene, "2026-11-02", "other");

        Assert.Equal("....", Marks((await scene.SeriesAsync(Clicks)).Points));
        Assert.Equal("....", Marks((await scene.SeriesAsync(Clicks)).Points));
    }

    [Fact]
    public async Task What_was_seen_in_one_range_holds_in_another_and_in_longer_buckets()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await StoreAsync(scene);
        await OpenAsync(scene, "2026-11-02", "a");
        await OpenAsync(scene, "2026-11-04", "b");

        Assert.Equal(
            "..",
            Marks((await scene.SeriesAsync(Clicks with { From = "2026-10-30", To = "2026-11-01" })).Points)
        );
        Assert.Equal(".o.o", Marks((await scene.SeriesAsync(Clicks)).Points));
        Assert.Equal(
            "o.o.",
            Marks((await scene.SeriesAsync(Clicks with { From = "2026-11-02", To = "2026-11-06" })).Points)
        );
        Assert.Equal(
            ".o",
            Marks(
                (
                    await scene.SeriesAsync(Clicks with { From = "2026-10-19", To = "2026-11-09", Bucket = "week" })
                ).Points
            )[1..]
        );
    }

    [Fact]
    public async Task A_day_that_a_source_finishes_is_final_from_then_on()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await StoreAsync(scene);
        await OpenAsync(scene, "2026-11-02", "a");
        await OpenAsync(scene, "2026-11-03", "b");
        Assert.Equal(".oo.", Marks((await scene.SeriesAsync(Clicks)).Points));

        // The same day again, final.
        await scene.StoreAsync(Of("2026-11-02", "a") with { Value = 2 });

        Assert.Equal("..o.", Marks((await scene.SeriesAsync(Clicks)).Points));
    }

    [Fact]
    public async Task Each_of_several_sources_leaves_its_own_days_open()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await StoreAsync(scene, "one");
        await scene.StoreFromAsync("two", Of("2026-11-01", "c"), Of("2026-11-04", "c"));
        await OpenAsync(scene, "2026-11-02", "a");
        await OpenAsync(scene, "2026-11-04", "c");

        var both = await scene.SeriesAsync(Clicks);

        Assert.Equal(".o.o", Marks(both.Points));
    }

    [Fact]
    public async Task Groups_and_filters_know_only_the_days_of_their_own_series()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await StoreAsync(scene);
        await OpenAsync(scene, "2026-11-02", "a");
        await OpenAsync(scene, "2026-11-03", "b");

        var groups = await scene.SeriesAsync(Clicks with { GroupBy = "campaign" });
        var filtered = await scene.SeriesAsync(Clicks with { Filter = ["campaign:a"] });

        Assert.Equal([".o..", "..o."], groups.Groups!.Select(group => Marks(group.Points)));
        Assert.Equal(".oo.", Marks(groups.Points));
        Assert.Equal(".o..", Marks(filtered.Points));
    }

    [Fact]
    public async Task Hours_are_open_by_themselves_and_leave_their_day_open_in_the_zone_of_the_workspace()
    {
        await using var scene = await KpiScene.CreateAsync(postgres, "Europe/Berlin");
        await scene.StoreAsync(
            new("notes.edited", "2026-11-01T22:00Z", 1),
            new("notes.edited", "2026-11-01T23:00Z", 1),
            new("notes.edited", "2026-11-02T01:00Z", 1)
        );
        await scene.ExecuteAsync("update nexus.kpi_point set final = false where ts = '2026-11-01T23:00Z'");
        var hours = Clicks with
        {
            Metric = "notes.edited",
            From = "2026-11-01T22:00Z",
            To = "2026-11-02T02:00Z",
            Bucket = "hour",
        };
        var days = Clicks with { Metric = "notes.edited", To = "2026-11-04" };

        Assert.Equal(".o..", Marks((await scene.SeriesAsync(hours)).Points));
        Assert.Equal(".o.", Marks((await scene.SeriesAsync(days)).Points));
    }

    [Fact]
    public async Task Tiles_of_one_level_and_range_are_each_marked()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await StoreAsync(scene);
        await OpenAsync(scene, "2026-11-03", "a");

        var answer = await scene.SendAsync(
            new QueryTiles.Query([Clicks, Clicks, Clicks with { GroupBy = "campaign" }])
        );

        Assert.All(answer.Value.Tiles, tile => Assert.Equal("..o.", Marks(tile.Series!.Points)));
    }
}
