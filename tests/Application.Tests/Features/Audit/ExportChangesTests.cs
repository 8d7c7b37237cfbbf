using System.Text;
using FluentValidation;
using Nexus.Application.Features.Audit;
using Nexus.Application.Tests.Features.Kpis;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Audit;

public sealed class ExportChangesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task What_cannot_be_sought_cannot_be_exported()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);

        await Assert.ThrowsAsync<ValidationException>(() =>
            scene.SendAsync(new ExportChanges.Query(new ListChanges.Query(From: "yesterday")))
        );
    }

    [Fact]
    public async Task Nothing_is_a_table_with_a_header_alone()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);

        var export = await scene.SendAsync(new ExportChanges.Query(new ListChanges.Query(Actor: "nobody")));

        Assert.Equal(
            ["at,actor,action,subject,before,after,batch,batch_kind,import"],
            Encoding
                .UTF8.GetString(export.Csv)
                .TrimStart('\uFEFF')
                .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        );
        Assert.True(export.Complete);
    }

    [Fact]
    public async Task Every_page_of_what_is_found_is_in_it()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        var days = Enumerable
            .Range(0, 700)
            .Select(day => new DateOnly(2024, 1, 1).AddDays(day).ToString("yyyy-MM-dd", null))
            .ToList();
        await scene.StoreAsync([.. days.Select(day => new Given("ads.clicks", day, 1))]);
        await scene.StoreAsync([.. days.Select(day => new Given("ads.clicks", day, 2))]);

        var export = await scene.SendAsync(new ExportChanges.Query(new ListChanges.Query(Action: "point.changed")));

        var lines = Encoding.UTF8.GetString(export.Csv).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(700, lines.Length - 1);
        Assert.Equal(lines.Length, lines.Distinct().Count());
    }
}
