using System.Globalization;
using FluentValidation;
using Nexus.Application.Features.Dashboards;
using Nexus.Application.Features.Goals;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Storage;
using Nexus.Application.Tests.Features.Kpis;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Dashboards;

public sealed class ReadDashboardTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static async Task<Guid> DashboardAsync(KpiScene scene, params TileSettings[] tiles)
    {
        var dashboard = await scene.SendAsync(new CreateDashboard.Command("A"));
        for (var i = 0; i < tiles.Length; i++)
            await scene.SendAsync(new AddTile.Command(dashboard.Id, i + 1, tiles[i]));
        return dashboard.Id;
    }

    private static TileSettings Tile(string kind, string metric, string? groupBy = null) =>
        new(kind, Query: new TileQuery(metric, groupBy));

    private static async Task<DashboardData> ReadAsync(KpiScene scene, Guid id, DashboardLook? look = null) =>
        await scene.SendAsync(new ReadDashboard.Query(id, look ?? new DashboardLook()));

    [Theory]
    [InlineData("12d", null, null, null, "Period")]
    [InlineData("custom", null, null, null, "From")]
    [InlineData("custom", "2026-11-01", "soon", null, "To")]
    [InlineData(null, null, null, "yesterday", "Compare")]
    public async Task A_look_that_cannot_be_read_is_refused_at_the_field(
        string? period,
        string? from,
        string? to,
        string? compare,
        string field
    )
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        var id = await DashboardAsync(scene);

        var refused = await Assert.ThrowsAsync<ValidationException>(() =>
            ReadAsync(scene, id, new DashboardLook(period, from, to, compare))
        );

        Assert.Contains(field, refused.Errors.Select(error => error.PropertyName));
    }

    [Fact]
    public async Task A_tile_that_cannot_be_read_does_not_fail_the_others()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(new Given("notes.edited", "2026-11-19", 3));
        var id = await DashboardAsync(
            scene,
            Tile("ranking", "notes.edited", "author"),
            new TileSettings("heading", "Notes"),
            Tile("value", "notes.edited"),
            Tile("value", "web.sessions")
        );

        var tiles = (await ReadAsync(scene, id)).Tiles;

        Assert.Equal("unknown_dimension", tiles[0].Problem!.Code);
        Assert.Equal(("Notes", null), (tiles[1].Tile.Title, tiles[1].Series));
        Assert.Equal(3, tiles[2].Series!.Total);
        Assert.Null(tiles[3].Series!.Total);
        Assert.Null(tiles[3].Freshness);
    }

    [Fact]
    public async Task One_answer_holds_values_comparison_goal_freshness_and_overrides()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("notes.edited", "2026-10-10", 10),
            new("notes.edited", "2026-11-05", 12),
            new("notes.edited", "2026-11-19", 3)
        );
        await scene.SendAsync(new SetOverride.Command("notes.edited", "2026-11-19", 8, "counted by hand"));
        await scene.SendAsync(new CreateGoal.Command(new GoalSettings("notes.edited", 30, "month")));
        var id = await DashboardAsync(scene, Tile("value", "notes.edited"));

        var data = await ReadAsync(scene, id);
        var tile = Assert.Single(data.Tiles);

        Assert.Equal((new DateOnly(2026, 10, 22), new DateOnly(2026, 11, 21)), (data.From, data.To));
        Assert.Equal(
            (20m, 10m, 100m),
            (tile.Series!.Total, tile.Series.Comparison!.Total, tile.Series.Comparison.ChangePercent)
        );
        Assert.Equal(("on_track", 20m, 20m), (tile.Goal!.Status, tile.Goal.Value, tile.Goal.Expected));
        Assert.Equal((true, false), (tile.Overridden, tile.Provisional));
        Assert.Equal(("books", false), (Assert.Single(tile.Freshness!.Sources).Name, tile.Freshness.Stale));
    }

    [Fact]
    public async Task A_dashboard_is_looked_at_with_another_period_and_comparison_without_being_changed()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(new("notes.edited", "2026-10-20", 4), new("notes.edited", "2026-11-17", 5));
        var id = await DashboardAsync(scene, Tile("value", "notes.edited"));

        var week = await ReadAsync(scene, id, new DashboardLook("7d", Compare: "28d"));
        var alone = await ReadAsync(
            scene,
            id,
            new DashboardLook(From: "2026-10-20", To: "2026-10-21", Compare: "none")
        );

        Assert.Equal((5m, 4m), (week.Tiles[0].Series!.Total, week.Tiles[0].Series!.Comparison!.Total));
        Assert.Equal(
            ("custom", 4m, null),
            (alone.Period, alone.Tiles[0].Series!.Total, alone.Tiles[0].Series!.Comparison)
        );
        Assert.Equal("30d", (await scene.SendAsync(new GetDashboard.Query(id))).Period);
    }

    [Fact]
    public async Task Ranked_groups_know_what_they_came_to_before()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("web.sessions", "2026-10-01", 10, "channel=Email"),
            new("web.sessions", "2026-11-01", 15, "channel=Email"),
            new("web.sessions", "2026-11-01", 30, "channel=Direct")
        );
        var id = await DashboardAsync(scene, Tile("ranking", "web.sessions", "channel"));

        var tile = (await ReadAsync(scene, id)).Tiles[0];

        Assert.Equal(
            [("Direct", null), ("Email", 50m)],
            tile.ComparedGroups.Select(group => (group.Value, group.ChangePercent))
        );
    }

    [Theory]
    [InlineData("EUR", "USD", "EUR")]
    [InlineData("EUR", "GBP", "GBP")]
    public async Task Groups_of_money_in_several_currencies_are_those_of_one_and_the_others_are_named(
        string one,
        string other,
        string left
    )
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new Given("ads.spend", "2026-11-18", 10, "campaign=A", one),
            new Given("ads.spend", "2026-11-18", 20, "campaign=B", other)
        );
        var id = await DashboardAsync(scene, Tile("ranking", "ads.spend", "campaign"));

        var tile = Assert.Single((await ReadAsync(scene, id)).Tiles);

        Assert.Equal([left], tile.OtherCurrencies);
        Assert.Equal(left == one ? [("B", 20m)] : new[] { ("A", 10m) }, Groups(tile));
        Assert.NotEqual(left, tile.Series!.Currency);

        static IEnumerable<(string, decimal)> Groups(TileData tile) =>
            tile.Series!.Groups!.Select(group => (group.Value, group.Total!.Value));
    }

    [Fact]
    public async Task A_split_and_a_filter_apply_where_the_metric_has_the_dimension()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("web.sessions", "2026-11-01", 10, "channel=Email,country=DE"),
            new("web.sessions", "2026-11-01", 20, "channel=Email,country=FR"),
            new("notes.edited", "2026-11-01", 7)
        );
        var id = await DashboardAsync(scene, Tile("ranking", "web.sessions", "channel"), Tile("value", "notes.edited"));

        var data = await ReadAsync(scene, id, new DashboardLook(GroupBy: "country", Filter: ["country:DE"]));

        Assert.Equal(["channel", "country"], data.Dimensions);
        Assert.Equal(
            ("country", true, 10m),
            (data.Tiles[0].GroupBy, data.Tiles[0].Filtered, data.Tiles[0].Series!.Total)
        );
        Assert.Equal((false, 7m), (data.Tiles[1].Filtered, data.Tiles[1].Series!.Total));
    }

    [Fact]
    public async Task What_a_source_says_about_its_data_is_told()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(new Given("web.sessions", "2026-11-19", 10));
        await scene.ExecuteAsync("""update nexus.kpi_point set metadata = '{"quality": ["sampled"]}'""");
        await scene.ExecuteAsync(
            """
            update nexus.connection set status = 'needs_reauthorisation'
            """
        );
        var id = await DashboardAsync(scene, Tile("value", "web.sessions"));

        var tile = (await ReadAsync(scene, id)).Tiles[0];

        Assert.Equal(["sampled"], tile.Quality);
        Assert.True(tile.Freshness!.Stale);
        Assert.Contains("connected again", tile.Freshness.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-20T12:30:00Z", true)]
    [InlineData("2026-11-20T15:29:00Z", false)]
    public async Task A_source_whose_runs_stayed_away_twice_is_told_as_late(string last, bool late)
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(new Given("web.sessions", "2026-11-19", 10));
        await scene.ExecuteAsync(
            $"""
            update nexus.connection set schedule = 'PT1H', last_success_at = '2026-10-20';
            insert into nexus.sync_schedule (workspace_id, connection_id, provider, enabled, lane, fence, failures, synced_at)
            select workspace_id, connection_id, provider, true, 1, 0, 0, '{last}' from nexus.connection
            """
        );
        var id = await DashboardAsync(scene, Tile("value", "web.sessions"));

        var freshness = (await ReadAsync(scene, id)).Tiles[0].Freshness!;

        Assert.Equal(
            (late, late),
            (freshness.Stale, freshness.Reason?.Contains("missed", StringComparison.Ordinal) ?? false)
        );
        Assert.Equal(DateTimeOffset.Parse(last, CultureInfo.InvariantCulture), freshness.UpdatedAt);
    }
}
