using System.CommandLine;
using System.Runtime.InteropServices;
using Nexus.Benchmarks.Backfill;
using Nexus.Benchmarks.Chaos;
using Nexus.Benchmarks.Connections;
using Nexus.Benchmarks.Ingest;
using Nexus.Benchmarks.Isolation;
using Nexus.Benchmarks.Nodes;
using Nexus.Benchmarks.Pages;
using Nexus.Benchmarks.Query;
using Nexus.Benchmarks.Running;
using Nexus.Benchmarks.Schedules;
using Nexus.Benchmarks.Webhooks;
using Nexus.Infrastructure;

namespace Nexus.Benchmarks;

/// <summary>Runs the benchmarks that are named, one after the other, and prints what they found.</summary>
internal static class BenchmarkCommandLine
{
    private static readonly IBenchmark[] All =
    [
        new IngestBenchmark(),
        new QueryBenchmark(),
        new IsolationBenchmark(),
        new KillsBenchmark(),
        new ZombiesBenchmark(),
        new EventsBenchmark(),
        new SchedulesBenchmark(),
        new WebhooksBenchmark(),
        new BackfillBenchmark(),
        new PagesBenchmark(),
        new ConnectionsBenchmark(),
    ];

    /// <returns>0 where they ran, whatever they found.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        using var stopping = new CancellationTokenSource();
        using var interrupt = StopOn(PosixSignal.SIGINT, stopping);
        using var terminate = StopOn(PosixSignal.SIGTERM, stopping);
        using var hangUp = StopOn(PosixSignal.SIGHUP, stopping);
        if (args is [MeasuredImport.Word, var file])
            return await MeasuredImport.RunAsync(file, stopping.Token);
        if (args is [NodeProgram.Word])
            return await NodeProgram.RunAsync(stopping.Token);
        try
        {
            return await Root().Parse(args).InvokeAsync(Configuration, stopping.Token);
        }
        catch (StartupException e)
        {
            foreach (var problem in e.Problems)
                await Console.Error.WriteLineAsync(problem);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
        }
        catch (InvalidOperationException e)
        {
            await Console.Error.WriteLineAsync($"The benchmark broke off: {e.Message}");
        }
        return 1;
    }

    /// <summary>The benchmarks, and the groups that some of them form.</summary>
    private static string[] Names => [.. All.SelectMany(one => new[] { GroupOf(one), one.Name }).Distinct()];

    private static string GroupOf(IBenchmark benchmark) => benchmark.Name.Split('-')[0];

    private static InvocationConfiguration Configuration =>
        new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    private static RootCommand Root()
    {
        var name = new Argument<string?>("NAME")
        {
            Description = $"{string.Join(", ", Names)}; all of them unless given",
            Arity = ArgumentArity.ZeroOrOne,
        };
        name.AcceptOnlyFromAmong(Names);
        var scale = new Option<double>("--scale")
        {
            Description = "Share of the full data, above 0; the method stays the same",
            DefaultValueFactory = _ => 1,
        };
        scale.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<double>() is not (> 0 and <= 10))
                given.AddError("--scale is above 0 and at most 10.");
        });
        var json = new Option<bool>("--json") { Description = "Print the results as JSON on the last line, too" };
        var root = new RootCommand("Measures Nexus against its baselines.") { name, scale, json };
        root.SetAction(
            async (parsed, cancellationToken) =>
            {
                var chosen = parsed.GetValue(name);
                await RunAsync(
                    chosen is null
                        ? All
                        : [.. All.Where(benchmark => chosen == benchmark.Name || chosen == GroupOf(benchmark))],
                    chosen ?? "all",
                    parsed.GetValue(scale),
                    parsed.GetValue(json),
                    cancellationToken
                );
                return 0;
            }
        );
        return root;
    }

    private static async Task RunAsync(
        IReadOnlyList<IBenchmark> benchmarks,
        string name,
        double scale,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var results = new List<BenchmarkResult>();
        foreach (var benchmark in benchmarks)
        {
            await using var database = await BenchmarkDatabase.StartAsync(Console.WriteLine, cancellationToken);
            if (results.Count == 0)
                Console.WriteLine(await Machine.DescribeAsync(database, cancellationToken));
            var run = new BenchmarkRun(database, scale, Console.WriteLine);
            results.AddRange(await benchmark.RunAsync(run, cancellationToken));
        }
        ResultTable.Print(results, Console.Out);
        if (json)
            Console.WriteLine(ResultTable.Json(name, results));
    }

    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stopping) =>
        PosixSignalRegistration.Create(
            signal,
            context =>
            {
                context.Cancel = true;
                stopping.Cancel();
            }
        );
}
