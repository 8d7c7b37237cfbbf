using System.Text.Json;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.GoogleAnalytics;

/// <summary>How a property names its metrics: Google renames some, and takes the former name for a while only.</summary>
internal sealed class MetricNames
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <param name="metadata">The property's own description.</param>
    public MetricNames(JsonElement metadata)
    {
        foreach (var metric in metadata.Items("metrics"))
        {
            if (metric.Text("apiName") is not { } name)
                continue;
            foreach (var former in metric.Items("deprecatedApiNames"))
                _names.TryAdd(former.GetString() ?? "", name);
            _names[name] = name;
        }
    }

    /// <summary>The metrics of a report; those that the property does not have are left out.</summary>
    public IReadOnlyList<AskedMetric> Of(AnalyticsReport report) =>
        [
            .. from metric in report.Metrics
            let name = Find(metric.Api)
            where name is not null
            select new AskedMetric(metric.Api, name),
        ];

    /// <returns>The name to ask by; null where the property has no such metric.</returns>
    /// <param name="api">Google's name as Nexus knows it.</param>
    public string? Find(string api) =>
        _names.GetValueOrDefault(api)
        ?? (AnalyticsReport.FormerNames.TryGetValue(api, out var former) ? _names.GetValueOrDefault(former) : null);
}
