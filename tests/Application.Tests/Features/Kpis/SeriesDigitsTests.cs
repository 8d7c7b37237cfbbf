using Nexus.Application.Features.Audit;
using Nexus.Application.Features.Kpis;
using Nexus.Domain.Kpis;
using Nexus.Testing.Postgres;
using static Nexus.Application.Tests.Features.Kpis.KpiScene;

namespace Nexus.Application.Tests.Features.Kpis;

/// <summary>Values fit a decimal one by one; what they come to may have more digits than it holds.</summary>
public sealed class SeriesDigitsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const decimal Fine = 0.1234567890123456789012345678m;
    private const decimal Coarse = 123456.5m;
    private const decimal Both = 123456.6234567890123456789012m;

    private static readonly SeriesRequest January = new()
    {
        Metric = "custom.fine",
        From = "2026-01-01",
        To = "2026-02-01",
        Bucket = "month",
    };

    private async Task<KpiScene> SceneAsync(params Given[] points)
    {
        var scene = await KpiScene.CreateAsync(postgres);
        await scene.DefineAsync(Custom("fine", MetricAggregation.Sum));
        await scene.StoreAsync(points);
        return scene;
    }

    [Fact]
    public async Task Sums_over_time_are_rounded_to_28_digits()
    {
        await using var scene = await SceneAsync(
            new("custom.fine", "2026-01-01", Fine, "a=x"),
            new("custom.fine", "2026-01-02", Coarse, "a=x")
        );

        Assert.Equal(Both, (await scene.SeriesAsync(January)).Total);
        Assert.Equal(Both, (await scene.SeriesAsync(January with { Filter = ["a:x"] })).Total);
        Assert.Equal(Both, (await scene.SeriesAsync(January with { GroupBy = "a" })).Groups![0].Total);
        Assert.Equal(Fine, (await scene.SeriesAsync(January with { Bucket = "day" })).Points[0].Value);
    }

    [Fact]
    public async Task Overridden_sums_are_too()
    {
        await using var scene = await SceneAsync(
            new("custom.fine", "2026-01-01", Fine, "a=x"),
            new("custom.fine", "2026-01-02", 1, "a=x")
        );

        await scene.SendAsync(new SetOverride.Command("custom.fine", "2026-01-02", Coarse, "counted by hand"));

        Assert.Equal(Both, decimal.Round((await scene.SeriesAsync(January)).Total!.Value, 22));
        Assert.Equal(Both, (await scene.SeriesAsync(January with { Filter = ["a:x"] })).Total);
    }

    [Fact]
    public async Task Rows_that_add_up_to_one_point_are_stored_as_a_decimal_can_be_read()
    {
        await using var scene = await SceneAsync(
            new("custom.fine", "2026-01-01", Fine),
            new("custom.fine", "2026-01-01", Coarse)
        );

        Assert.Equal(Both, (await scene.SeriesAsync(January)).Total);
        Assert.Equal(Both, (await scene.SendAsync(new ListPoints.Query("custom.fine"))).Value.Items[0].Value);

        await scene.StoreAsync(new Given("custom.fine", "2026-01-01", Coarse));
        Assert.Equal(Coarse, (await scene.SeriesAsync(January)).Total);
        Assert.Single((await scene.SendAsync(new ListChanges.Query("custom.fine"))).Items);
    }
}
