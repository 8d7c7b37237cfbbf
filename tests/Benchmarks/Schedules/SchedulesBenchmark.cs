using Nexus.Benchmarks.Nodes;
using Nexus.Benchmarks.Running;

namespace Nexus.Benchmarks.Schedules;

/// <summary>Many schedules, and many of them due at once: how late they start, beside a Quartz trigger for each of them.</summary>
internal sealed class SchedulesBenchmark : IBenchmark
{
    private const int Schedules = 80_000;
    private const int Due = 10_000;
    private const int ConnectionsEach = 100;
    private const int Rounds = 3;
    private const double StartedWithin = 10;
    private const double LatenessAllowed = 8;

    public string Name => "schedules";

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var schedules = run.Scaled(Schedules, 800);
        var due = run.Scaled(Due, 100);
        run.Say($"  filling in {schedules} connections");
        var connections = new IdleConnections(run.Database);
        await connections.FillAsync(schedules, ConnectionsEach, cancellationToken);
        await using var quartz = await QuartzTriggers.StartAsync(run.Database, schedules, cancellationToken);
        await using var node = NexusNode.Launch(NodeTerms.On(run.Database, "node"));
        await node.StartAsync(cancellationToken);
        await connections.StartAsync(Math.Max(20, due / 20), cancellationToken);

        var bursts = new List<Burst>();
        var rates = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            if (round % 2 == 1)
                rates.Add(await quartz.RateAsync(due, cancellationToken));
            bursts.Add(await connections.StartAsync(due, cancellationToken));
            if (round % 2 == 0)
                rates.Add(await quartz.RateAsync(due, cancellationToken));
            run.Say(
                $"  {bursts[^1].Started} started in {bursts[^1].Seconds:0.0} s, p99 {bursts[^1].Lateness:0.0} s late; Quartz {rates[^1]:0.0} a second"
            );
        }
        var seconds = Median(bursts.Select(burst => burst.Seconds));
        return
        [
            BenchmarkResult.Below("schedules_all_started", seconds, "s", StartedWithin),
            BenchmarkResult.Below(
                "schedules_p99_lateness",
                Median(bursts.Select(burst => burst.Lateness)),
                "s",
                LatenessAllowed
            ),
            BenchmarkResult.RateOver(
                "schedules_starts_per_second",
                Median(bursts.Select(burst => burst.Started / burst.Seconds)),
                "1/s",
                Median(rates),
                10
            ),
        ];
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
