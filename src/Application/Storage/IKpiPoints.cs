using Nexus.Domain.Kpis;

namespace Nexus.Application.Storage;

/// <summary>Reads stored points one by one, within the open transaction.</summary>
public interface IKpiPoints
{
    /// <summary>Points of all levels of detail in order of time, at most <see cref="PointSearch.Limit"/>.</summary>
    Task<IReadOnlyList<StoredPoint>> ListAsync(PointSearch search, CancellationToken cancellationToken);

    /// <summary>The points that a read adds up, with the batch that wrote each.</summary>
    /// <param name="read">A read of one bucket, without groups.</param>
    /// <param name="limit">At most so many.</param>
    Task<IReadOnlyList<StoredPoint>> BehindAsync(KpiRead read, int limit, CancellationToken cancellationToken);

    /// <summary>How far the data of each level of detail reaches.</summary>
    Task<IReadOnlyList<LevelReach>> ReachAsync(CancellationToken cancellationToken);
}

/// <param name="Metric">Only this metric; null for all.</param>
/// <param name="ConnectionIds">Only these sources; null for all.</param>
/// <param name="Granularity">Only points of this span; null for all.</param>
/// <param name="Currency">Only this money; null for all.</param>
/// <param name="Filters">All of them apply.</param>
/// <param name="Range">Null for all time.</param>
/// <param name="After">Only what follows this point.</param>
public sealed record PointSearch(
    string? Metric,
    IReadOnlyList<int>? ConnectionIds,
    Granularity? Granularity,
    string? Currency,
    IReadOnlyList<DimensionFilter> Filters,
    TimeRange? Range,
    PointPosition? After,
    int Limit
);

/// <summary>Where a point stands in the order of time.</summary>
public readonly record struct PointPosition(DateTime At, int SeriesId);

/// <summary>One point as it is shown.</summary>
/// <param name="Stored">The value of the source; null where only an override exists.</param>
/// <param name="Metadata">JSON that came with it, or null.</param>
/// <param name="Override">The value that a person put over it, or null.</param>
/// <param name="Batch">What wrote it; null where it was not asked for, or nothing did.</param>
public sealed record StoredPoint(
    PointPosition Position,
    KpiSource Source,
    string Metric,
    Granularity Granularity,
    string DimensionsJson,
    string Currency,
    decimal? Stored,
    bool Final,
    string? Metadata,
    ShownOverride? Override,
    PointBatchInfo? Batch
)
{
    public decimal Value => Override?.Value ?? Stored ?? 0m;
}

/// <summary>The override that is shown in place of a point.</summary>
public sealed record ShownOverride(Guid Id, decimal Value, string Reason, string Actor, DateTimeOffset At);

/// <param name="Kind">import, sync or undo.</param>
public sealed record PointBatchInfo(
    int Id,
    string Kind,
    string Actor,
    DateTimeOffset At,
    PointImportInfo? Import,
    PointRunInfo? Run
);

/// <summary>The run that wrote a batch.</summary>
/// <param name="Origin">The stream that it read, or the projection that computed it.</param>
/// <param name="Page">Number of the run's page, from 1; null for a projection.</param>
public sealed record PointRunInfo(Guid Id, string? Origin, int? Page);

/// <summary>The uploaded file that a batch was read from.</summary>
public sealed record PointImportInfo(Guid Id, string FileName, string Sha256, long Bytes, DateTimeOffset UploadedAt);

/// <param name="LastPoint">Start of its newest point, or null where all are gone.</param>
public sealed record LevelReach(SeriesLevel Level, DateTime? LastPoint);
