using Nexus.Application.Features.Kpis;
using Nexus.Domain.Imports;
using Nexus.Domain.Kpis;

namespace Nexus.Host.Pages.Uploads;

/// <summary>What metrics are called, those included that a mapping is only about to create.</summary>
internal sealed class MetricNames(IReadOnlyList<ListMetrics.Metric> metrics, ImportMapping? mapping)
{
    /// <summary>The name; the key where nothing knows one.</summary>
    public string NameOf(string key) =>
        metrics.FirstOrDefault(metric => metric.Key == key)?.Name
        ?? mapping?.Values.FirstOrDefault(value => value.Metric == key)?.Name
        ?? key;

    public MetricUnit UnitOf(string key) =>
        Enum.TryParse<MetricUnit>(Described(key, metric => metric.Unit, value => value.Unit), true, out var unit)
            ? unit
            : MetricUnit.Number;

    /// <summary>Whether values of the metric mean anything when they are added up.</summary>
    public bool IsAdded(string key) =>
        Described(key, metric => metric.Aggregation, value => value.Aggregation) == "sum";

    /// <summary>Whether the import creates it.</summary>
    public bool IsNew(string key) => metrics.All(metric => metric.Key != key);

    private string? Described(
        string key,
        Func<ListMetrics.Metric, string> known,
        Func<ValueMapping, string?> described
    ) =>
        metrics.FirstOrDefault(metric => metric.Key == key) is { } metric ? known(metric)
        : mapping?.Values.FirstOrDefault(value => value.Metric == key) is { } value ? described(value)
        : null;
}
