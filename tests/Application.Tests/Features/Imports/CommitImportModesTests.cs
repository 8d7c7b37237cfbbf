using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Testing.Postgres;
using static Nexus.Application.Tests.Features.Imports.ImportScene;

namespace Nexus.Application.Tests.Features.Imports;

/// <summary>What append and replace do to points that are stored.</summary>
public sealed class CommitImportModesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string File = """
        date,campaign,spend
        2026-01-01,Spring,10.50
        2026-01-02,Spring,20.25
        2026-01-02,Autumn,5
        """;

    [Fact]
    public async Task Append_mode_reports_each_point_that_it_left_alone()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync(File, Ads);

        var appended = await scene.ImportAsync(
            "date,campaign,spend\n2026-01-01,Spring,99\n2026-01-09,Spring,1\n",
            Ads,
            IngestMode.Append,
            RowErrorPolicy.Skip
        );

        Assert.Equal((1, 0, 1), (appended.Report!.Inserted, appended.Report.Updated, appended.Report.Rejected));
        var reject = Assert.Single(await scene.RejectsAsync(appended));
        Assert.Equal((2, "already_stored"), (reject.Line, reject.Code));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Conflicts_are_read_page_by_page_and_none_is_lost_or_doubled(int atOnce)
    {
        await using var scene = await OpenAsync(postgres);
        var both = Ads with
        {
            Values = [Ads.Values[0], Ads.Values[0] with { Column = "clicks", Metric = "ads.clicks", Currency = null }],
        };
        await scene.ImportAsync("date,campaign,spend,clicks\n2026-01-01,A,1,1\n2026-01-02,A,2,2\n", both);
        var appended = await scene.ImportAsync(
            "date,campaign,spend,clicks\n2026-01-01,A,7,8\n2026-01-02,A,9,10\n",
            both,
            IngestMode.Append,
            RowErrorPolicy.Skip
        );

        var read = new List<ImportConflict>();
        IReadOnlyList<ImportConflict> page;
        do
        {
            page = await scene.Nexus.InTransactionAsync(
                scene.Workspace,
                services =>
                    services
                        .GetRequiredService<IImportStore>()
                        .ConflictsAsync(appended.Id, read.LastOrDefault(), atOnce, CancellationToken.None)
            );
            read.AddRange(page);
            Assert.InRange(read.Count, 0, 4);
        } while (page.Count == atOnce);

        Assert.Equal([2L, 2L, 3L, 3L], read.Select(conflict => conflict.Line));
        Assert.Equal([7m, 8m, 9m, 10m], read.Select(conflict => conflict.FileValue).Order());
    }

    [Fact]
    public async Task Append_mode_with_a_conflict_stores_nothing_unless_told_to_skip()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync(File, Ads);
        var points = await scene.PointsAsync();

        await Assert.ThrowsAsync<RefusedException>(() =>
            scene.ImportAsync(
                "date,campaign,spend\n2026-01-01,Spring,99\n2026-01-09,Spring,1\n",
                Ads,
                IngestMode.Append
            )
        );

        Assert.Equal(points, await scene.PointsAsync());
    }

    [Fact]
    public async Task Replace_mode_drops_the_days_that_the_new_file_lacks()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync(File, Ads);

        var replaced = await scene.ImportAsync(
            "date,campaign,spend\n2026-01-01,Spring,10.50\n2026-01-02,Autumn,6\n",
            Ads,
            IngestMode.Replace
        );

        Assert.Equal(
            (0, 1, 1, 1),
            (replaced.Report!.Inserted, replaced.Report.Updated, replaced.Report.Unchanged, replaced.Report.Deleted)
        );
    }

    [Fact]
    public async Task Replace_mode_never_takes_a_row_that_cannot_be_read_for_one_that_is_gone()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync(File, Ads);
        var points = await scene.PointsAsync();

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            scene.ImportAsync(
                "date,campaign,spend\n2026-01-01,Spring,1\n2026-01-02,Spring,?!\n2026-01-02,Autumn,2\n",
                Ads,
                IngestMode.Replace,
                RowErrorPolicy.Skip
            )
        );

        Assert.Equal("import_has_errors", refused.Code);
        Assert.Equal(points, await scene.PointsAsync());
    }
}
