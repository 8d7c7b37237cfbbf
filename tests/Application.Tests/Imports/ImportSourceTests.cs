using Nexus.Application.Features.Kpis;
using Nexus.Testing.Postgres;
using static Nexus.Application.Tests.Features.Imports.ImportScene;

namespace Nexus.Application.Tests.Imports;

public sealed class ImportSourceTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task A_number_leads_to_the_lines_of_the_file_that_it_is_the_sum_of()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync(
            """
            date,campaign,spend,note
            2026-01-01,Spring,10.50,first
            2026-01-02,Spring,1,other day
            2026-01-01,Autumn,3,other campaign
            2026-01-01,Spring,-0.5,"corrected
            later"
            """,
            Ads
        );

        var explained = await scene.Nexus.SendAsync(
            scene.Workspace,
            new ExplainPoint.Query("ads.spend", "2026-01-01", "day", ["campaign:Spring"])
        );

        Assert.Equal(10m, explained.Value.Value);
        var point = Assert.Single(Assert.Single(explained.Value.Parts).Points);
        Assert.Equal("ads.csv", point.Batch!.Import!.FileName);
        Assert.Equal([2L, 5L], point.Rows!.Select(row => row.Line));
        Assert.Equal(["10.50", "-0.5"], point.Rows!.Select(row => row.Cells["spend"]));
        Assert.Equal("corrected\nlater", point.Rows![1].Cells["note"]);
    }

    [Fact]
    public async Task A_point_that_a_later_file_changed_leads_to_the_later_file()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync("date,campaign,spend\n2026-01-01,Spring,1\n", Ads);
        await scene.ImportAsync("date,campaign,spend\n2025-12-31,Spring,5\n2026-01-01,Spring,2\n", Ads);

        var explained = await scene.Nexus.SendAsync(
            scene.Workspace,
            new ExplainPoint.Query("ads.spend", "2026-01-01", "day")
        );

        var row = Assert.Single(Assert.Single(Assert.Single(explained.Value.Parts).Points).Rows!);
        Assert.Equal((3L, "2"), (row.Line, row.Cells["spend"]));
    }
}
