using Nexus.Benchmarks.Nodes;
using Nexus.Benchmarks.Running;
using Nexus.ProviderSimulator;

namespace Nexus.Benchmarks.Chaos;

/// <summary>What every trial works with: a simulated Stripe, and the office that connects its accounts.</summary>
internal sealed record ChaosStage(BenchmarkRun Run, Simulator Simulator, Office Office) : IAsyncDisposable
{
    /// <summary>Of what is random; another seed is another benchmark.</summary>
    public const int Seed = 20_261_121;

    /// <summary>A lease so short, in seconds, that nobody has to wait long for what a dead node held.</summary>
    private const double ShortLease = 1.5;

    public static async Task<ChaosStage> SetAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        run.Say($"  seed {Seed}");
        var simulator = await Simulator.StartAsync(cancellationToken: cancellationToken);
        return new(run, simulator, Office.Open(run.Database, simulator));
    }

    /// <param name="name">Of the node; the database sees it with <c>node-</c> before it.</param>
    /// <param name="lease">In seconds.</param>
    public NodeTerms Terms(string name, double lease = ShortLease) =>
        NodeTerms.On(Run.Database, $"node-{name}") with
        {
            Stripe = Simulator.BaseUrl,
            Lease = lease,
            Poll = 0.1,
        };

    public async ValueTask DisposeAsync()
    {
        await Office.DisposeAsync();
        await Simulator.DisposeAsync();
    }
}
