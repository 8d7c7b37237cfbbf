namespace Nexus.Benchmarks;

/// <summary>One line of a benchmark's table.</summary>
/// <param name="Name">What was measured, in lower case and without blanks.</param>
/// <param name="Value">The median of Nexus's side, in <paramref name="Unit"/>.</param>
/// <param name="Unit">Such as <c>ms</c>.</param>
/// <param name="Baseline">The same of the side that it is compared with, or null where it stands alone.</param>
/// <param name="Ratio">How <paramref name="Value"/> and <paramref name="Baseline"/> compare; docs/benchmarks.md says which way round.</param>
/// <param name="Target">What is wanted, such as <c>ratio &gt;= 1.5</c>.</param>
/// <param name="Met">Whether it is so.</param>
internal sealed record BenchmarkResult(
    string Name,
    double Value,
    string Unit,
    double? Baseline,
    double? Ratio,
    string Target,
    bool Met
)
{
    /// <summary>A time that a faster side should beat: the ratio says how often it fits into the baseline's.</summary>
    public static BenchmarkResult FasterThan(string name, double value, double baseline, double times) =>
        Compared(name, value, "ms", baseline, baseline / value, times, ">=", (ratio, wanted) => ratio >= wanted);

    /// <summary>A time that may exceed the baseline's by so much: the ratio says how often the baseline fits into it.</summary>
    public static BenchmarkResult Within(string name, double value, double baseline, double times) =>
        Compared(name, value, "ms", baseline, value / baseline, times, "<=", (ratio, wanted) => ratio <= wanted);

    /// <summary>Something that is to stay below a bound.</summary>
    public static BenchmarkResult Below(string name, double value, string unit, double bound) =>
        new(name, Round(value), unit, null, null, FormattableString.Invariant($"value < {bound}"), value < bound);

    /// <summary>Something that is to reach a bound.</summary>
    public static BenchmarkResult AtLeast(string name, double value, string unit, double bound) =>
        new(name, Round(value), unit, null, null, FormattableString.Invariant($"value >= {bound}"), value >= bound);

    /// <summary>Something of which there is to be none.</summary>
    public static BenchmarkResult None(string name, long count) =>
        new(name, count, "found", null, null, "value = 0", count == 0);

    /// <summary>A rate that is to be so many times the baseline's: the ratio says how often the baseline fits into it.</summary>
    public static BenchmarkResult RateOver(string name, double value, string unit, double baseline, double times) =>
        Compared(name, value, unit, baseline, value / baseline, times, ">=", (ratio, wanted) => ratio >= wanted);

    /// <summary>A size that is not to grow: the ratio is that of the larger input to the smaller.</summary>
    public static BenchmarkResult Flat(string name, double value, string unit, double baseline, double times) =>
        Compared(name, value, unit, baseline, value / baseline, times, "<=", (ratio, wanted) => ratio <= wanted);

    private static BenchmarkResult Compared(
        string name,
        double value,
        string unit,
        double baseline,
        double ratio,
        double wanted,
        string sign,
        Func<double, double, bool> holds
    ) =>
        new(
            name,
            Round(value),
            unit,
            Round(baseline),
            Math.Round(ratio, 3),
            FormattableString.Invariant($"ratio {sign} {wanted}"),
            holds(ratio, wanted)
        );

    private static double Round(double value) => Math.Round(value, value < 100 ? 3 : 1);
}
