using Nexus.Application.Features.Imports;
using Nexus.Application.Imports;
using Nexus.Domain.Imports;
using Nexus.Testing.Postgres;
using static Nexus.Application.Tests.Features.Imports.ImportScene;

namespace Nexus.Application.Tests.Features.Imports;

public sealed class ValidateImportTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task A_dry_run_reads_the_whole_file_and_stores_no_point()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync("date,campaign,spend\n2026-01-01,A,1\n2026-01-02,A,2\n", Ads);
        var before = await scene.PointsAsync();
        var upload = await scene.UploadAsync(
            "date,campaign,spend\n2026-01-01,A,1\n2026-01-02,A,3\n2026-01-03,B,4\nyesterday,B,4\n",
            Ads
        );

        var validated = await scene.Nexus.SendAsync(scene.Workspace, new ValidateImport.Command(upload.Id));

        Assert.Equal(before, await scene.PointsAsync());
        Assert.Equal(ImportStatus.Validated, validated.Status);
        Assert.Equal(
            (4, 1, 1, 1, 1),
            (
                validated.Report!.Rows,
                validated.Report.Rejected,
                validated.Report.Inserted,
                validated.Report.Updated,
                validated.Report.Unchanged
            )
        );
        Assert.Equal(
            (new DateTime(2026, 1, 1), new DateTime(2026, 1, 3)),
            (validated.Report.From?.UtcDateTime, validated.Report.To?.UtcDateTime)
        );
        Assert.Equal(8m, Assert.Single(validated.Report.Totals).Sum);
    }

    [Fact]
    public async Task A_mapping_that_does_not_fit_is_refused_with_every_problem_at_once()
    {
        await using var scene = await OpenAsync(postgres);
        var upload = await scene.UploadAsync("date,campaign,spend\n2026-01-01,A,1\n");
        var mapping = Ads with { Date = new DateMapping("day"), Dimensions = [new DimensionMapping("adset", "adset")] };

        var refused = await Assert.ThrowsAsync<CsvMappingException>(() =>
            scene.Nexus.SendAsync(scene.Workspace, new SetImportMapping.Command(upload.Id, mapping, null, null))
        );

        Assert.Equal(2, refused.Problems.Count(problem => problem.Code == "unknown_column"));
    }

    [Fact]
    public async Task An_ambiguous_file_asks_and_takes_the_answer()
    {
        await using var scene = await OpenAsync(postgres);
        var upload = await scene.UploadAsync("date,campaign,spend\n01/02/2026,A,\"1,234\"\n03/04/2026,A,\"5,678\"\n");

        Assert.Equal(
            ["date_order", "decimal_separator"],
            upload.Detection!.Questions.Select(question => question.Code).Order()
        );
        await Assert.ThrowsAsync<CsvMappingException>(() =>
            scene.Nexus.SendAsync(scene.Workspace, new SetImportMapping.Command(upload.Id, Ads, null, null))
        );
        await scene.Nexus.SendAsync(
            scene.Workspace,
            new SetImportMapping.Command(
                upload.Id,
                Ads with
                {
                    Date = new DateMapping("date", "dd/MM/yyyy"),
                    Values =
                    [
                        new ValueMapping
                        {
                            Column = "spend",
                            Metric = "ads.spend",
                            Currency = "USD",
                            Decimal = ",",
                        },
                    ],
                },
                null,
                null
            )
        );
        await scene.CommitAsync(upload);

        Assert.Equal(
            [
                """ads.spend {"campaign": "A"} USD 2026-02-01T00:00 1.234""",
                """ads.spend {"campaign": "A"} USD 2026-04-03T00:00 5.678""",
            ],
            await scene.PointsAsync()
        );
    }
}
