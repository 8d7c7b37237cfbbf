using Nexus.Benchmarks.Running;

namespace Nexus.Benchmarks;

/// <summary>One question about speed or size, with the sides that it compares.</summary>
internal interface IBenchmark
{
    /// <summary>Its word on the command line.</summary>
    string Name { get; }

    /// <summary>Arranges the data, measures all sides in turn and answers medians.</summary>
    /// <param name="run">The database to work in, and how large the data is to be.</param>
    Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken);
}
