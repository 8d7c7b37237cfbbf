namespace Nexus.Benchmarks.Running;

/// <summary>Times of the same work, in milliseconds.</summary>
internal sealed class Samples
{
    private readonly List<double> _milliseconds = [];

    public IReadOnlyList<double> Milliseconds => _milliseconds;

    public double Median => Percentile(50);

    public void Add(TimeSpan time) => _milliseconds.Add(time.TotalMilliseconds);

    /// <summary>The value that so many percent of the samples do not exceed, between two of them where it falls so.</summary>
    /// <param name="percent">0 to 100.</param>
    public double Percentile(double percent)
    {
        var sorted = _milliseconds.Order().ToArray();
        var at = (sorted.Length - 1) * percent / 100;
        var below = (int)Math.Floor(at);
        var above = (int)Math.Ceiling(at);
        return sorted[below] + ((sorted[above] - sorted[below]) * (at - below));
    }
}
