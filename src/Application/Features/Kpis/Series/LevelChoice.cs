using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis.Series;

/// <summary>
/// Chooses which of the stored levels of detail answer, so that nothing is counted twice: one for each source and
/// currency, the least detailed that knows all dimensions needed, at the finest grain that fits the buckets.
/// </summary>
/// <param name="metric">A stored metric.</param>
/// <param name="levels">Its levels, from the sources asked for.</param>
/// <param name="needed">Dimensions that are grouped or filtered by.</param>
internal sealed class LevelChoice(
    MetricDefinition metric,
    IReadOnlyList<SeriesLevel> levels,
    IReadOnlySet<string> needed
)
{
    /// <summary>The dimension under which a source tells money in its own currency, beside a total that is converted.</summary>
    private const string OwnCurrency = "currency";

    private readonly List<SeriesLevel> _suitable =
    [
        .. levels.Where(level =>
            metric.Aggregation == MetricAggregation.None
                ? needed.SetEquals(level.Dimensions)
                : needed.IsSubsetOf(level.Dimensions) && (!IsPartOfTotal(level, levels) || needed.Contains(OwnCurrency))
        ),
    ];

    public MetricDefinition Metric => metric;

    public bool HasData => levels.Count > 0;

    public bool HasSuitable => _suitable.Count > 0;

    public IEnumerable<string> KnownDimensions => levels.SelectMany(level => level.Dimensions).Distinct();

    /// <summary>Combinations of dimensions that are stored together.</summary>
    public IEnumerable<IReadOnlyList<string>> Combinations =>
        levels
            .DistinctBy(level => level.DimensionNames)
            .OrderBy(level => level.DimensionNames, StringComparer.Ordinal)
            .Select(level => level.Dimensions);

    public bool Fits(Granularity bucket) => _suitable.Exists(level => Fits(level, bucket));

    public IReadOnlyList<SeriesLevel> For(Granularity bucket) =>
        [
            .. _suitable
                .Where(level => Fits(level, bucket))
                .GroupBy(level => (level.Source.ConnectionId, level.Currency))
                .Select(group =>
                    group
                        .OrderBy(level => level.Granularity)
                        .ThenBy(level => level.Dimensions.Count)
                        .ThenBy(level => level.DimensionNames, StringComparer.Ordinal)
                        .First()
                ),
        ];

    /// <summary>Sources that hold the metric and cannot take part.</summary>
    public IEnumerable<string> LeftOut(IReadOnlyList<SeriesLevel> chosen) =>
        levels
            .Select(level => level.Source)
            .Where(source => !chosen.Any(level => level.Source.ConnectionId == source.ConnectionId))
            .Select(source => source.Name)
            .Distinct()
            .Order(StringComparer.Ordinal);

    /// <summary>Whether its money is in a total of the same source already, in another currency or the same.</summary>
    private static bool IsPartOfTotal(SeriesLevel level, IReadOnlyList<SeriesLevel> levels) =>
        level.Dimensions.Contains(OwnCurrency)
        && levels.Any(other =>
            other.Source.ConnectionId == level.Source.ConnectionId && !other.Dimensions.Contains(OwnCurrency)
        );

    private bool Fits(SeriesLevel level, Granularity bucket) =>
        metric.Aggregation == MetricAggregation.None ? level.Granularity == bucket : level.Granularity.FitsInto(bucket);
}
