using System.Runtime;
using System.Text.Json;
using Nexus.Benchmarks.Running;
using Nexus.Domain.Workspaces;
using Npgsql;

namespace Nexus.Benchmarks.Query;

/// <summary>
/// How long a dashboard waits for its numbers over HTTP; and how long Nexus itself reads them, beside the plain statement for
/// the same numbers.
/// </summary>
internal sealed class QueryBenchmark : IBenchmark
{
    private const int Points = 10_000_000;
    private const int Workspaces = 50;
    private const int Rounds = 400;

    /// <summary>
    /// As many calls as a node has answered within minutes. The runtime compiles a method anew after it has been called some
    /// thirty times, and twice; before, either side would be timed on code that a running node has left behind.
    /// </summary>
    private const int WarmUps = 1_500;

    /// <summary>The first ones, whose times are told: what a node that has just started takes.</summary>
    private const int Cold = 100;
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
        await using var own = NpgsqlDataSource.Create(run.Database.Connections.App);
        await using var reads = new NexusReads(own);
        var sql = new HandWrittenSql(app);
        var today = await run.Database.AskAsync<DateOnly>("select current_date", cancellationToken);
        var board = new Dashboard(workspaces, today);
        var first = today.AddDays(-Dashboard.LineDays);
        var tiles = board.TilesInProcess();
        var line = board.Range(Dashboard.LineDays) + "&bucket=day";

        return
        [
            .. await CompareAsync(
                new(
                    "query_line",
                    10,
                    (workspace, metric) => api.SeriesAsync(workspace, metric, line, cancellationToken),
                    metric => board.Line(metric, groupBy: null),
                    (workspace, metric) => sql.LineAsync(workspace, metric, first, today, cancellationToken)
                )
            ),
            .. await CompareAsync(
                new(
                    "query_tiles",
                    25,
                    (workspace, _) => api.TilesAsync(workspace, board.Tiles(), cancellationToken),
                    _ => tiles,
                    (workspace, _) =>
                        sql.TilesAsync(
                            workspace,
                            PointFixture.Metrics,
                            today.AddDays(-2 * Dashboard.TileDays),
                            today,
                            cancellationToken
                        )
                )
            ),
            .. await CompareAsync(
                new(
                    "query_top",
                    60,
                    (workspace, metric) =>
                        api.SeriesAsync(workspace, metric, $"{line}&groupBy=campaign&limit=10", cancellationToken),
                    metric => board.Line(metric, "campaign"),
                    (workspace, metric) => sql.TopAsync(workspace, metric, first, today, cancellationToken)
                )
            ),
        ];

        async Task<IReadOnlyList<BenchmarkResult>> CompareAsync(Comparison compared)
        {
            var (name, bound, ask, question, query) = compared;
            run.Say(
                $"{name}: {Rounds} rounds: over HTTP, in process, statements alone, written by hand, an empty call"
            );
            var next = (Workspace: board.NextWorkspace(), Metric: board.NextMetric());
            var asked = 0;
            IReadOnlyList<Func<Task<TimeSpan>>> sides = [];
            sides =
            [
                () => Interleaved.TimeAsync(() => ask(Next().Workspace, next.Metric)),
                () =>
                    Interleaved.TimeAsync(() =>
                        reads.AskAsync(Next().Workspace.Id, question(next.Metric), cancellationToken)
                    ),
                async () =>
                    await Interleaved.TimeAsync(
                        await reads.StatementsAsync(Next().Workspace.Id, question(next.Metric), cancellationToken)
                    ),
                () => Interleaved.TimeAsync(() => query(Next().Workspace.Id, next.Metric)),
                () => Interleaved.TimeAsync(() => api.NothingAsync(Next().Workspace, cancellationToken)),
            ];
            var cold = await Interleaved.MeasureAsync(Cold, cancellationToken, sides);
            await Interleaved.MeasureAsync(WarmUps - Cold, cancellationToken, sides);
            var compiled = JitInfo.GetCompiledMethodCount();
            var samples = await Interleaved.MeasureAsync(Rounds, cancellationToken, sides);
            compiled = JitInfo.GetCompiledMethodCount() - compiled;
            run.Say(
                FormattableString.Invariant(
                    $"  first {Cold} rounds: {cold[1].Median:0.000} ms in process, {cold[3].Median:0.000} ms by hand; methods compiled while measuring: {compiled}"
                )
            );
            var (http, process, statements) = (samples[0], samples[1], samples[2]);
            var (plain, empty) = (samples[3], samples[4]);
            return
            [
                BenchmarkResult.Below($"{name}_p95", http.Percentile(95), "ms", bound),
                BenchmarkResult.Within($"{name}_statement", statements.Median, plain.Median, Allowed),
                BenchmarkResult.Within($"{name}_in_process", process.Median, plain.Median, Allowed),
                BenchmarkResult.Within($"{name}_beyond_http", http.Median - empty.Median, plain.Median, Allowed),
                BenchmarkResult.Within($"{name}_median", http.Median, plain.Median, Allowed),
            ];

            // All sides of a round are asked the same.
            (FilledWorkspace Workspace, string Metric) Next() =>
                asked++ % sides.Count == 0 ? next = (board.NextWorkspace(), board.NextMetric()) : next;
        }
    }

    /// <summary>One question, asked in different ways.</summary>
    /// <param name="Bound">Milliseconds that 95 of 100 calls over HTTP are to take at most.</param>
    /// <param name="Ask">Asks it over HTTP.</param>
    /// <param name="Question">The use case behind that call.</param>
    /// <param name="Query">Runs the statement written by hand.</param>
    private sealed record Comparison(
        string Name,
        double Bound,
        Func<FilledWorkspace, string, Task<JsonElement>> Ask,
        Func<string, ISeriesQuestion> Question,
        Func<WorkspaceId, string, Task> Query
    );
}
