using System.Globalization;
using System.Text;

namespace Nexus.Host.Components;

/// <summary>
/// Puts values into a drawing of 1000 by 1000, with the lowest at the bottom and the highest at the top. Whole steps are
/// fine enough for what is drawn small, and make pages lighter.
/// </summary>
/// <param name="Low">Value at the bottom.</param>
/// <param name="High">Value at the top; above <paramref name="Low"/>.</param>
internal sealed record PlotScale(decimal Low, decimal High)
{
    private const decimal Size = 1000m;

    /// <summary>A scale that all lines share; null where no line has a value.</summary>
    /// <param name="fromZero">Whether zero is part of it, as it must be for bars and areas.</param>
    public static PlotScale? Over(IEnumerable<IReadOnlyList<decimal?>> lines, bool fromZero)
    {
        var values = lines.SelectMany(line => line).OfType<decimal>().ToList();
        if (values.Count == 0)
            return null;
        var (low, high) = (values.Min(), values.Max());
        if (fromZero)
            (low, high) = (Math.Min(0, low), Math.Max(0, high));
        // A line that never moves runs through the middle.
        return low == high ? new(low - 1, high + 1) : new(low, high);
    }

    public decimal Y(decimal value) => Math.Round(Size - (value - Low) / (High - Low) * Size);

    public static decimal X(int at, int count) => count < 2 ? Size / 2 : Math.Round(at * Size / (count - 1));

    /// <summary>The line as an SVG path. A missing value leaves a gap; a value between two gaps is a short dash.</summary>
    public string Line(IReadOnlyList<decimal?> values)
    {
        var path = new StringBuilder();
        foreach (var (first, last) in Runs(values))
        {
            for (var at = first; at <= last; at++)
                path.Append(at == first ? 'M' : 'L').Append(Point(at, values));
            if (first == last)
                path.Append("h6");
        }
        return path.ToString();
    }

    /// <summary>What lies below the line, as an SVG path, with the same gaps.</summary>
    public string Area(IReadOnlyList<decimal?> values)
    {
        var path = new StringBuilder();
        var floor = Text(Y(Math.Max(Low, Math.Min(0, High))));
        foreach (var (first, last) in Runs(values).Where(run => run.First < run.Last))
        {
            path.Append('M').Append(Text(X(first, values.Count))).Append(' ').Append(floor);
            for (var at = first; at <= last; at++)
                path.Append('L').Append(Point(at, values));
            path.Append('L').Append(Text(X(last, values.Count))).Append(' ').Append(floor).Append('Z');
        }
        return path.ToString();
    }

    public static string Text(decimal number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private string Point(int at, IReadOnlyList<decimal?> values) =>
        $"{Text(X(at, values.Count))} {Text(Y(values[at]!.Value))}";

    /// <summary>First and last index of each stretch without a gap.</summary>
    private static IEnumerable<(int First, int Last)> Runs(IReadOnlyList<decimal?> values)
    {
        int? first = null;
        for (var at = 0; at <= values.Count; at++)
        {
            var there = at < values.Count && values[at] is not null;
            if (there)
                first ??= at;
            else if (first is { } begun)
            {
                yield return (begun, at - 1);
                first = null;
            }
        }
    }
}
