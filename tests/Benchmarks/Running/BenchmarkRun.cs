using System.Globalization;

namespace Nexus.Benchmarks.Running;

/// <summary>What a benchmark works with.</summary>
/// <param name="Database">A migrated database of its own.</param>
/// <param name="Scale">Share of the full data.</param>
/// <param name="Say">Takes a line about the progress.</param>
internal sealed record BenchmarkRun(BenchmarkDatabase Database, double Scale, Action<string> Say)
{
    /// <summary>A count of the full data brought to scale, at least <paramref name="least"/>.</summary>
    public int Scaled(int full, int least) => Math.Max(least, (int)(full * Scale));

    /// <summary>Writes the samples of one side out, so that nobody has to believe a median.</summary>
    public void Tell(string side, Samples samples) =>
        Say(
            $"  {side}: {string.Join(" ", samples.Milliseconds.Select(ms => ms.ToString("0.#", CultureInfo.InvariantCulture)))} ms"
        );
}
