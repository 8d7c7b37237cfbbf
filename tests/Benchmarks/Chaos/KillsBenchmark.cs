using Nexus.Benchmarks.Running;

namespace Nexus.Benchmarks.Chaos;

/// <summary>Whether anything is lost, doubled or wrong, or read again without need, where nodes are killed in the middle of their work.</summary>
internal sealed class KillsBenchmark : IBenchmark
{
    private const int Kills = 200;
    private const int Customers = 150;

    public string Name => "chaos-kills";

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var stage = await ChaosStage.SetAsync(run, cancellationToken);
        return await new KillLoop(stage).RunAsync(run.Scaled(Kills, 6), run.Scaled(Customers, 15), cancellationToken);
    }
}
