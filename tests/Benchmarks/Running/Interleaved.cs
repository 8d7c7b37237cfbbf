namespace Nexus.Benchmarks.Running;

/// <summary>Measures several sides in turns, so that what else the machine does hits all of them alike.</summary>
internal static class Interleaved
{
    /// <param name="rounds">How often each side is measured; the order turns round with every round.</param>
    /// <param name="sides">Each does its work once and answers how long it took.</param>
    /// <returns>The samples of each side, in the order of <paramref name="sides"/>.</returns>
    public static async Task<IReadOnlyList<Samples>> MeasureAsync(
        int rounds,
        CancellationToken cancellationToken,
        params IReadOnlyList<Func<Task<TimeSpan>>> sides
    )
    {
        var samples = sides.Select(_ => new Samples()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var turn = 0; turn < sides.Count; turn++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var side = round % 2 == 0 ? turn : sides.Count - 1 - turn;
                samples[side].Add(await sides[side]());
            }
        }
        return samples;
    }

    /// <summary>How long <paramref name="work"/> takes.</summary>
    public static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var started = TimeProvider.System.GetTimestamp();
        await work();
        return TimeProvider.System.GetElapsedTime(started);
    }
}
