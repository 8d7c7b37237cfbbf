using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application;
using Nexus.Application.Features.Imports;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;
using Nexus.Domain.Workspaces;
using Nexus.Testing;
using Nexus.Testing.Postgres;
using Nexus.Testing.Storage;

namespace Nexus.Infrastructure.Tests.Integrations.Csv;

/// <summary>What every provider is held to, for files that people upload, into a real database as the unprivileged role.</summary>
public sealed class CsvUploadTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Books = "date,shop,revenue\n2026-01-01,Nord,10.50\n2026-01-02,Nord,20.25\n2026-01-02,Süd,-5\n";

    private static readonly ImportMapping Mapping = new()
    {
        Date = new DateMapping("date"),
        Values =
        [
            new ValueMapping
            {
                Column = "revenue",
                Metric = "finance.revenue",
                Currency = "EUR",
            },
        ],
        Dimensions = [new DimensionMapping("shop", "shop")],
    };

    /// <summary>A file has no key; what takes its place is that it is one that can be read.</summary>
    [Fact]
    public async Task Connects_with_a_valid_key()
    {
        await using var nexus = Open();
        var workspace = await nexus.CreateWorkspaceAsync();

        await Assert.ThrowsAsync<CsvFileException>(() => UploadAsync(nexus, workspace, "PK\u0003\u0004\0\0\0\0"));
        Assert.Equal(["0"], await nexus.RowsAsync(workspace, "select count(*) from nexus.import_chunk"));
        await UploadAsync(nexus, workspace, Books);

        Assert.Equal(
            ["failed", "uploaded"],
            (await nexus.RowsAsync(workspace, "select status from nexus.import")).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Syncs_revenue_correctly()
    {
        await using var nexus = Open();
        var workspace = await nexus.CreateWorkspaceAsync();

        await CommitAsync(nexus, workspace, Books);
        await CommitAsync(nexus, workspace, Books.Replace("20.25", "20.75", StringComparison.Ordinal));

        Assert.Equal(
            ["2026-01-01 10.50", "2026-01-02 15.75"],
            await nexus.RowsAsync(
                workspace,
                """
                select to_char(ts, 'YYYY-MM-DD') || ' ' || round(sum(value), 2) from nexus.kpi_point group by ts order by ts
                """
            )
        );
    }

    /// <summary>Nobody counts calls for a file; what is limited is how many are read at once, and the others have their turn.</summary>
    [Fact]
    public async Task Handles_rate_limiting()
    {
        await using var nexus = Open(services => services.AddSingleton(new ImportSlots(1)));
        var workspace = await nexus.CreateWorkspaceAsync();

        await Task.WhenAll(
            Enumerable
                .Range(1, 5)
                .Select(day =>
                    CommitAsync(
                        nexus,
                        workspace,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"date,shop,revenue\n2026-02-0{day},Nord,{day}.10\n"
                        )
                    )
                )
        );

        Assert.Equal(["15.5"], await nexus.RowsAsync(workspace, "select sum(value) from nexus.kpi_point"));
    }

    [Fact]
    public async Task Transforms_to_the_KPI_format()
    {
        await using var nexus = Open();
        var workspace = await nexus.CreateWorkspaceAsync();
        await CommitAsync(nexus, workspace, Books);

        var points = (await nexus.SendAsync(workspace, new ListPoints.Query("finance.revenue"))).Value.Items;

        Assert.Equal(
            [("2026-01-01", "Nord", 10.50m), ("2026-01-02", "Nord", 20.25m), ("2026-01-02", "Süd", -5m)],
            points.Select(point => (point.Timestamp, point.Dimensions["shop"], point.Value)).Order()
        );
        Assert.All(
            points,
            point => Assert.Equal(("csv", "day", "EUR"), (point.Source, point.Granularity, point.Currency))
        );
    }

    [Fact]
    public async Task Enforces_workspace_isolation()
    {
        await using var nexus = Open();
        var (one, other) = (await nexus.CreateWorkspaceAsync(), await nexus.CreateWorkspaceAsync());
        var mine = await CommitAsync(nexus, one, Books);
        await CommitAsync(nexus, other, Books.Replace("10.50", "99", StringComparison.Ordinal));

        var unseen = await Assert.ThrowsAsync<RefusedException>(() =>
            nexus.SendAsync(other, new GetImport.Query(mine.Id))
        );

        Assert.Equal("import_not_found", unseen.Code);
        Assert.Equal(["25.75"], await nexus.RowsAsync(one, "select sum(value) from nexus.kpi_point"));
        Assert.Equal(["114.25"], await nexus.RowsAsync(other, "select sum(value) from nexus.kpi_point"));
    }

    private NexusServices Open(Action<IServiceCollection>? adjust = null) =>
        new(postgres.App, new FixedClock(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)), adjust);

    private static async Task<Import> UploadAsync(NexusServices nexus, WorkspaceId workspace, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await nexus.SendAsync(
            workspace,
            new UploadImport.Command("books.csv", content, Mapping, IngestMode.Upsert, RowErrorPolicy.Abort, null)
        );
    }

    private static async Task<Import> CommitAsync(NexusServices nexus, WorkspaceId workspace, string text)
    {
        var import = await UploadAsync(nexus, workspace, text);
        return await nexus.SendAsync(workspace, new CommitImport.Command(import.Id));
    }
}
