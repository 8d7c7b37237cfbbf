using FluentValidation;
using Nexus.Application.Features.Kpis;
using Nexus.Domain.Kpis;
using Nexus.Testing.Postgres;
using static Nexus.Application.Tests.Features.Kpis.KpiScene;

namespace Nexus.Application.Tests.Features.Kpis;

public sealed class GetSeriesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static SeriesRequest Of(string metric, string from, string to, string? bucket = "day") =>
        new()
        {
            Metric = metric,
            From = from,
            To = to,
            Bucket = bucket,
        };

    [Theory]
    [InlineData("2026-13-01", "from")]
    [InlineData("yesterday", "from")]
    public async Task A_time_that_is_none_is_refused(string from, string field)
    {
        await using var scene = await KpiScene.CreateAsync(postgres);

        var refused = await Assert.ThrowsAsync<ValidationException>(() =>
            scene.SeriesAsync(Of("notes.edited", from, "2026-11-05"))
        );

        Assert.Equal(field, Assert.Single(refused.Errors).PropertyName, ignoreCase: true);
    }

    [Fact]
    public async Task A_day_belongs_to_its_own_bucket_where_the_range_begins_within_the_day_before()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(new("ads.clicks", "2026-11-02", 2), new("ads.clicks", "2026-11-03", 3));

        var series = await scene.SeriesAsync(Of("ads.clicks", "2026-11-01T12:00Z", "2026-11-04"));

        Assert.Equal([null, 2m, 3m], series.Points.Select(point => point.Value));
    }

    [Fact]
    public async Task A_metric_that_does_not_exist_is_not_found()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            scene.SeriesAsync(Of("custom.nothing", "2026-11-01", "2026-11-05"))
        );

        Assert.Equal(RefusalKind.NotFound, refused.Kind);
        Assert.Equal("unknown_metric", refused.Code);
    }

    [Fact]
    public async Task An_aggregation_that_the_metric_does_not_allow_is_refused_with_the_one_it_does()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            scene.SeriesAsync(Of("ads.reach", "2026-11-01", "2026-11-05") with { Aggregation = "sum" })
        );

        Assert.Equal("aggregation_not_allowed", refused.Code);
        Assert.Equal(["none"], Assert.IsType<string[]>(refused.Details["allowed"]));
    }

    [Fact]
    public async Task Too_many_buckets_are_refused_before_any_is_made()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);

        Assert.Equal("too_many_buckets", await scene.RefusalAsync(Of("notes.edited", "1900-01-01", "2200-01-01")));
    }

    [Fact]
    public async Task A_bucket_finer_than_the_data_is_refused_with_those_that_fit()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(new Given("notes.edited", "2026-11-01", 3, Grain: Granularity.Month));

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            scene.SeriesAsync(Of("notes.edited", "2026-11-01", "2026-12-01"))
        );

        Assert.Equal("bucket_not_available", refused.Code);
        Assert.Equal(["month", "quarter", "year"], Assert.IsType<List<string>>(refused.Details["available"]));
    }

    [Fact]
    public async Task Another_workspace_sees_nothing_of_it()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await using var other = await scene.AnotherAsync();
        await scene.StoreAsync(new Given("notes.edited", "2026-11-01", 3));

        var series = await other.SeriesAsync(Of("notes.edited", "2026-11-01", "2026-11-03"));

        Assert.Equal("- -", Text(series.Points));
        Assert.Null(series.Total);
    }

    [Fact]
    public async Task A_day_without_points_is_null_and_not_zero()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("notes.edited", "2026-11-01", 3),
            new("notes.edited", "2026-11-03", 0),
            new("notes.edited", "2026-11-04", 4.50m)
        );

        var series = await scene.SeriesAsync(Of("notes.edited", "2026-11-01", "2026-11-05"));

        Assert.Equal("3 - 0 4.5", Text(series.Points));
        Assert.Equal("7.5", series.Total!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("2026-11-01", series.Points[0].Start);
    }

    [Fact]
    public async Task Hour_points_fall_into_the_days_of_the_workspace_also_where_clocks_change()
    {
        await using var scene = await KpiScene.CreateAsync(postgres, "Europe/Berlin");
        await scene.StoreAsync(
            new("notes.edited", "2026-10-24T21:00Z", 1), // 23:00 on the 24th
            new("notes.edited", "2026-10-24T22:00Z", 2), // midnight of the 25th, which has 25 hours
            new("notes.edited", "2026-10-25T22:00Z", 4), // 23:00, and still the 25th
            new("notes.edited", "2026-10-25T23:00Z", 8)
        );

        var days = await scene.SeriesAsync(Of("notes.edited", "2026-10-24", "2026-10-27"));
        var hours = await scene.SeriesAsync(Of("notes.edited", "2026-10-25", "2026-10-26", "hour"));

        Assert.Equal("1 6 8", Text(days.Points));
        Assert.Equal(25, hours.Points.Count);
        Assert.Equal(6, hours.Total);
        Assert.Equal(("2026-10-25T00:00:00+02:00", 2m), (hours.Points[0].Start, hours.Points[0].Value));
        Assert.Equal(("2026-10-25T23:00:00+01:00", 4m), (hours.Points[24].Start, hours.Points[24].Value));
    }

    [Fact]
    public async Task Calendar_days_keep_their_date_whatever_the_zone()
    {
        await using var scene = await KpiScene.CreateAsync(postgres, "America/Los_Angeles");
        await scene.StoreAsync(new("notes.edited", "2026-11-01", 1), new("notes.edited", "2026-11-02", 2));

        var series = await scene.SeriesAsync(Of("notes.edited", "2026-11-01", "2026-11-02"));

        Assert.Equal("1", Text(series.Points));
    }

    [Fact]
    public async Task A_range_of_instants_takes_the_hours_within_it()
    {
        await using var scene = await KpiScene.CreateAsync(postgres, "Europe/Berlin");
        await scene.StoreAsync(
            new("notes.edited", "2026-11-01T05:00Z", 1),
            new("notes.edited", "2026-11-01T06:00Z", 2),
            new("notes.edited", "2026-11-02T06:00Z", 4)
        );

        var series = await scene.SeriesAsync(
            Of("notes.edited", "2026-11-01T07:00:00+01:00", "2026-11-02T07:00:00+01:00")
        );

        Assert.Equal("2 -", Text(series.Points));
    }

    [Fact]
    public async Task A_level_shows_the_latest_value_of_each_series_and_adds_over_dimensions_only()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("finance.cash_balance", "2026-09-10", 100, "account=a", "EUR"),
            new("finance.cash_balance", "2026-09-30", 120, "account=a", "EUR"),
            new("finance.cash_balance", "2026-09-29", 50, "account=b", "EUR"),
            new("finance.cash_balance", "2026-11-05", 70, "account=b", "EUR")
        );

        var series = await scene.SeriesAsync(Of("finance.cash_balance", "2026-09-01", "2026-12-01", "month"));

        Assert.Equal("170 - 70", Text(series.Points));
        Assert.Equal(70, series.Total);
        Assert.Equal("EUR", series.Currency);
    }

    [Fact]
    public async Task A_bucket_is_final_once_it_is_over_and_its_points_are()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("notes.edited", "2026-11-18", 1),
            new("notes.edited", "2026-11-19", 1),
            new("notes.edited", "2026-11-20", 1)
        );
        await scene.ExecuteAsync("update nexus.kpi_point set final = false where ts = '2026-11-18T00:00Z'");

        var series = await scene.SeriesAsync(Of("notes.edited", "2026-11-18", "2026-11-22"));

        Assert.Equal([false, true, false, false], series.Points.Select(point => point.Final));
    }

    [Fact]
    public async Task A_running_month_is_held_against_the_same_days_of_the_month_before()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("notes.edited", "2026-10-02", 10),
            new("notes.edited", "2026-10-20", 5),
            new("notes.edited", "2026-10-21", 100),
            new("notes.edited", "2026-11-02", 12)
        );

        var series = await scene.SeriesAsync(
            Of("notes.edited", "2026-11-01", "2026-12-01") with
            {
                Compare = "previous",
            }
        );

        Assert.Equal(("2026-10-01", "2026-10-21"), (series.Comparison!.From, series.Comparison.To));
        Assert.Equal(12, series.Total);
        Assert.Equal(
            (15m, -3m, -20m),
            (series.Comparison.Total, series.Comparison.Change, series.Comparison.ChangePercent)
        );
        Assert.Equal(10, series.Comparison.Points[1].Value);
    }

    [Fact]
    public async Task Without_a_range_the_last_thirty_days_are_shown_by_day()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(new Given("notes.edited", "2026-11-20", 12));

        var series = await scene.SeriesAsync(new SeriesRequest { Metric = "notes.edited" });

        Assert.Equal(("2026-10-22", "2026-11-21", "day"), (series.From, series.To, series.Bucket));
        Assert.Equal(30, series.Points.Count);
    }

    [Fact]
    public async Task A_bucket_that_is_not_named_suits_the_range_and_the_data()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(new Given("notes.edited", "2026-01-01", 12, Grain: Granularity.Quarter));

        var series = await scene.SeriesAsync(Of("notes.edited", "2026-01-01", "2026-04-01", bucket: null));

        Assert.Equal("quarter", series.Bucket);
    }

    [Fact]
    public async Task A_metric_of_the_workspaces_own_reads_like_any_other()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.DefineAsync(Custom("parcels", MetricAggregation.Sum));
        await scene.StoreAsync(new Given("custom.parcels", "2026-11-02", 4));

        var series = await scene.SeriesAsync(Of("custom.parcels", "2026-11-01", "2026-11-03"));

        Assert.Equal(("- 4", "number"), (Text(series.Points), series.Unit));
    }

    [Fact]
    public async Task What_was_read_before_does_not_hide_what_has_come_since()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        var november = Of("notes.edited", "2026-11-01", "2026-11-02");
        Assert.Null((await scene.SeriesAsync(november)).Total);

        await scene.StoreFromAsync("one", new Given("notes.edited", "2026-11-01", 1));
        Assert.Equal(1, (await scene.SeriesAsync(november)).Total);

        await scene.StoreFromAsync("two", new Given("notes.edited", "2026-11-01", 2));
        Assert.Equal(3, (await scene.SeriesAsync(november)).Total);
        Assert.Null((await scene.SeriesAsync(november with { Metric = "ads.clicks" })).Total);
    }
}
