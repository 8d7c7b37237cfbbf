using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis.Series;

/// <summary>How one request is read: which parts, at which level of detail, in which buckets.</summary>
/// <param name="Parts">The stored metrics that the answer is made of; the metric itself unless it is a ratio.</param>
/// <param name="Compared">The buckets to compare with, or null.</param>
internal sealed record SeriesPlan(
    SeriesRequest Request,
    MetricDefinition Metric,
    IReadOnlyList<PartPlan> Parts,
    IReadOnlyList<DimensionFilter> Filters,
    TimeBuckets Buckets,
    TimeBuckets? Compared,
    BucketCuts Cuts,
    KpiFacts Facts,
    IReadOnlyList<string> Notes
)
{
    public const int DefaultGroups = 10;

    public ZonedCalendar Calendar => Cuts.Calendar;

    public int Limit => Request.Limit ?? DefaultGroups;

    /// <param name="opening">True precedes the buckets with the one that holds the opening level.</param>
    public KpiRead Read(PartPlan part, TimeBuckets buckets, Grouping? grouping, bool opening) =>
        new(
            part.Metric.Aggregation,
            grouping is null ? part.Whole : part.Levels,
            opening ? Cuts.WithOpening(buckets) : buckets,
            Filters,
            grouping,
            Facts
        );
}

/// <summary>One stored metric that an answer needs.</summary>
/// <param name="NeedsOpening">Whether the formula asks for the level before the range.</param>
/// <param name="Levels">One level of detail for each source and currency.</param>
/// <param name="Whole">
/// The levels that the line without groups is read from: the same, save for what does not add up over groups.
/// </param>
internal sealed record PartPlan(
    MetricDefinition Metric,
    bool NeedsOpening,
    IReadOnlyList<SeriesLevel> Levels,
    IReadOnlyList<SeriesLevel> Whole
);
