using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis;

/// <summary>The words of the API for the enumerations of the domain.</summary>
internal static class MetricText
{
    public static string Name(MetricAggregation aggregation) =>
        aggregation switch
        {
            MetricAggregation.Sum => "sum",
            MetricAggregation.Last => "last",
            MetricAggregation.None => "none",
            _ => "ratio",
        };

    public static string Name(MetricUnit unit) =>
        unit switch
        {
            MetricUnit.Money => "money",
            MetricUnit.Count => "count",
            MetricUnit.Percent => "percent",
            MetricUnit.Number => "number",
            MetricUnit.Seconds => "seconds",
            _ => "months",
        };

    public static string Name(MetricDirection direction) =>
        direction switch
        {
            MetricDirection.Good => "good",
            MetricDirection.Bad => "bad",
            _ => "none",
        };
}

internal static class SourceText
{
    /// <summary>Whether a source is the one asked for: by key of its provider or by id of the connection.</summary>
    public static bool Matches(string? asked, KpiSource source) =>
        asked is null
        || string.Equals(asked, source.Provider, StringComparison.OrdinalIgnoreCase)
        || (Guid.TryParse(asked, out var id) && id == source.PublicId);
}
