using Nexus.Application.Features.Kpis;
using Nexus.Domain.Kpis;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Kpis;

public sealed class ExplainPointTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static async Task<ExplainPoint.Answer> ExplainAsync(KpiScene scene, ExplainPoint.Query query) =>
        (await scene.SendAsync(query)).Value;

    [Fact]
    public async Task A_number_leads_to_the_points_it_is_made_of_and_to_who_wrote_them()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("ads.clicks", "2026-10-05", 5),
            new("ads.clicks", "2026-10-06", 6),
            new("ads.clicks", "2026-11-01", 7),
            new("ads.clicks", "2026-10-05", 4, "campaign=x")
        );

        var month = await ExplainAsync(scene, new ExplainPoint.Query("ads.clicks", "2026-10-20", "month"));

        Assert.Equal((11m, "2026-10-01", "2026-11-01"), (month.Value!.Value, month.Start, month.End));
        Assert.Equal([5m, 6m], month.Parts[0].Points.Select(entry => entry.Point.Value));
        Assert.Equal(("sync", "test"), (month.Parts[0].Points[0].Batch!.Kind, month.Parts[0].Points[0].Batch!.Actor));
    }

    [Fact]
    public async Task A_level_is_explained_by_the_latest_points_only()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(new("objectives.total", "2026-10-05", 5), new("objectives.total", "2026-10-06", 6));

        var month = await ExplainAsync(scene, new ExplainPoint.Query("objectives.total", "2026-10-20", "month"));

        Assert.Equal(6, Assert.Single(month.Parts[0].Points).Point.Value);
    }

    [Fact]
    public async Task A_ratio_is_explained_by_its_parts_and_their_opening()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(new("customers.active", "2026-09-30", 100), new("customers.churned_opening", "2026-10-01", 5, Grain: Granularity.Month));

        var month = await ExplainAsync(scene, new ExplainPoint.Query("customers.churn_rate", "2026-10-20", "month"));

        Assert.Equal(5, month.Value);
        Assert.Equal(
            [("customers.active", "bucket", 0), ("customers.active", "opening", 1), ("customers.churned_opening", "bucket", 1)],
            month.Parts.Select(part => (part.Metric, part.Moment, part.Points.Count))
        );
        Assert.NotNull(month.Formula);
    }

    [Fact]
    public async Task It_can_be_narrowed_to_one_value_of_a_dimension()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("ads.clicks", "2026-10-05", 4, "campaign=x"),
            new("ads.clicks", "2026-10-05", 9, "campaign=y")
        );

        var day = await ExplainAsync(scene, new ExplainPoint.Query("ads.clicks", "2026-10-05", Filter: ["campaign:x"]));

        Assert.Equal("day", day.Bucket);
        Assert.Equal(4, Assert.Single(day.Parts[0].Points).Point.Value);
    }
}
