using Nexus.Application.Features.Imports;
using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;
using Nexus.Testing;
using Nexus.Testing.Postgres;
using static Nexus.Application.Tests.Features.Imports.ImportScene;

namespace Nexus.Application.Tests.Features.Imports;

public sealed class CommitImportTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string File = """
        date,campaign,spend
        2026-01-01,Spring,10.50
        2026-01-02,Spring,20.25
        2026-01-02,Autumn,5
        """;

    [Theory]
    [InlineData("0.9999999999999999999999999999")]
    [InlineData("-999999999999999999.9999999999")]
    [InlineData("999999999999999999.99999")]
    public async Task Many_values_of_all_the_digits_there_are_can_be_added_up_reported_and_undone(string value)
    {
        await using var scene = await OpenAsync(postgres);
        var rows = Enumerable.Range(0, 60).Select(i => $"2026-01-0{1 + (i % 2)},C{i % 3},{value}\n");

        var import = await scene.ImportAsync("date,campaign,spend\n" + string.Concat(rows), Ads);

        Assert.Equal(60, Assert.Single((await scene.GetAsync(import)).Report!.Totals).Values);
        Assert.Equal(6, (await scene.GetAsync(import)).Report!.Inserted);
        await scene.Nexus.SendAsync(scene.Workspace, new UndoImport.Command(import.Id));
        Assert.Empty(await scene.PointsAsync());
    }

    [Fact]
    public async Task A_file_with_a_bad_row_stores_nothing_unless_told_to_skip_it()
    {
        await using var scene = await OpenAsync(postgres);
        var upload = await scene.UploadAsync(File + "\n2026-01-03,Spring,twelve\n", Ads);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => scene.CommitAsync(upload));

        Assert.Equal("import_has_errors", refused.Code);
        Assert.Empty(await scene.PointsAsync());
        Assert.Equal(ImportStatus.Failed, (await scene.GetAsync(upload)).Status);
        var error = Assert.Single((await scene.GetAsync(upload)).Report!.Errors);
        Assert.Equal((5, "spend"), (error.Line, error.Column));
    }

    [Fact]
    public async Task Told_to_skip_bad_rows_it_stores_the_others_and_lists_the_bad_ones()
    {
        await using var scene = await OpenAsync(postgres);

        var import = await scene.ImportAsync(
            File + "\n2026-02-30,Spring,1\n2026-01-03,Spring,12\n",
            Ads,
            onError: RowErrorPolicy.Skip
        );

        Assert.Equal((4, 1), (import.Report!.Inserted, import.Report.Rejected));
        var reject = Assert.Single(await scene.RejectsAsync(import));
        Assert.Equal((5, "date", "2026-02-30,Spring,1"), (reject.Line, reject.Column, reject.Raw));
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync(File, Ads);
        var points = await scene.PointsAsync();

        var again = await scene.ImportAsync(File, Ads);

        Assert.Equal((0, 0, 3), (again.Report!.Inserted, again.Report.Updated, again.Report.Unchanged));
        Assert.Equal(points, await scene.PointsAsync());
    }

    [Fact]
    public async Task Points_carry_their_campaign_and_currency()
    {
        await using var scene = await OpenAsync(postgres);

        await scene.ImportAsync(File, Ads);

        Assert.Equal(
            [
                """ads.spend {"campaign": "Autumn"} USD 2026-01-02T00:00 5""",
                """ads.spend {"campaign": "Spring"} USD 2026-01-01T00:00 10.5""",
                """ads.spend {"campaign": "Spring"} USD 2026-01-02T00:00 20.25""",
            ],
            await scene.PointsAsync()
        );
    }

    [Fact]
    public async Task A_file_without_a_mapping_is_refused_with_the_question()
    {
        await using var scene = await OpenAsync(postgres);
        var upload = await scene.UploadAsync(File);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => scene.CommitAsync(upload));

        Assert.Equal("mapping_required", refused.Code);
        Assert.Equal(ImportStatus.Uploaded, (await scene.GetAsync(upload)).Status);
    }

    [Fact]
    public async Task The_next_file_of_a_layout_needs_no_mapping_and_updates_the_same_points()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync(File, Ads);

        var next = await scene.UploadAsync("date,campaign,spend\n2026-01-02,Spring,21\n2026-01-03,Spring,7\n");
        var committed = await scene.CommitAsync(next);

        Assert.Equal((1, 1, 0), (committed.Report!.Inserted, committed.Report.Updated, committed.Report.Unchanged));
    }

    [Fact]
    public async Task Another_data_set_leaves_the_first_ones_points_alone()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync(File, Ads, dataset: "account one");

        var other = await scene.ImportAsync(File, Ads, dataset: "account two");

        Assert.Equal(3, other.Report!.Inserted);
        Assert.Equal(6, (await scene.PointsAsync()).Count);
    }

    [Fact]
    public async Task A_metric_that_does_not_exist_is_created_when_the_mapping_describes_it()
    {
        await using var scene = await OpenAsync(postgres);
        var mapping = Ads with
        {
            Values =
            [
                new ValueMapping
                {
                    Column = "spend",
                    Metric = "custom.steps",
                    Name = "Steps walked",
                    Unit = "count",
                    Aggregation = "sum",
                    Direction = "good",
                },
            ],
        };

        await scene.ImportAsync("date,campaign,spend\n2026-01-01,A,3\n", mapping);
        await scene.ImportAsync("date,campaign,spend\n2026-01-02,A,4\n", mapping);

        Assert.Equal(
            ["custom.steps Steps walked"],
            await scene.Nexus.RowsAsync(scene.Workspace, "select metric, name from nexus.custom_metric")
        );
        Assert.Equal(
            ["metric.created custom.steps"],
            await scene.Nexus.RowsAsync(
                scene.Workspace,
                "select action, subject from nexus.audit_event where action like 'metric.%'"
            )
        );
    }

    [Theory]
    [InlineData("sum", null)]
    [InlineData("last", "metric_defined_otherwise")]
    public async Task Two_files_that_bring_the_same_new_metric_at_once_agree_on_it_or_one_is_refused(
        string aggregation,
        string? code
    )
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync(File, Ads, dataset: "one");
        var first = await scene.UploadAsync("day,n\n2026-01-01,1\n", Signups("sum"), dataset: "one");
        var second = await scene.UploadAsync("day,n\n2026-01-02,2\n", Signups(aggregation), dataset: "one");

        await using var held = await scene.HoldWritersAsync();
        var early = scene.CommitAsync(first);
        await held.WaitForOneAsync();
        var late = scene.CommitAsync(second);
        await Eventually.IsTrueAsync(async () => (await scene.GetAsync(second)).Status is ImportStatus.Committing);
        await held.ReleaseAsync();

        Assert.Equal(ImportStatus.Committed, (await early).Status);
        if (code is null)
            Assert.Equal(ImportStatus.Committed, (await late).Status);
        else
            Assert.Equal(code, (await Assert.ThrowsAsync<RefusedException>(() => late)).Code);

        static ImportMapping Signups(string aggregation) =>
            new()
            {
                Date = new DateMapping("day"),
                Values =
                [
                    new ValueMapping
                    {
                        Column = "n",
                        Metric = "custom.signups",
                        Name = "Signups",
                        Unit = "count",
                        Aggregation = aggregation,
                        Direction = "good",
                    },
                ],
            };
    }

    [Fact]
    public async Task A_commit_that_runs_already_keeps_a_second_one_out_until_its_process_is_silent()
    {
        await using var scene = await OpenAsync(postgres);
        var upload = await scene.UploadAsync(File, Ads);
        await scene.Nexus.InTransactionAsync(
            scene.Workspace,
            services =>
                ((IImportStore)services.GetService(typeof(IImportStore))!).ClaimAsync(upload.Id, CancellationToken.None)
        );

        var busy = await Assert.ThrowsAsync<RefusedException>(() => scene.CommitAsync(upload));
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        var committed = await scene.CommitAsync(upload);

        Assert.Equal("import_busy", busy.Code);
        Assert.Equal(ImportStatus.Committed, committed.Status);
    }

    [Theory]
    [InlineData("committed")]
    [InlineData("undone")]
    public async Task A_dry_run_or_an_undo_that_was_overtaken_leaves_the_import_as_it_became(string became)
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync("date,campaign,spend\n2026-01-09,Spring,1\n", Ads, dataset: "one");
        var import = await scene.UploadAsync(File, Ads, dataset: "one");
        if (became == "undone")
            await scene.CommitAsync(import);

        RefusedException overtaken;
        await using (var held = await scene.HoldWritersAsync())
        {
            var late =
                became == "undone"
                    ? scene.Nexus.SendAsync(scene.Workspace, new UndoImport.Command(import.Id)) as Task
                    : scene.Nexus.SendAsync(scene.Workspace, new ValidateImport.Command(import.Id));
            await held.WaitForOneAsync();
            await scene.Nexus.RowsAsync(
                scene.Workspace,
                $"update nexus.import set status = '{became}', batch_id = 77 where import_id = '{import.Id}'",
                commit: true
            );
            await held.ReleaseAsync();
            overtaken = await Assert.ThrowsAsync<RefusedException>(() => late);
        }

        var now = await scene.GetAsync(import);
        Assert.Equal("import_changed", overtaken.Code);
        Assert.Equal((became, 77), (now.Status.ToString().ToLowerInvariant(), now.BatchId));
    }

    [Fact]
    public async Task A_dry_run_of_a_committed_import_leaves_its_report_alone()
    {
        await using var scene = await OpenAsync(postgres);
        var import = await scene.ImportAsync(File, Ads);

        var counted = await scene.Nexus.SendAsync(scene.Workspace, new ValidateImport.Command(import.Id));

        Assert.True(counted.Report!.DryRun);
        Assert.Equal(
            (false, import.Report!.Inserted),
            ((await scene.GetAsync(import)).Report!.DryRun, (await scene.GetAsync(import)).Report!.Inserted)
        );
    }

    [Fact]
    public async Task Conflicts_of_an_earlier_commit_are_not_listed_after_the_next()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync("date,campaign,spend\n2026-01-01,Spring,99\n", Ads);
        var import = await scene.ImportAsync(File, Ads, IngestMode.Append, RowErrorPolicy.Skip);
        Assert.Single(await scene.RejectsAsync(import));
        await scene.Nexus.SendAsync(scene.Workspace, new UndoImport.Command(import.Id));

        await scene.Nexus.SendAsync(
            scene.Workspace,
            new SetImportMapping.Command(import.Id, Ads, IngestMode.Upsert, null)
        );
        await scene.CommitAsync(import);

        Assert.Empty(await scene.RejectsAsync(import));
    }

    [Fact]
    public async Task A_committed_import_is_not_committed_twice()
    {
        await using var scene = await OpenAsync(postgres);
        var import = await scene.ImportAsync(File, Ads);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => scene.CommitAsync(import));

        Assert.Equal("import_committed", refused.Code);
    }

    [Fact]
    public async Task Another_workspace_can_neither_see_nor_commit_the_import()
    {
        await using var scene = await OpenAsync(postgres);
        var upload = await scene.UploadAsync(File, Ads);
        var stranger = await scene.Nexus.CreateWorkspaceAsync();

        var seen = await Assert.ThrowsAsync<RefusedException>(() =>
            scene.Nexus.SendAsync(stranger, new GetImport.Query(upload.Id))
        );
        var committed = await Assert.ThrowsAsync<RefusedException>(() =>
            scene.Nexus.SendAsync(stranger, new CommitImport.Command(upload.Id))
        );

        Assert.Equal(("import_not_found", "import_not_found"), (seen.Code, committed.Code));
    }

    [Fact]
    public async Task Undo_restores_what_was_there_and_lets_the_file_be_imported_again()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync(File, Ads);
        var before = await scene.PointsAsync();
        var second = await scene.ImportAsync(
            "date,campaign,spend\n2026-01-01,Spring,11\n2026-01-05,Spring,5\n",
            Ads,
            IngestMode.Replace
        );

        var undone = await scene.Nexus.SendAsync(scene.Workspace, new UndoImport.Command(second.Id));

        Assert.Equal((1, 3, 0), (undone.Removed, undone.Restored, undone.Conflicts));
        Assert.Equal(before, await scene.PointsAsync());
        Assert.Equal(ImportStatus.Undone, (await scene.GetAsync(second)).Status);
        Assert.Equal(ImportStatus.Committed, (await scene.CommitAsync(second)).Status);
    }

    [Fact]
    public async Task An_import_that_stored_nothing_cannot_be_undone()
    {
        await using var scene = await OpenAsync(postgres);
        var upload = await scene.UploadAsync(File, Ads);

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            scene.Nexus.SendAsync(scene.Workspace, new UndoImport.Command(upload.Id))
        );

        Assert.Equal("import_not_committed", refused.Code);
    }

    [Fact]
    public async Task Each_step_leaves_its_line_in_the_audit_trail()
    {
        await using var scene = await OpenAsync(postgres);
        var import = await scene.ImportAsync(File, Ads);
        await scene.Nexus.SendAsync(scene.Workspace, new UndoImport.Command(import.Id));

        Assert.Equal(
            ["import.committed test", "import.undone test"],
            await scene.Nexus.RowsAsync(
                scene.Workspace,
                "select action, actor from nexus.audit_event order by event_id"
            )
        );
    }
}
