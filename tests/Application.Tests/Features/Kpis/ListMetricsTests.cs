using System.Globalization;
using Nexus.Application.Features.Kpis;
using Nexus.Domain.Kpis;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Kpis;

public sealed class ListMetricsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static async Task<Dictionary<string, ListMetrics.Metric>> ListAsync(KpiScene scene, bool all = false) =>
        (await scene.SendAsync(new ListMetrics.Query(all))).Value.ToDictionary(metric => metric.Key);

    [Fact]
    public async Task Without_data_only_the_workspaces_own_metrics_are_listed()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await using var other = await scene.AnotherAsync();
        await other.StoreAsync(new Given("notes.edited", "2026-11-01", 3));
        await scene.DefineAsync(KpiScene.Custom("parcels", MetricAggregation.Sum));

        var listed = await ListAsync(scene);

        Assert.Equal("custom.parcels", Assert.Single(listed).Key);
        Assert.False(listed["custom.parcels"].HasData);
    }

    [Fact]
    public async Task The_whole_catalogue_is_listed_when_asked_for()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);

        Assert.Equal(MetricCatalog.All.Count, (await ListAsync(scene, all: true)).Count);
    }

    [Fact]
    public async Task A_ratio_has_data_when_its_parts_do()
    {
        await using var scene = await KpiScene.CreateAsync(postgres, "Europe/Berlin");
        await scene.StoreAsync(
            new("ads.clicks", "2026-11-01", 3, "campaign=a"),
            new("ads.clicks", "2026-11-03", 3, "campaign=a"),
            new("ads.impressions", "2026-11-02", 3, "campaign=a"),
            new("web.sessions", "2026-11-02", 3)
        );

        var listed = await ListAsync(scene);

        Assert.Equal(["ads.clicks", "ads.ctr", "ads.impressions", "web.sessions"], listed.Keys.Order());
        Assert.Equal("2026-11-02", Day(listed["ads.ctr"].LastPointAt));
        Assert.Equal("2026-11-03", Day(listed["ads.ctr"].FreshUntil));
        Assert.Equal(TimeSpan.FromHours(1), listed["ads.ctr"].FreshUntil!.Value.Offset);
        Assert.Equal(["campaign"], listed["ads.clicks"].Dimensions);
        Assert.Equal("csv", Assert.Single(listed["ads.clicks"].DataSources).Provider);
        Assert.Equal(["ads.clicks", "ads.impressions"], listed["ads.ctr"].Formula!.Parts);
    }

    [Fact]
    public async Task The_newest_point_of_levels_and_hours_is_found_too()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("finance.cash_balance", "2026-11-01", 3, Currency: "EUR"),
            new("finance.cash_balance", "2026-11-05", 3, Currency: "EUR"),
            new("notes.edited", "2026-11-05T10:00Z", 3)
        );

        var listed = await ListAsync(scene);

        Assert.Equal("2026-11-05", Day(listed["finance.cash_balance"].LastPointAt));
        Assert.Equal(["EUR"], listed["finance.cash_balance"].Currencies);
        Assert.Equal(11, listed["notes.edited"].FreshUntil!.Value.Hour);
    }

    private static string Day(DateTimeOffset? instant) =>
        instant!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
