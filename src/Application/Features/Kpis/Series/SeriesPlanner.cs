using Nexus.Application.Storage;
using Nexus.Domain.Dashboards;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis.Series;

/// <summary>Turns a request into a plan, or refuses what would give a wrong number.</summary>
internal static class SeriesPlanner
{
    public const int MaxBuckets = 5000;

    /// <exception cref="RefusedException">The request names what does not exist, or asks for what cannot be added up.</exception>
    public static SeriesPlan Plan(SeriesRequest request, KpiFacts facts, BucketCuts cuts, DateTimeOffset now)
    {
        var metric = facts.Metric(request.Metric);
        RefuseOtherAggregation(request, metric);

        var calendar = cuts.Calendar;
        var range = TimeText.Range(request.From, request.To, now, calendar);
        var filters = request.Filters();
        var needed = filters.Select(filter => filter.Name).ToHashSet(StringComparer.Ordinal);
        if (request.GroupBy is { } dimension)
            needed.Add(dimension);

        var parts = FormulaParts.Of(metric, facts);
        var choices = parts.Select(part => Choice(part.Metric, request, needed, facts)).ToList();
        SeriesRefusals.Dimensions(request, choices, needed);

        var size = BucketChoice.For(request, range, choices);
        SeriesRefusals.Buckets(range, size);
        var levels = choices.ConvertAll(choice => choice.For(size));
        for (var i = 0; i < parts.Count; i++)
            SeriesRefusals.Uniques(parts[i].Metric, levels[i], filters, request);

        var comparison = ComparisonChoice.Of(request.Compare);
        var other = ComparisonRange.For(range, comparison, calendar.DateOf(now), calendar);
        return new SeriesPlan(
            request,
            metric,
            [
                .. parts.Zip(
                    levels,
                    (part, chosen) =>
                        new PartPlan(
                            part.Metric,
                            part.NeedsOpening,
                            chosen,
                            Whole(part.Metric, chosen, request, filters, facts, size)
                        )
                ),
            ],
            filters,
            cuts.Over(range, size),
            other is null ? null : cuts.Over(other, size),
            cuts,
            facts,
            [.. Notes(choices, levels, size)]
        );
    }

    /// <remarks>What counts different people has a whole of its own, stored without the groups, or none at all.</remarks>
    private static IReadOnlyList<SeriesLevel> Whole(
        MetricDefinition metric,
        IReadOnlyList<SeriesLevel> chosen,
        SeriesRequest request,
        IReadOnlyList<DimensionFilter> filters,
        KpiFacts facts,
        Granularity size
    )
    {
        if (metric.Aggregation != MetricAggregation.None || request.GroupBy is null)
            return chosen;
        if (filters.Any(filter => filter.Values.Count > 1))
            return [];
        var names = filters.Select(filter => filter.Name).ToHashSet(StringComparer.Ordinal);
        return Choice(metric, request, names, facts).For(size);
    }

    private static LevelChoice Choice(
        MetricDefinition metric,
        SeriesRequest request,
        IReadOnlySet<string> needed,
        KpiFacts facts
    ) =>
        new(
            metric,
            [
                .. facts.Levels.Where(level =>
                    level.Metric == metric.Key
                    && SourceText.Matches(request.Source, level.Source)
                    && (
                        metric.Unit != MetricUnit.Money
                        || request.Currency is null
                        || string.Equals(level.Currency, request.Currency, StringComparison.OrdinalIgnoreCase)
                    )
                ),
            ],
            needed
        );

    private static void RefuseOtherAggregation(SeriesRequest request, MetricDefinition metric)
    {
        var allowed = MetricText.Name(metric.Aggregation);
        if (request.Aggregation is { } asked && !string.Equals(asked, allowed, StringComparison.OrdinalIgnoreCase))
        {
            throw new RefusedException(
                RefusalKind.Unprocessable,
                "aggregation_not_allowed",
                $"'{metric.Key}' cannot be read as '{asked}'. {SeriesRefusals.Reason(metric.Aggregation)}",
                new Dictionary<string, object?> { ["allowed"] = (string[])[allowed] }
            );
        }
    }

    private static IEnumerable<string> Notes(
        List<LevelChoice> choices,
        List<IReadOnlyList<SeriesLevel>> levels,
        Granularity size
    )
    {
        for (var i = 0; i < choices.Count; i++)
        {
            if (!choices[i].HasData)
                yield return $"There is no data for {choices[i].Metric.Key}.";
            var leftOut = string.Join(", ", choices[i].LeftOut(levels[i]));
            if (leftOut.Length > 0)
                yield return $"{choices[i].Metric.Key} leaves out {leftOut}: not stored by {size.Name()} with these dimensions.";
        }
    }
}
