using FluentValidation;
using Nexus.Application.Features.Dashboards;
using Nexus.Application.Storage;
using Nexus.Application.Tests.Features.Kpis;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Dashboards;

public sealed class DashboardTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static TileSettings Notes(string? title = null) =>
        new("value", title, Query: new TileQuery("notes.edited"));

    private static async Task<string> RefusedAsync(Func<Task> work) =>
        (await Assert.ThrowsAsync<RefusedException>(work)).Code;

    [Theory]
    [InlineData("pie", "notes.edited", null, "Tile.Kind")]
    [InlineData("value", "", null, "Tile.Query.Metric")]
    [InlineData("ranking", "notes.edited", null, "Tile.Query")]
    [InlineData("heading", "notes.edited", "Text", "Tile.Query")]
    [InlineData("heading", null, null, "Tile.Title")]
    [InlineData("line", null, null, "Tile.Query")]
    public async Task A_tile_that_does_not_fit_its_kind_is_refused_at_the_field(
        string kind,
        string? metric,
        string? title,
        string field
    )
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        var dashboard = await scene.SendAsync(new CreateDashboard.Command("A"));
        var tile = new TileSettings(kind, title, Query: metric is null ? null : new TileQuery(metric));

        var refused = await Assert.ThrowsAsync<ValidationException>(() =>
            scene.SendAsync(new AddTile.Command(dashboard.Id, dashboard.Version, tile))
        );

        Assert.Equal(field, Assert.Single(refused.Errors).PropertyName);
    }

    [Fact]
    public async Task A_change_against_an_older_version_is_refused_and_changes_nothing()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        var seen = await scene.SendAsync(new CreateDashboard.Command("A"));
        await scene.SendAsync(new AddTile.Command(seen.Id, seen.Version, Notes("mine")));

        var code = await RefusedAsync(() =>
            scene.SendAsync(new AddTile.Command(seen.Id, seen.Version, Notes("theirs")))
        );

        Assert.Equal("dashboard_changed", code);
        var now = await scene.SendAsync(new GetDashboard.Query(seen.Id));
        Assert.Equal(("mine", 2), (Assert.Single(now.Tiles).Title, now.Version));
    }

    [Fact]
    public async Task Nobody_sees_or_changes_another_workspaces_dashboard()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await using var other = await scene.AnotherAsync();
        var dashboard = await scene.SendAsync(new CreateDashboard.Command("A"));

        Assert.Empty(await other.SendAsync(new ListDashboards.Query()));
        foreach (
            var attempt in (Func<Task>[])
                [
                    () => other.SendAsync(new GetDashboard.Query(dashboard.Id)),
                    () => other.SendAsync(new ReadDashboard.Query(dashboard.Id, new DashboardLook())),
                    () => other.SendAsync(new ChangeDashboard.Command(dashboard.Id, 1, "B", null, null)),
                    () => other.SendAsync(new DeleteDashboard.Command(dashboard.Id)),
                    () => other.SendAsync(new DuplicateDashboard.Command(dashboard.Id)),
                    () => other.SendAsync(new AddTile.Command(dashboard.Id, 1, new("heading", "Hello"))),
                ]
        )
            Assert.Equal("dashboard_not_found", await RefusedAsync(attempt));
        Assert.Equal("A", (await scene.SendAsync(new GetDashboard.Query(dashboard.Id))).Name);
    }

    [Fact]
    public async Task Tiles_are_added_changed_arranged_and_removed()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        var dashboard = await scene.SendAsync(new CreateDashboard.Command(" Mine "));
        var one = await scene.SendAsync(new AddTile.Command(dashboard.Id, 1, Notes("one")));
        var two = await scene.SendAsync(new AddTile.Command(dashboard.Id, 2, Notes("two")));

        await scene.SendAsync(
            new ArrangeTiles.Command(dashboard.Id, 3, [new(two.Tile, Width: 6, Height: 2), new(one.Tile)])
        );
        await scene.SendAsync(new ChangeTile.Command(dashboard.Id, one.Tile, 4, Notes("first")));
        var arranged = await scene.SendAsync(new GetDashboard.Query(dashboard.Id));
        await scene.SendAsync(new RemoveTile.Command(dashboard.Id, two.Tile, 5));
        var left = await scene.SendAsync(new GetDashboard.Query(dashboard.Id));

        Assert.Equal("Mine", arranged.Name);
        Assert.Equal(
            [("two", 6, 2), ("first", 3, 1)],
            arranged.Tiles.Select(tile => (tile.Title!, tile.Width, tile.Height))
        );
        Assert.Equal((one.Tile, 6), (Assert.Single(left.Tiles).Id, left.Version));
        Assert.Equal(
            "tiles_do_not_match",
            await RefusedAsync(() => scene.SendAsync(new ArrangeTiles.Command(dashboard.Id, 6, [new(two.Tile)])))
        );
    }

    [Fact]
    public async Task A_tile_of_an_unknown_metric_is_refused()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        var dashboard = await scene.SendAsync(new CreateDashboard.Command("A"));

        var code = await RefusedAsync(() =>
            scene.SendAsync(new AddTile.Command(dashboard.Id, 1, new("value", Query: new TileQuery("notes.imagined"))))
        );

        Assert.Equal("unknown_metric", code);
    }

    [Fact]
    public async Task A_copy_has_tiles_of_its_own()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        var first = await scene.SendAsync(new CreateDashboard.Command("A"));
        var tile = await scene.SendAsync(new AddTile.Command(first.Id, 1, Notes()));

        var copy = await scene.SendAsync(new DuplicateDashboard.Command(first.Id));
        await scene.SendAsync(new RemoveTile.Command(first.Id, tile.Tile, 2));

        Assert.Equal("A (copy)", copy.Name);
        Assert.Single((await scene.SendAsync(new GetDashboard.Query(copy.Id))).Tiles);
        Assert.Equal(["A", "A (copy)"], (await scene.SendAsync(new ListDashboards.Query())).Select(one => one.Name));
    }

    [Fact]
    public async Task A_template_fills_from_what_there_is_and_says_what_would_fill_the_rest()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("finance.revenue", "2026-11-01", 100, "account=4400", "EUR"),
            new("finance.costs", "2026-11-01", 40, "account=6300", "EUR")
        );

        var offered = (await scene.SendAsync(new ListTemplates.Query())).Single(one => one.Key == "business-health");
        var made = await scene.SendAsync(new CreateDashboard.Command(null, "business-health"));

        Assert.Equal("Business health", made.Name);
        Assert.Equal(
            ["Finance", "finance.revenue", "finance.profit_margin", "finance.revenue"],
            made.Tiles.Select(tile => tile.Query?.Metric ?? tile.Title!)
        );
        Assert.Equal(3, offered.Ready);
        Assert.Equal(
            ["google-analytics"],
            offered.Missing.Single(tile => tile.Metric == "web.sessions").Sources.Select(source => source.Key)
        );
    }

    [Fact]
    public async Task A_dashboard_takes_more_of_its_template_once_there_is_data_for_it()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        var made = await scene.SendAsync(new CreateDashboard.Command("Health", "business-health"));
        Assert.Empty(made.Tiles);
        await scene.StoreAsync(new Given("security.score", "2026-11-01", 80));

        var filled = await scene.SendAsync(new FillFromTemplate.Command(made.Id, made.Version));
        var again = await scene.SendAsync(new FillFromTemplate.Command(made.Id, filled.Version));

        Assert.Equal(["Security", "security.score"], filled.Tiles.Select(tile => tile.Query?.Metric ?? tile.Title!));
        Assert.Equal(filled.Tiles, again.Tiles);
    }
}
