using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis.Series;

/// <summary>What a series is refused for, and what could be asked instead.</summary>
internal static class SeriesRefusals
{
    public static string Reason(MetricAggregation aggregation) =>
        aggregation switch
        {
            MetricAggregation.Sum => "It adds up over time.",
            MetricAggregation.Last => "It is a level: the latest value counts.",
            MetricAggregation.None => "It counts different people or things, and those do not add up.",
            _ => "It is divided from its parts and never added or averaged.",
        };

    /// <exception cref="RefusedException"><c>unknown_dimension</c> or <c>dimensions_not_available</c></exception>
    public static void Dimensions(
        SeriesRequest request,
        IReadOnlyList<LevelChoice> choices,
        IReadOnlySet<string> needed
    )
    {
        var stored = choices.Where(choice => choice.HasData).ToList();
        if (stored.Count == 0)
            return;
        var known = stored
            .Select(choice => choice.KnownDimensions)
            .Aggregate((a, b) => a.Intersect(b))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (needed.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw Unprocessable(
                "unknown_dimension",
                $"'{request.Metric}' is not stored by '{unknown}'.",
                ("known", known)
            );
        }
        if (stored.Find(choice => !choice.HasSuitable) is { } unsuitable)
        {
            throw Unprocessable(
                "dimensions_not_available",
                needed.Count == 0
                    ? $"'{unsuitable.Metric.Key}' is stored by dimension only and does not add up: group by or filter all of them."
                    : $"'{unsuitable.Metric.Key}' is not stored with these dimensions together.",
                ("available", unsuitable.Combinations.ToList())
            );
        }
    }

    /// <exception cref="RefusedException"><c>too_many_buckets</c></exception>
    public static void Buckets(TimeRange range, Granularity size)
    {
        if (TimeBuckets.AtMost(range, size) > SeriesPlanner.MaxBuckets + 2)
        {
            throw Unprocessable(
                "too_many_buckets",
                $"The range has more than {SeriesPlanner.MaxBuckets} buckets. Shorten it or choose a longer bucket.",
                ("max", SeriesPlanner.MaxBuckets)
            );
        }
    }

    /// <summary>Refuses to add what counts different people: from two sources, or for two values of a dimension.</summary>
    /// <exception cref="RefusedException"><c>source_required</c> or <c>aggregation_not_allowed</c></exception>
    public static void Uniques(
        MetricDefinition metric,
        IReadOnlyList<SeriesLevel> levels,
        IReadOnlyList<DimensionFilter> filters,
        SeriesRequest request
    )
    {
        if (metric.Aggregation != MetricAggregation.None)
            return;
        var sources = levels.Select(level => level.Source).DistinctBy(source => source.ConnectionId).ToList();
        if (sources.Count > 1)
        {
            throw Unprocessable(
                "source_required",
                $"'{metric.Key}' comes from several sources and does not add up: name one as 'source'.",
                (
                    "sources",
                    sources.ConvertAll(source => new
                    {
                        id = source.PublicId,
                        provider = source.Provider,
                        name = source.Name,
                    })
                )
            );
        }
        if (filters.FirstOrDefault(f => f.Values.Count > 1 && f.Name != request.GroupBy) is { } filter)
        {
            throw Unprocessable(
                "aggregation_not_allowed",
                $"'{metric.Key}' cannot be added over several values of '{filter.Name}'. {Reason(metric.Aggregation)}",
                ("allowed", (string[])[MetricText.Name(metric.Aggregation)])
            );
        }
    }

    public static RefusedException Unprocessable(string code, string message, (string Name, object? Value) detail) =>
        new(
            RefusalKind.Unprocessable,
            code,
            message,
            new Dictionary<string, object?>(StringComparer.Ordinal) { [detail.Name] = detail.Value }
        );
}
