using Nexus.Benchmarks.Running;

namespace Nexus.Benchmarks.Chaos;

/// <summary>Whether events that come in any order, several times and while nodes die end in the state that they tell of.</summary>
internal sealed class EventsBenchmark : IBenchmark
{
    private const int Events = 10_000;

    public string Name => "chaos-events";

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var stage = await ChaosStage.SetAsync(run, cancellationToken);
        return await new EventStorm(stage).RunAsync(run.Scaled(Events, 200), cancellationToken);
    }
}
