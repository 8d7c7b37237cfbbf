using System.Text.Json;
using Nexus.Benchmarks.Running;
using Nexus.Domain.Workspaces;
using Npgsql;

namespace Nexus.Benchmarks.Query;

/// <summary>How long a dashboard waits for its numbers over HTTP, beside the plain statement for the same numbers.</summary>
internal sealed class QueryBenchmark : IBenchmark
{
    private const int Points = 10_000_000;
    private const int Workspaces = 50;
    private const int Rounds = 400;
    private const int WarmUps = 200;
    private const double Allowed = 1.2;

    public string Name => "query";

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var api = await KpiApi.StartAsync(run.Database, cancellationToken);
        run.Say($"query: filling {Workspaces} workspaces with about {run.Scaled(Points, 100_000)} points");
        var workspaces = await PointFixture.CreateAsync(
            run.Database,
            api.Http,
            api.OperatorKey,
            Workspaces,
            run.Scaled(Points, 100_000),
            cancellationToken
        );
        await using var app = NpgsqlDataSource.Create(run.Database.Connections.App);
        var sql = new HandWrittenSql(app);
        var today = await run.Database.AskAsync<DateOnly>("select current_date", cancellationToken);
        var board = new Dashboard(workspaces, today);
        var first = today.AddDays(-Dashboard.LineDays);

        Task NothingAsync(FilledWorkspace workspace) => api.NothingAsync(workspace, cancellationToken);

        return
        [
            .. await CompareAsync(
                run,
                "query_line",
                10,
                board,
                NothingAsync,
                (workspace, metric) =>
                    api.SeriesAsync(
                        workspace,
                        metric,
                        $"{board.Range(Dashboard.LineDays)}&bucket=day",
                        cancellationToken
                    ),
                (workspace, metric) => sql.LineAsync(workspace, metric, first, today, cancellationToken),
                cancellationToken
            ),
            .. await CompareAsync(
                run,
                "query_tiles",
                25,
                board,
                NothingAsync,
                (workspace, _) => api.TilesAsync(workspace, board.Tiles(), cancellationToken),
                (workspace, _) =>
                    sql.TilesAsync(
                        workspace,
                        PointFixture.Metrics,
                        today.AddDays(-2 * Dashboard.TileDays),
                        today,
                        cancellationToken
                    ),
                cancellationToken
            ),
            .. await CompareAsync(
                run,
                "query_top",
                60,
                board,
                NothingAsync,
                (workspace, metric) =>
                    api.SeriesAsync(
                        workspace,
                        metric,
                        $"{board.Range(Dashboard.LineDays)}&bucket=day&groupBy=campaign&limit=10",
                        cancellationToken
                    ),
                (workspace, metric) => sql.TopAsync(workspace, metric, first, today, cancellationToken),
                cancellationToken
            ),
        ];
    }

    private static async Task<IReadOnlyList<BenchmarkResult>> CompareAsync(
        BenchmarkRun run,
        string name,
        double bound,
        Dashboard board,
        Func<FilledWorkspace, Task> nothing,
        Func<FilledWorkspace, string, Task<JsonElement>> ask,
        Func<WorkspaceId, string, Task> query,
        CancellationToken cancellationToken
    )
    {
        var rounds = Rounds;
        run.Say($"{name}: {rounds} rounds, in turns with the hand-written statement and an empty call");
        var next = (Workspace: board.NextWorkspace(), Metric: board.NextMetric());
        var asked = 0;
        IReadOnlyList<Func<Task<TimeSpan>>> sides = [];
        sides =
        [
            () => Interleaved.TimeAsync(() => ask(Next().Workspace, next.Metric)),
            () => Interleaved.TimeAsync(() => query(Next().Workspace.Id, next.Metric)),
            () => Interleaved.TimeAsync(() => nothing(Next().Workspace)),
        ];
        await Interleaved.MeasureAsync(WarmUps, cancellationToken, sides);
        var samples = await Interleaved.MeasureAsync(rounds, cancellationToken, sides);
        var (api, plain, empty) = (samples[0], samples[1], samples[2]);
        return
        [
            BenchmarkResult.Below($"{name}_p95", api.Percentile(95), "ms", bound),
            BenchmarkResult.Within($"{name}_median", api.Median, plain.Median, Allowed),
            BenchmarkResult.Within($"{name}_beyond_http", api.Median - empty.Median, plain.Median, Allowed),
        ];

        // All sides of a round are asked the same.
        (FilledWorkspace Workspace, string Metric) Next() =>
            asked++ % sides.Count == 0 ? next = (board.NextWorkspace(), board.NextMetric()) : next;
    }
}
