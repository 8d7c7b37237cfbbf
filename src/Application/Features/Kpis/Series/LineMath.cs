using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis.Series;

/// <summary>Computes a metric, bucket by bucket and in total, from the lines of its parts.</summary>
/// <param name="plan">The metric and its parts.</param>
/// <param name="lines">Lines over one range.</param>
/// <param name="wholes">The lines without groups, which decide where a level is read; the same for the whole itself.</param>
/// <param name="currency">Whose money is read; empty where there is none.</param>
/// <param name="now">Decides which buckets still run.</param>
internal sealed class LineMath(SeriesPlan plan, LineSet lines, LineSet wholes, string currency, DateTimeOffset now)
{
    public IReadOnlyList<SeriesPoint> Points(string? group)
    {
        var parts = new PartLine[plan.Parts.Count];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = lines.Line(plan.Parts[i].Metric, currency, group);
        var own = plan.Metric.Formula is null ? lines.Line(plan.Metric, currency, group) : null;
        var items = lines.Buckets.Items;
        var starts = plan.Cuts.Starts(lines.Buckets);
        var points = new SeriesPoint[items.Count];
        for (var i = 0; i < points.Length; i++)
        {
            var value = own is null ? At(plan.Metric, group, i) : own[i];
            var (final, overridden) = (items[i].End <= now, false);
            foreach (var part in parts)
            {
                final &= !part.IsProvisional(i);
                overridden |= part.IsOverridden(i);
            }
            points[i] = new SeriesPoint(
                starts[i],
                value is { } number ? Decimals.Normalize(number) : null,
                final,
                overridden
            );
        }
        return points;
    }

    public decimal? Total(string? group) => Total(plan.Metric, group) is { } total ? Decimals.Normalize(total) : null;

    /// <summary>What groups are ordered by: the total, or the latest value of what has none.</summary>
    public decimal? Rank(string group)
    {
        if (plan.Metric.Aggregation != MetricAggregation.None)
            return Total(plan.Metric, group);
        var line = lines.Line(plan.Metric, currency, group);
        return line.Latest is >= 0 and var latest ? line[latest] : null;
    }

    private decimal? At(MetricDefinition metric, string? group, int bucket)
    {
        if (metric.Formula is not { } formula)
            return lines.Line(metric, currency, group)[bucket];
        return formula.Evaluate(
            term =>
                term.Moment == FormulaMoment.InBucket ? At(Part(term), group, bucket)
                : bucket == 0 ? lines.Line(Part(term), currency, group).Opening
                : lines.Line(Part(term), currency, group)[bucket - 1],
            Months(lines.Buckets.Items[bucket])
        );
    }

    private decimal? Total(MetricDefinition metric, string? group)
    {
        if (metric.Formula is not { } formula)
            return lines.Line(metric, currency, group).Total(metric.Aggregation, wholes.Line(metric, currency, null));
        return formula.Evaluate(
            term =>
                term.Moment == FormulaMoment.AtOpening
                    ? lines.Line(Part(term), currency, group).Opening
                    : Total(Part(term), group),
            lines.Buckets.Items.Sum(Months)
        );
    }

    private MetricDefinition Part(FormulaTerm term) => plan.Facts.Metric(term.Metric);

    /// <summary>A bucket that still runs spans the days up to and including today.</summary>
    private decimal Months(TimeBucket bucket)
    {
        if (bucket.End <= now || bucket.Start > now)
            return bucket.Months;
        var tomorrow = plan.Calendar.DateOf(now).AddDays(1);
        return bucket.EndDate <= tomorrow
            ? bucket.Months
            : (bucket with { EndDate = tomorrow, End = plan.Calendar.StartOf(tomorrow) }).Months;
    }
}

internal static class Decimals
{
    /// <summary>The same number without trailing zeros: 1.500 becomes 1.5.</summary>
    public static decimal Normalize(decimal value)
    {
        if (value.Scale == 0)
            return value;
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        // Dividing by a one of full scale drops them from any number, but takes ten times as long.
        if (bits[2] != 0)
            return value / 1.0000000000000000000000000000m;

        var digits = ((ulong)(uint)bits[1] << 32) | (uint)bits[0];
        var scale = value.Scale;
        while (scale > 0 && digits % 10 == 0)
            (digits, scale) = (digits / 10, (byte)(scale - 1));
        var isNegative = digits != 0 && decimal.IsNegative(value);
        return new decimal((int)digits, (int)(digits >> 32), 0, isNegative, scale);
    }

    /// <summary>In percent points; null where there is nothing to divide by.</summary>
    public static decimal? Percent(decimal? part, decimal? whole) =>
        part is { } p && whole is { } w && w != 0m
            ? Normalize(decimal.Round(100m * p / Math.Abs(w), MetricFormula.QuotientDecimals))
            : null;
}
