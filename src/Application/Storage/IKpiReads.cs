using Nexus.Domain.Kpis;
using Nexus.Domain.Workspaces;

namespace Nexus.Application.Storage;

/// <summary>Reads series in bulk. Every call is a round trip or two, within the open transaction or one that it opens.</summary>
public interface IKpiReads
{
    /// <summary>The workspace as it is now.</summary>
    /// <param name="last">Whether nothing more is read in this transaction; it may end with the answer.</param>
    Task<Workspace> WorkspaceAsync(bool last, CancellationToken cancellationToken);

    /// <summary>What the workspace stored of the metrics when this node last looked; null where it does not know.</summary>
    KpiFacts? Recall(IReadOnlyCollection<string> metrics);

    /// <summary>What the workspace stores of the metrics, at which levels of detail.</summary>
    /// <param name="metrics">Keys of stored metrics; null for all.</param>
    Task<KpiFacts> DescribeAsync(IReadOnlyCollection<string>? metrics, CancellationToken cancellationToken);

    /// <summary>Answers many reads at once; the answers are in the order of the reads.</summary>
    /// <param name="last">As above.</param>
    Task<IReadOnlyList<IReadOnlyList<KpiCell>>> ReadAsync(
        IReadOnlyList<KpiRead> reads,
        bool last,
        CancellationToken cancellationToken
    );

    /// <summary>As <see cref="ReadAsync"/>, provided that what the reads were planned on still holds.</summary>
    /// <param name="recalled">What they were planned on.</param>
    /// <returns>Null where the workspace has changed since.</returns>
    Task<IReadOnlyList<IReadOnlyList<KpiCell>>?> TryReadAsync(
        KpiFacts recalled,
        IReadOnlyList<KpiRead> reads,
        bool last,
        CancellationToken cancellationToken
    );
}

/// <summary>What a workspace stores, as one snapshot.</summary>
/// <param name="CustomMetrics">Those that the workspace defines itself.</param>
/// <param name="Levels">Of the metrics asked for.</param>
/// <param name="HasOverrides">Whether any override is shown.</param>
/// <param name="HasProvisional">Whether any point may still be restated by its source.</param>
public sealed record KpiFacts(
    Workspace Workspace,
    IReadOnlyDictionary<string, MetricDefinition> CustomMetrics,
    IReadOnlyList<SeriesLevel> Levels,
    bool HasOverrides,
    bool HasProvisional
)
{
    /// <exception cref="RefusedException"><c>unknown_metric</c></exception>
    public MetricDefinition Metric(string key) =>
        MetricCatalog.TryFind(key, out var known) ? known
        : CustomMetrics.TryGetValue(key, out var own) ? own
        : throw new RefusedException(
            RefusalKind.NotFound,
            "unknown_metric",
            $"There is no metric '{key}'. GET /api/v1/kpis?all=true lists those there are."
        );
}

/// <summary>A connection as far as readers care.</summary>
/// <param name="ConnectionId">Key of its rows; never shown.</param>
/// <param name="PublicId">The id that callers see.</param>
/// <param name="Provider">Key of its provider.</param>
/// <param name="Name">What its owner calls it.</param>
public sealed record KpiSource(int ConnectionId, Guid PublicId, string Provider, string Name);

/// <summary>The series of one metric from one source that cover the same spans at the same detail.</summary>
/// <param name="DimensionNames">Sorted and joined by commas; empty for the total.</param>
/// <param name="Currency">ISO 4217 code, empty where the metric is not money.</param>
/// <param name="Additive">Whether its points add over time, and so are rolled up.</param>
public sealed record SeriesLevel(
    string Metric,
    KpiSource Source,
    Granularity Granularity,
    string DimensionNames,
    string Currency,
    bool Additive
)
{
    public IReadOnlyList<string> Dimensions { get; } = DimensionNames.Length == 0 ? [] : DimensionNames.Split(',');
}

/// <summary>Keeps the series whose dimension has one of the values.</summary>
public sealed record DimensionFilter(string Name, IReadOnlyList<string> Values);

/// <summary>How a read splits its series.</summary>
/// <param name="Dimension">One group for each value of it.</param>
/// <param name="Values">Only these values; null for all.</param>
/// <param name="TotalsOnly">
/// True for one number a group: the sum over the range, or for levels what each series showed last, put in its bucket.
/// </param>
public sealed record Grouping(string Dimension, IReadOnlyList<string>? Values, bool TotalsOnly)
{
    /// <summary>
    /// With the totals of a sum over one level: how many of the groups with the largest, equal ones in the order of their
    /// values, are answered by bucket as well. The totals are then cells of <see cref="KpiCell.Total"/>.
    /// </summary>
    public int? Top { get; init; }
}

/// <summary>One metric's values by bucket, added over its series.</summary>
/// <param name="Aggregation">Sum adds the points of a bucket; anything else takes the latest of each series.</param>
/// <param name="Levels">Which series; all of one metric and no two that cover the same data.</param>
/// <param name="Buckets">In order and without gaps.</param>
/// <param name="Filters">All of them apply.</param>
/// <param name="Facts">The snapshot that the read was planned on.</param>
public sealed record KpiRead(
    MetricAggregation Aggregation,
    IReadOnlyList<SeriesLevel> Levels,
    TimeBuckets Buckets,
    IReadOnlyList<DimensionFilter> Filters,
    Grouping? Grouping,
    KpiFacts Facts
)
{
    /// <summary>False reads the points even where a rollup could answer; the two are equal.</summary>
    public bool UseRollups { get; init; } = true;
}

/// <summary>What one bucket holds.</summary>
/// <param name="Currency">Empty where the metric is not money.</param>
/// <param name="Group">The value of the grouping's dimension, or null without one.</param>
/// <param name="Bucket">Index into the read's buckets, or <see cref="Total"/>.</param>
/// <param name="Value">Added up.</param>
/// <param name="Points">How many points are in it; 0 where the cell only marks its bucket.</param>
/// <param name="Provisional">Whether one of them may still change.</param>
/// <param name="Overridden">Whether one of them is an override.</param>
public readonly record struct KpiCell(
    string Currency,
    string? Group,
    int Bucket,
    decimal Value,
    long Points,
    bool Provisional,
    bool Overridden
)
{
    /// <summary>In place of a bucket: the whole range, beside cells of its buckets.</summary>
    public const int Total = -1;
}
