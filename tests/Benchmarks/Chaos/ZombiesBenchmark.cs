using Nexus.Benchmarks.Running;

namespace Nexus.Benchmarks.Chaos;

/// <summary>Whether a node that was frozen, and lost its lease meanwhile, writes anything once it is thawed.</summary>
internal sealed class ZombiesBenchmark : IBenchmark
{
    public string Name => "chaos-zombies";

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var stage = await ChaosStage.SetAsync(run, cancellationToken);
        return await new ZombieTrial(stage).RunAsync(cancellationToken);
    }
}
