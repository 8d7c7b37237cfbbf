using Nexus.Application.Features.Imports;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Storage;
using Nexus.Testing.Postgres;
using static Nexus.Application.Tests.Features.Imports.ImportScene;

namespace Nexus.Application.Tests.Features.Imports;

/// <summary>A file whose very bytes its data set may hold already.</summary>
public sealed class CommitImportAgainTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string File = """
        date,campaign,spend
        2026-01-01,Spring,10.50
        2026-01-02,Spring,20.25
        2026-01-02,Autumn,5
        """;

    [Fact]
    public async Task A_file_that_is_stored_already_is_not_written_again()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync(File, Ads);

        var again = await scene.ImportAsync(File, Ads);
        var third = await scene.ImportAsync(File, Ads, IngestMode.Append);

        Assert.Equal(
            ["0 3", $"{again.BatchId} 3", $"{third.BatchId} 3"],
            await scene.Nexus.RowsAsync(
                scene.Workspace,
                "select case when inserted = 0 then batch_id else 0 end, inserted + unchanged from nexus.ingest_batch order by batch_id"
            )
        );
        Assert.Equal((3, 35.75m), (third.Report!.Unchanged, Assert.Single(third.Report.Totals).Sum));
    }

    [Fact]
    public async Task Its_points_stay_until_it_is_taken_back_as_often_as_it_came()
    {
        await using var scene = await OpenAsync(postgres);
        var first = await scene.ImportAsync(File, Ads);
        var points = await scene.PointsAsync();
        var again = await scene.ImportAsync(File, Ads);

        await scene.Nexus.SendAsync(scene.Workspace, new UndoImport.Command(first.Id));
        Assert.Equal(points, await scene.PointsAsync());
        await scene.Nexus.SendAsync(scene.Workspace, new UndoImport.Command(again.Id));

        Assert.Empty(await scene.PointsAsync());
    }

    [Fact]
    public async Task It_is_written_again_when_told_so()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync(File, Ads);
        var upload = await scene.UploadAsync(File, Ads);

        var forced = await scene.Nexus.SendAsync(scene.Workspace, new CommitImport.Command(upload.Id, Force: true));

        Assert.NotNull(forced.BatchId);
        Assert.Equal(3, forced.Report!.Unchanged);
    }

    [Fact]
    public async Task It_is_written_again_after_another_file_has_changed_its_points()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync(File, Ads);
        var points = await scene.PointsAsync();
        await scene.ImportAsync("date,campaign,spend\n2026-01-01,Spring,99\n", Ads);

        var again = await scene.ImportAsync(File, Ads);

        Assert.Equal((0, 1, 2), (again.Report!.Inserted, again.Report.Updated, again.Report.Unchanged));
        Assert.Equal(points, await scene.PointsAsync());
    }

    [Fact]
    public async Task It_is_written_again_after_it_was_taken_back()
    {
        await using var scene = await OpenAsync(postgres);
        var first = await scene.ImportAsync(File, Ads);
        await scene.Nexus.SendAsync(scene.Workspace, new UndoImport.Command(first.Id));

        Assert.Equal(3, (await scene.ImportAsync(File, Ads)).Report!.Inserted);
    }

    [Fact]
    public async Task It_is_written_again_under_an_override_and_closes_it()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync(File, Ads);
        await scene.Nexus.SendAsync(
            scene.Workspace,
            new SetOverride.Command(
                "ads.spend",
                "2026-01-01",
                1m,
                "test",
                Dimensions: new Dictionary<string, string> { ["campaign"] = "Spring" }
            )
        );

        await scene.ImportAsync(File, Ads);

        Assert.Equal(
            ["superseded"],
            await scene.Nexus.RowsAsync(scene.Workspace, "select closed_because from nexus.kpi_override")
        );
    }

    [Fact]
    public async Task It_is_written_again_where_another_mode_or_mapping_may_end_otherwise()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync("date,campaign,spend\n2026-01-01,Winter,1\n", Ads);
        await scene.ImportAsync(File, Ads);

        var replaced = await scene.ImportAsync(File, Ads, IngestMode.Replace);
        var total = await scene.ImportAsync(File, Ads with { Dimensions = [] }, IngestMode.Replace);

        Assert.Equal((3, 1), (replaced.Report!.Unchanged, replaced.Report.Deleted));
        Assert.Equal((2, 3), (total.Report!.Inserted, total.Report.Deleted));
    }
}
