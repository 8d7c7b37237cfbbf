using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Storage;
using Nexus.Benchmarks.Query;
using Nexus.Benchmarks.Running;
using Nexus.Domain.Kpis;
using Nexus.Testing.Storage;
using Npgsql;
using Dashboard = Nexus.Benchmarks.Query.Dashboard;

namespace Nexus.Benchmarks.Isolation;

/// <summary>
/// What row-level security costs: the product's own statements, which all name the workspace besides, as the role of the
/// application and as one that passes through the walls.
/// </summary>
internal sealed class IsolationBenchmark : IBenchmark
{
    private const double Allowed = 1.05;
    private const int Points = 2_000_000;
    private const int Workspaces = 20;
    private const int Rounds = 600;
    private const int Ingests = 15;
    private const int IngestedPoints = 100_000;
    private const int WarmUps = 200;

    public string Name => "isolation";

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        run.Say($"isolation: filling {Workspaces} workspaces with about {run.Scaled(Points, 100_000)} points");
        IReadOnlyList<FilledWorkspace> workspaces;
        await using (var api = await KpiApi.StartAsync(run.Database, cancellationToken))
        {
            workspaces = await PointFixture.CreateAsync(
                run.Database,
                api.Http,
                api.OperatorKey,
                Workspaces,
                run.Scaled(Points, 100_000),
                cancellationToken
            );
        }
        await using var walled = NpgsqlDataSource.Create(run.Database.Connections.App);
        await using var open = NpgsqlDataSource.Create(await BypassingRoleAsync(run.Database, cancellationToken));
        await using var behind = new NexusServices(walled, TimeProvider.System);
        await using var without = new NexusServices(open, TimeProvider.System);
        var today = await run.Database.AskAsync<DateOnly>("select current_date", cancellationToken);
        var board = new Dashboard(workspaces, today);

        SeriesRequest Request(string metric, int days, string? groupBy = null, string? compare = null) =>
            new()
            {
                Metric = metric,
                From = Text(today.AddDays(-days)),
                To = Text(today),
                Bucket = "day",
                GroupBy = groupBy,
                Compare = compare,
            };

        return
        [
            await ReadAsync(
                "isolation_line",
                (nexus, workspace, metric) =>
                    nexus.SendAsync(
                        workspace.Id,
                        new GetSeries.Query(Request(metric, Dashboard.LineDays)),
                        cancellationToken
                    )
            ),
            await ReadAsync(
                "isolation_tiles",
                (nexus, workspace, _) =>
                    nexus.SendAsync(
                        workspace.Id,
                        new QueryTiles.Query([
                            .. PointFixture.Metrics.Select(metric =>
                                Request(metric, Dashboard.TileDays, compare: "previous")
                            ),
                        ]),
                        cancellationToken
                    )
            ),
            await ReadAsync(
                "isolation_top",
                (nexus, workspace, metric) =>
                    nexus.SendAsync(
                        workspace.Id,
                        new GetSeries.Query(Request(metric, Dashboard.LineDays, groupBy: "campaign")),
                        cancellationToken
                    )
            ),
            await IngestAsync(run, behind, without, cancellationToken),
        ];

        async Task<BenchmarkResult> ReadAsync(string name, Func<NexusServices, FilledWorkspace, string, Task> read)
        {
            run.Say($"{name}: {Rounds} rounds, with the wall and without in turns");
            var next = (Workspace: board.NextWorkspace(), Metric: board.NextMetric());
            var asked = 0;
            IReadOnlyList<Func<Task<TimeSpan>>> sides = [() => TimeAsync(behind), () => TimeAsync(without)];
            await Interleaved.MeasureAsync(WarmUps, cancellationToken, sides);
            var samples = await Interleaved.MeasureAsync(Rounds, cancellationToken, sides);
            return BenchmarkResult.Within(name, samples[0].Median, samples[1].Median, Allowed);

            Task<TimeSpan> TimeAsync(NexusServices nexus)
            {
                if (asked++ % 2 == 0)
                    next = (board.NextWorkspace(), board.NextMetric());
                return Interleaved.TimeAsync(() => read(nexus, next.Workspace, next.Metric));
            }
        }
    }

    /// <summary>Writes the same points into a new workspace each time: staging, the statement, rollups and commit.</summary>
    private static async Task<BenchmarkResult> IngestAsync(
        BenchmarkRun run,
        NexusServices behind,
        NexusServices without,
        CancellationToken cancellationToken
    )
    {
        var count = run.Scaled(IngestedPoints, 1_000);
        run.Say($"isolation_ingest: {Ingests} rounds of {count} points, with the wall and without in turns");
        var batches = MadeUpBatches.Of(count);
        IReadOnlyList<Func<Task<TimeSpan>>> sides = [() => WriteAsync(behind), () => WriteAsync(without)];
        await Interleaved.MeasureAsync(2, cancellationToken, sides);
        var samples = await Interleaved.MeasureAsync(Ingests, cancellationToken, sides);
        run.Tell("with the wall", samples[0]);
        run.Tell("without", samples[1]);
        return BenchmarkResult.Within("isolation_ingest", samples[0].Median, samples[1].Median, Allowed);

        async Task<TimeSpan> WriteAsync(NexusServices nexus)
        {
            var workspace = await nexus.CreateWorkspaceAsync();
            await run.Database.SettleAsync(cancellationToken);
            var request = new IngestRequest(
                new IngestSource("csv", "made up", "Made up"),
                IngestMode.Upsert,
                "import",
                ImportId: null,
                "benchmark",
                key => MetricCatalog.TryFind(key, out var metric) ? metric : throw new KeyNotFoundException(key)
            );
            return await Interleaved.TimeAsync(() =>
                nexus.InTransactionAsync(
                    workspace,
                    services =>
                        services
                            .GetRequiredService<IPointIngest>()
                            .WriteAsync(request, batches.ToAsyncEnumerable(), cancellationToken)
                )
            );
        }
    }

    private static async Task<string> BypassingRoleAsync(
        BenchmarkDatabase database,
        CancellationToken cancellationToken
    )
    {
        const string Role = "nexus_benchmark";
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await database.ExecuteAsync(
            $"create role {Role} login bypassrls password '{password}' in role nexus_app",
            cancellationToken
        );
        return new NpgsqlConnectionStringBuilder(database.Connections.App)
        {
            Username = Role,
            Password = password,
        }.ConnectionString;
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
