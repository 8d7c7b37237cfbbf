using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis.Series;

/// <summary>Takes a metric apart into the stored metrics that it is computed from.</summary>
internal static class FormulaParts
{
    /// <summary>Keys of the stored parts; the metric itself unless it is a ratio.</summary>
    public static IReadOnlySet<string> Keys(string metric)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        if (!MetricCatalog.TryFind(metric, out var known) || known.Formula is not { } formula)
            keys.Add(metric);
        else
            foreach (var term in formula.Terms)
                keys.UnionWith(Keys(term.Metric));
        return keys;
    }

    /// <summary>The stored parts, and whether each is also read at the opening of a bucket.</summary>
    public static IReadOnlyList<(MetricDefinition Metric, bool NeedsOpening)> Of(
        MetricDefinition metric,
        KpiFacts facts
    )
    {
        var opened = new HashSet<string>(StringComparer.Ordinal);
        CollectOpened(metric, opened);
        return
        [
            .. Keys(metric.Key).Order(StringComparer.Ordinal).Select(key => (facts.Metric(key), opened.Contains(key))),
        ];
    }

    private static void CollectOpened(MetricDefinition metric, HashSet<string> opened)
    {
        foreach (var term in metric.Formula?.Terms ?? [])
        {
            if (term.Moment == FormulaMoment.AtOpening)
                opened.Add(term.Metric);
            else if (MetricCatalog.TryFind(term.Metric, out var part))
                CollectOpened(part, opened);
        }
    }
}
