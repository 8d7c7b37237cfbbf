using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Storage;
using Nexus.Testing.Postgres;
using static Nexus.Infrastructure.Tests.Storage.Ingest.IngestScene;

namespace Nexus.Infrastructure.Tests.Storage.Ingest;

public sealed class PointIngestTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task The_same_points_again_change_nothing()
    {
        await using var scene = await OpenAsync(postgres);
        Given[] points = [new(Spend, "2026-01-01", 10.5m, "Spring"), new(Spend, "2026-01-02", 7m, "Spring")];
        await scene.WriteAsync(points);

        var again = await scene.WriteAsync(points);

        Assert.Equal((0, 0, 2), (again.Inserted, again.Updated, again.Unchanged));
        Assert.Empty(await scene.ChangesAsync());
        Assert.Equal(
            ["custom.spend Spring 2026-01-01T00:00 10.5", "custom.spend Spring 2026-01-02T00:00 7"],
            await scene.PointsAsync()
        );
    }

    [Fact]
    public async Task A_value_that_differs_only_in_trailing_zeros_is_unchanged()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.WriteAsync(new Given(Spend, "2026-01-01", 10.50m));

        Assert.Equal(1, (await scene.WriteAsync(new Given(Spend, "2026-01-01", 10.5m))).Unchanged);
    }

    [Fact]
    public async Task A_changed_value_replaces_the_stored_one_and_leaves_both_in_the_history()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.WriteAsync(new Given(Spend, "2026-01-01", 10m));

        var changed = await scene.WriteAsync(new Given(Spend, "2026-01-01", 12m), new Given(Spend, "2026-01-02", 1m));

        Assert.Equal((1, 1, 0), (changed.Inserted, changed.Updated, changed.Unchanged));
        Assert.Equal(["10 12"], await scene.ChangesAsync());
        Assert.Equal(await scene.RollupsFromPointsAsync(), await scene.RollupsAsync());
    }

    [Fact]
    public async Task New_series_of_many_kinds_are_stored_and_added_up_each_in_its_own_sums()
    {
        await using var scene = await OpenAsync(postgres, "America/New_York");
        Given[] points =
        [
            new(Spend, "2026-01-31", 1m, "Spring", "EUR"),
            new(Spend, "2026-01-31", 2m, "Autumn", "EUR"),
            new(Spend, "2026-01-31", 4m, "Spring", "USD"),
            new(Spend, "2026-01-31", 8m),
            new(Spend, "2026-01-31T03:00Z", 16m),
            new("custom.clicks", "2026-01-31", 32m, "Spring"),
            new(Level, "2026-01-31", 64m),
            new(Spend, "2026-02-01", 128m, "Spring", "EUR"),
        ];

        var first = await scene.WriteAsync(points);
        var again = await scene.WriteAsync(points);

        Assert.Equal((8, 0, 0), (first.Inserted, first.Updated, first.Unchanged));
        Assert.Equal((0, 0, 8), (again.Inserted, again.Updated, again.Unchanged));
        Assert.Equal(8, (await scene.PointsAsync()).Count);
        Assert.Equal(await scene.RollupsFromPointsAsync(), await scene.RollupsAsync());
    }

    [Fact]
    public async Task Values_of_one_day_add_up_where_the_metric_adds()
    {
        await using var scene = await OpenAsync(postgres);

        await scene.WriteAsync(
            new Given(Spend, "2026-01-01", 1.1m),
            new(Spend, "2026-01-01", 2.2m),
            new(Spend, "2026-01-01", -0.3m)
        );

        Assert.Equal(["custom.spend - 2026-01-01T00:00 3"], await scene.PointsAsync());
    }

    [Fact]
    public async Task The_last_line_of_a_day_wins_where_the_metric_is_a_level()
    {
        await using var scene = await OpenAsync(postgres);

        await scene.WriteAsync(
            new Given(Level, "2026-01-01", 5m),
            new(Spend, "2026-01-01", 1m),
            new(Level, "2026-01-01", 4m),
            new(Spend, "2026-01-01", 1m)
        );

        Assert.Equal(
            ["custom.level - 2026-01-01T00:00 4", "custom.spend - 2026-01-01T00:00 2"],
            await scene.PointsAsync()
        );
    }

    [Fact]
    public async Task Append_mode_keeps_what_is_stored()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.WriteAsync(new Given(Spend, "2026-01-01", 10m));

        var counted = await scene.PreviewAsync(
            IngestMode.Append,
            new(Spend, "2026-01-01", 99m),
            new(Spend, "2026-01-02", 1m)
        );

        Assert.Equal((1, 0, 1), (counted.Inserted, counted.Updated, counted.Conflicts));
    }

    [Fact]
    public async Task One_transaction_takes_several_batches()
    {
        await using var scene = await OpenAsync(postgres);

        await scene.InTransactionAsync(async services =>
        {
            var ingest = services.GetRequiredService<IPointIngest>();
            await IngestScene.WriteInAsync(ingest, new Given(Spend, "2026-01-01", 1m));
            return await IngestScene.WriteInAsync(ingest, new Given(Spend, "2026-01-01", 2m));
        });

        Assert.Equal(["custom.spend - 2026-01-01T00:00 2"], await scene.PointsAsync());
        Assert.Equal(await scene.RollupsFromPointsAsync(), await scene.RollupsAsync());
    }

    [Fact]
    public async Task Replace_mode_removes_what_the_input_lacks_within_its_dates_only()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.WriteAsync(
            new Given(Spend, "2026-01-01", 1m, "A"),
            new(Spend, "2026-01-02", 2m, "A"),
            new(Spend, "2026-01-02", 3m, "B"),
            new(Spend, "2026-01-09", 4m, "B"),
            new("custom.clicks", "2026-01-02", 5m, "B")
        );
        await scene.WriteToAsync("another", new Given(Spend, "2026-01-02", 6m, "B"));

        var replaced = await scene.WriteAsync(
            IngestMode.Replace,
            new(Spend, "2026-01-01", 1m, "A"),
            new(Spend, "2026-01-03", 7m, "C")
        );

        Assert.Equal((1, 0, 1, 2), (replaced.Inserted, replaced.Updated, replaced.Unchanged, replaced.Deleted));
        Assert.Equal(
            [
                "custom.clicks B 2026-01-02T00:00 5",
                "custom.spend A 2026-01-01T00:00 1",
                "custom.spend B 2026-01-02T00:00 6",
                "custom.spend B 2026-01-09T00:00 4",
                "custom.spend C 2026-01-03T00:00 7",
            ],
            await scene.PointsAsync()
        );
        Assert.Equal(["2 -", "3 -"], (await scene.ChangesAsync()).Order());
        Assert.Equal(await scene.RollupsFromPointsAsync(), await scene.RollupsAsync());
    }

    [Fact]
    public async Task A_preview_counts_what_a_write_would_do_and_stores_nothing()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.WriteAsync(new Given(Spend, "2026-01-01", 1m), new Given(Spend, "2026-01-02", 2m));
        var before = await scene.PointsAsync();
        Given[] points = [new(Spend, "2026-01-01", 9m), new(Spend, "2026-01-03", 3m, "New")];

        var preview = await scene.PreviewAsync(IngestMode.Replace, points);

        Assert.Equal(before, await scene.PointsAsync());
        Assert.Equal(["1"], await scene.RowsAsync("select count(*) from nexus.kpi_series"));
        var written = await scene.WriteAsync(IngestMode.Replace, points);
        Assert.Equal(
            (written.Inserted, written.Updated, written.Unchanged, written.Deleted),
            (preview.Inserted, preview.Updated, preview.Unchanged, preview.Deleted)
        );
    }

    [Fact]
    public async Task Finality_and_metadata_are_kept_beside_the_value()
    {
        await using var scene = await OpenAsync(postgres);
        var longText = $$"""{"long": "{{new string('x', 300_000)}}"}""";

        await scene.WriteAsync(
            new Given(Spend, "2026-01-01", 1m),
            new(Spend, "2026-01-02", 2m, Final: false),
            new(Spend, "2026-01-03", 3m, Metadata: """{"rows": 7}"""),
            new(Spend, "2026-01-04", 4m, Metadata: longText)
        );

        Assert.Equal(
            [
                "2026-01-01 1 True -",
                "2026-01-02 2 False -",
                """2026-01-03 3 True {"rows": 7}""",
                $"2026-01-04 4 True {longText}",
            ],
            await scene.MarksAsync()
        );
    }

    [Fact]
    public async Task Another_finality_or_metadata_of_the_same_value_is_an_update_and_part_of_the_history()
    {
        await using var scene = await OpenAsync(postgres);
        Given[] open =
        [
            new(Spend, "2026-01-01", 1m, Final: false),
            new(Spend, "2026-01-02", 2m, Metadata: """{"a": 1}"""),
            new(Spend, "2026-01-03", 3m),
        ];
        await scene.WriteAsync(open);

        var again = await scene.WriteAsync(open);
        var closed = await scene.WriteAsync(
            open[0] with
            {
                Final = true,
            },
            open[1] with
            {
                Metadata = """{"a":2}""",
            },
            open[2]
        );

        Assert.Equal((0, 3), (again.Updated, again.Unchanged));
        Assert.Equal((2, 1), (closed.Updated, closed.Unchanged));
        Assert.Equal(
            ["1 1 False True - -", """2 2 True True {"a": 1} {"a": 2}"""],
            await scene.RowsAsync(
                """
                select old_value, new_value, old_final, new_final, old_metadata::text, new_metadata::text
                from nexus.kpi_point_change order by change_id
                """
            )
        );
        Assert.Equal(await scene.RollupsFromPointsAsync(), await scene.RollupsAsync());
    }

    [Fact]
    public async Task Points_that_add_up_are_final_together_and_keep_the_last_metadata()
    {
        await using var scene = await OpenAsync(postgres);
        Given[] twice =
        [
            new(Spend, "2026-01-01", 1m, Final: false, Metadata: """{"n": 1}"""),
            new(Spend, "2026-01-01", 2m, Metadata: """{"n": 2}"""),
            new(Spend, "2026-01-01", 3m),
            new(Level, "2026-01-01", 1m, Final: false),
            new(Level, "2026-01-01", 2m, Metadata: """{"n": 3}"""),
        ];

        await scene.WriteAsync(twice);

        Assert.Equal(
            ["""2026-01-01 6 False {"n": 2}""", """2026-01-01 2 True {"n": 3}"""],
            (await scene.MarksAsync()).OrderDescending()
        );
        Assert.Equal(2, (await scene.WriteAsync(twice)).Unchanged);
    }

    [Fact]
    public async Task Hours_are_rolled_up_by_the_day_of_the_workspace()
    {
        await using var scene = await OpenAsync(postgres, "America/New_York");

        await scene.WriteAsync(new Given(Spend, "2026-03-08T04:00Z", 1m), new(Spend, "2026-03-08T05:00Z", 2m));

        Assert.Equal(
            ["2026-03-07 1", "2026-03-08 2"],
            await scene.RowsAsync("select day, total from nexus.kpi_rollup_day order by 1")
        );
        Assert.Equal(await scene.RollupsFromPointsAsync(), await scene.RollupsAsync());
    }

    [Fact]
    public async Task A_level_is_not_rolled_up()
    {
        await using var scene = await OpenAsync(postgres);

        await scene.WriteAsync(new Given(Level, "2026-01-01", 5m));

        Assert.Empty(await scene.RollupsAsync());
    }

    [Fact]
    public async Task An_override_is_closed_by_a_batch_that_covers_its_point()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.WriteAsync(new Given(Spend, "2026-01-01", 1m), new Given(Spend, "2026-01-02", 2m));
        await scene.InTransactionAsync(services => OverrideBothAsync(services));

        await scene.WriteAsync(new Given(Spend, "2026-01-02", 2m));

        Assert.Equal(
            ["2026-01-01T00:00 -", "2026-01-02T00:00 superseded"],
            await scene.RowsAsync("select ts, closed_because from nexus.kpi_override order by ts")
        );
        Assert.Equal(["override.superseded"], await scene.RowsAsync("select action from nexus.audit_event"));
    }

    [Fact]
    public async Task Every_batch_moves_the_version_of_the_data()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.WriteAsync(new Given(Spend, "2026-01-01", 1m));
        await scene.WriteAsync(new Given(Spend, "2026-01-01", 2m));

        Assert.Equal(["2"], await scene.RowsAsync("select data_version from nexus.workspace"));
    }

    private static async Task<int> OverrideBothAsync(IServiceProvider services)
    {
        var session = (
            (Nexus.Infrastructure.Storage.WorkspaceTransactions)
                services.GetService(typeof(Nexus.Infrastructure.Storage.WorkspaceTransactions))!
        ).Current;
        await using var add = session.Command(
            """
            insert into nexus.kpi_override (workspace_id, override_id, series_id, ts, value, reason, actor, created_at)
            select workspace_id, gen_random_uuid(), series_id, ts, 99, 'test', 'test', now() from nexus.kpi_point
            """
        );
        return await add.ExecuteNonQueryAsync();
    }
}
