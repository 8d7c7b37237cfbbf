using System.Globalization;
using FluentValidation;
using Nexus.Application.Features.Audit;
using Nexus.Application.Features.Kpis;
using Nexus.Testing.Postgres;
using static Nexus.Application.Tests.Features.Kpis.KpiScene;

namespace Nexus.Application.Tests.Features.Kpis;

public sealed class OverrideTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly SeriesRequest Notes = new()
    {
        Metric = "notes.edited",
        From = "2026-11-01",
        To = "2026-11-04",
        Bucket = "day",
    };

    private static SetOverride.Command Set(string at, decimal value, string metric = "notes.edited") =>
        new(metric, at, value, "counted by hand");

    private async Task<KpiScene> TwoDaysAsync()
    {
        var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(new("notes.edited", "2026-11-01", 3), new("notes.edited", "2026-11-03", 4));
        return scene;
    }

    private static async Task<RefusedException> RefusedAsync(KpiScene scene, SetOverride.Command command) =>
        await Assert.ThrowsAsync<RefusedException>(() => scene.SendAsync(command));

    [Fact]
    public async Task A_computed_metric_is_not_overridden()
    {
        await using var scene = await TwoDaysAsync();

        Assert.Equal("metric_is_computed", (await RefusedAsync(scene, Set("2026-11-01", 1, "ads.ctr"))).Code);
    }

    [Fact]
    public async Task Nothing_is_put_over_a_series_that_does_not_exist()
    {
        await using var scene = await TwoDaysAsync();
        await using var other = await scene.AnotherAsync();

        Assert.Equal(RefusalKind.NotFound, (await RefusedAsync(scene, Set("2026-11-01", 1, "ads.clicks"))).Kind);
        Assert.Equal(RefusalKind.NotFound, (await RefusedAsync(other, Set("2026-11-01", 1))).Kind);
    }

    [Fact]
    public async Task A_series_that_is_not_clear_is_refused_with_the_candidates()
    {
        await using var scene = await TwoDaysAsync();
        await scene.StoreFromAsync("more", new Given("notes.edited", "2026-11-01", 3));

        var refused = await RefusedAsync(scene, Set("2026-11-01", 1));

        Assert.Equal("ambiguous_series", refused.Code);
        Assert.NotNull(refused.Details["candidates"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("1000000000000000000")]
    [InlineData("-79228162514264337593543950335")]
    public async Task A_missing_value_is_not_zero_and_one_too_large_to_add_is_refused(string? value)
    {
        await using var scene = await TwoDaysAsync();
        var command = Set("2026-11-01", 1) with
        {
            Value = value is null ? null : decimal.Parse(value, CultureInfo.InvariantCulture),
        };

        var refused = await Assert.ThrowsAsync<ValidationException>(() => scene.SendAsync(command));

        Assert.Equal("Value", Assert.Single(refused.Errors).PropertyName);
        Assert.Equal("3 - 4", Text((await scene.SeriesAsync(Notes)).Points));
    }

    [Theory]
    [InlineData("UTC", "2026-11-01T05:17:30Z")]
    [InlineData("Asia/Kolkata", "2026-11-01T11:29:00+05:30")]
    public async Task Any_instant_within_an_hour_names_its_point(string zone, string at)
    {
        await using var scene = await KpiScene.CreateAsync(postgres, zone);
        await scene.StoreAsync(new Given("notes.edited", "2026-11-01T05:00:00Z", 3));

        var set = await scene.SendAsync(Set(at, 30));

        Assert.Equal(3, set.StoredValue);
        Assert.Equal(30, (await scene.SeriesAsync(Notes)).Total);
    }

    [Fact]
    public async Task Every_read_shows_it_and_says_so()
    {
        await using var scene = await TwoDaysAsync();

        var set = await scene.SendAsync(Set("2026-11-01", 30));
        var series = await scene.SeriesAsync(Notes);
        var month = await scene.SeriesAsync(Notes with { To = "2026-12-01", Bucket = "month" });
        var points = (await scene.SendAsync(new ListPoints.Query("notes.edited"))).Value.Items;
        var explained = (await scene.SendAsync(new ExplainPoint.Query("notes.edited", "2026-11-01"))).Value;

        Assert.Equal(3, set.StoredValue);
        Assert.Equal("30 - 4", Text(series.Points));
        Assert.Equal([true, false, false], series.Points.Select(point => point.Override));
        Assert.Equal((34m, true), (month.Total!.Value, month.Points[0].Override));
        Assert.Equal(
            (30m, 3m, set.Id),
            (points[0].Value, points[0].Override!.StoredValue!.Value, points[0].Override!.Id)
        );
        Assert.Equal(30, explained.Value);
        Assert.Equal("counted by hand", explained.Parts[0].Points[0].Point.Override!.Reason);
    }

    [Fact]
    public async Task A_missing_point_of_a_series_can_be_filled_in()
    {
        await using var scene = await TwoDaysAsync();

        var set = await scene.SendAsync(Set("2026-11-02", 5));

        Assert.Null(set.StoredValue);
        Assert.Equal("3 5 4", Text((await scene.SeriesAsync(Notes)).Points));
        Assert.Equal(12, (await scene.SeriesAsync(Notes with { To = "2026-12-01", Bucket = "month" })).Total);
        Assert.Equal(3, (await scene.SendAsync(new ListPoints.Query("notes.edited"))).Value.Items.Count);
    }

    [Fact]
    public async Task It_is_shown_in_groups_and_in_levels_too()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("objectives.total", "2026-10-01", 3, "status=open"),
            new("objectives.total", "2026-10-20", 4, "status=open"),
            new("notes.edited", "2026-10-20", 4, "owner=a")
        );
        await scene.SendAsync(
            Set("2026-10-31", 9, "objectives.total") with
            {
                Dimensions = new Dictionary<string, string> { ["status"] = "open" },
            }
        );
        await scene.SendAsync(
            Set("2026-10-20", 7) with
            {
                Dimensions = new Dictionary<string, string> { ["owner"] = "a" },
            }
        );
        var october = Notes with { From = "2026-10-01", To = "2026-11-01", Bucket = "month" };

        var level = await scene.SeriesAsync(october with { Metric = "objectives.total", GroupBy = "status" });
        var sum = await scene.SeriesAsync(october with { GroupBy = "owner" });

        Assert.Equal(
            (9m, 9m, true),
            (level.Total!.Value, level.Groups![0].Total!.Value, level.Groups[0].Points[0].Override)
        );
        Assert.Equal((7m, 7m), (sum.Total!.Value, sum.Groups![0].Total!.Value));
    }

    [Fact]
    public async Task A_new_value_of_a_stored_dimension_makes_a_series_of_its_own()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(new Given("notes.edited", "2026-11-01", 4, "owner=a"));

        await scene.SendAsync(
            Set("2026-11-01", 7) with
            {
                Dimensions = new Dictionary<string, string> { ["owner"] = "b" },
            }
        );

        Assert.Equal(11, (await scene.SeriesAsync(Notes)).Total);
        Assert.Equal(
            RefusalKind.NotFound,
            (
                await RefusedAsync(
                    scene,
                    Set("2026-11-01", 7) with
                    {
                        Dimensions = new Dictionary<string, string> { ["colour"] = "b" },
                    }
                )
            ).Kind
        );
    }

    [Fact]
    public async Task A_second_one_takes_the_place_of_the_first()
    {
        await using var scene = await TwoDaysAsync();

        var first = await scene.SendAsync(Set("2026-11-01", 30));
        var second = await scene.SendAsync(Set("2026-11-01", 31));

        Assert.Equal(first.Id, second.Replaced);
        Assert.Equal("31 - 4", Text((await scene.SeriesAsync(Notes)).Points));
        Assert.Equal(
            ["replaced", "-"],
            await scene.RowsAsync("select closed_because from nexus.kpi_override order by closed_because")
        );
    }

    [Fact]
    public async Task A_closed_one_is_shown_no_more()
    {
        await using var scene = await TwoDaysAsync();
        var removed = await scene.SendAsync(Set("2026-11-01", 30));
        await scene.SendAsync(Set("2026-11-03", 40));

        await scene.SendAsync(new RemoveOverride.Command(removed.Id));
        await scene.StoreAsync(new Given("notes.edited", "2026-11-03", 4));

        Assert.Equal("3 - 4", Text((await scene.SeriesAsync(Notes)).Points));
        Assert.All((await scene.SeriesAsync(Notes)).Points, point => Assert.False(point.Override));
        Assert.All(
            (await scene.SendAsync(new ListPoints.Query("notes.edited"))).Value.Items,
            point => Assert.Null(point.Override)
        );
        var again = await Assert.ThrowsAsync<RefusedException>(() =>
            scene.SendAsync(new RemoveOverride.Command(removed.Id))
        );
        Assert.Equal("override_closed", again.Code);
    }

    [Fact]
    public async Task Another_workspace_cannot_remove_it()
    {
        await using var scene = await TwoDaysAsync();
        await using var other = await scene.AnotherAsync();
        var set = await scene.SendAsync(Set("2026-11-01", 30));

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            other.SendAsync(new RemoveOverride.Command(set.Id))
        );

        Assert.Equal("override_not_found", refused.Code);
    }

    [Fact]
    public async Task The_history_says_who_did_what()
    {
        await using var scene = await TwoDaysAsync();
        var set = await scene.SendAsync(Set("2026-11-01", 30));
        await scene.SendAsync(Set("2026-11-01", 31));
        await scene.SendAsync(new RemoveOverride.Command((await scene.SendAsync(Set("2026-11-03", 5))).Id));

        var history = await scene.SendAsync(new ListChanges.Query(Metric: "notes.edited"));

        Assert.Equal(
            ["override.removed", "override.set", "override.replaced", "override.set"],
            history.Items.Select(change => change.Action)
        );
        Assert.Equal((set.Id.ToString(), "test"), (history.Items[3].Subject, history.Items[3].Actor));
        Assert.Equal(3, history.Items[3].Before!.Value.GetProperty("value").GetDecimal());
        Assert.Equal(30, history.Items[3].After!.Value.GetProperty("value").GetDecimal());
    }
}
