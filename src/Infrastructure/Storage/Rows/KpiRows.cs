namespace Nexus.Infrastructure.Storage.Rows;

/// <summary>What one series of points measures.</summary>
internal sealed class KpiSeriesRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public int SeriesId { get; init; }
    public required int ConnectionId { get; init; }
    public required string Metric { get; init; }
    public required short Granularity { get; init; }
    public required Guid DimensionHash { get; init; }

    /// <summary>Names of its dimensions, sorted and joined by commas: its level of detail.</summary>
    public required string DimensionNames { get; init; }

    /// <summary>Canonical JSON object.</summary>
    public required string Dimensions { get; init; }

    /// <summary>ISO 4217 code, empty where the metric is not money.</summary>
    public required string Currency { get; init; }

    /// <summary>Whether its points add over time, and so are rolled up.</summary>
    public required bool Additive { get; init; }
}

/// <summary>One dimension value of a series, for filters and groups to find.</summary>
internal sealed class KpiSeriesDimensionRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required int SeriesId { get; init; }
    public required string Name { get; init; }
    public required string Value { get; init; }
}

internal sealed class KpiPointRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required int SeriesId { get; init; }
    public required DateTimeOffset Ts { get; init; }
    public required decimal Value { get; init; }

    /// <summary>The batch that last wrote it: where the number comes from.</summary>
    public required int BatchId { get; init; }

    /// <summary>False while the source may still restate it.</summary>
    public bool Final { get; init; }
    public string? Metadata { get; init; }
}

/// <summary>Sum and count of the additive points of one level of detail on one day.</summary>
internal sealed class KpiRollupDayRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required string Metric { get; init; }
    public required int ConnectionId { get; init; }
    public required short Granularity { get; init; }
    public required string DimensionNames { get; init; }
    public required string Currency { get; init; }
    public required DateOnly Day { get; init; }
    public required decimal Total { get; init; }
    public required long Points { get; init; }
}

/// <summary>Sum and count of the additive points of one level of detail in one month.</summary>
internal sealed class KpiRollupMonthRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required string Metric { get; init; }
    public required int ConnectionId { get; init; }
    public required short Granularity { get; init; }
    public required string DimensionNames { get; init; }
    public required string Currency { get; init; }
    public required DateOnly Month { get; init; }
    public required decimal Total { get; init; }
    public required long Points { get; init; }
}

/// <summary>A value that a person put over a point; shown until a successful run covers the point.</summary>
internal sealed class KpiOverrideRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required Guid OverrideId { get; init; }
    public required int SeriesId { get; init; }
    public required DateTimeOffset Ts { get; init; }
    public required decimal Value { get; init; }
    public required string Reason { get; init; }
    public required string Actor { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>removed, replaced or superseded; null while it is shown.</summary>
    public string? ClosedBecause { get; set; }
    public int? ClosedByBatch { get; set; }

    /// <summary>The run that has covered its point, and closes it if it succeeds; null before, and for those that files close.</summary>
    public Guid? CoveredByRun { get; set; }

    /// <summary>The batch with which it did.</summary>
    public int? CoveredByBatch { get; set; }
}

/// <summary>One writing of points: an import, a sync page, or an undo.</summary>
internal sealed class IngestBatchRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public int BatchId { get; init; }
    public required int ConnectionId { get; init; }
    public required string Kind { get; init; }

    /// <summary>append, upsert or replace; null for an undo.</summary>
    public string? Mode { get; init; }
    public Guid? ImportId { get; init; }

    /// <summary>The run that wrote it, if one did.</summary>
    public Guid? RunId { get; init; }

    /// <summary>Number of the run's page, from 1; null for a projection.</summary>
    public int? Page { get; init; }

    /// <summary>The stream or projection that it came from; null for files.</summary>
    public string? Origin { get; init; }
    public required string Actor { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>When what it holds was fetched, where that was long before: of rejected records that were mapped again.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>The undo that took it back; null while it stands.</summary>
    public int? UndoneBy { get; set; }
    public long Inserted { get; set; }
    public long Updated { get; set; }
    public long Unchanged { get; set; }
    public long Deleted { get; set; }

    /// <summary>Points that it did not write, and that became its own when what had written them was undone.</summary>
    public long TakenOver { get; set; }
}

/// <summary>
/// Some of the points that an import speaks of, whether it changed them or found them as they are: runs of one series in
/// equal steps, the n-th described by the n-th item of each array.
/// </summary>
internal sealed class IngestCoverRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required int BatchId { get; init; }
    public required int Part { get; init; }
    public required int[] SeriesIds { get; init; }
    public required DateTime[] Firsts { get; init; }
    public required DateTime[] Lasts { get; init; }

    /// <summary>Microseconds: an interval of days would depend on the session's time zone.</summary>
    public required long[] Steps { get; init; }
}

/// <summary>The before and after of one point that changed, went, came back or has another origin; never updated or deleted.</summary>
internal sealed class KpiPointChangeRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public long ChangeId { get; init; }
    public required int SeriesId { get; init; }
    public required DateTimeOffset Ts { get; init; }
    public decimal? OldValue { get; init; }
    public decimal? NewValue { get; init; }
    public bool? OldFinal { get; init; }
    public bool? NewFinal { get; init; }
    public string? OldMetadata { get; init; }
    public string? NewMetadata { get; init; }
    public int? OldBatchId { get; init; }
    public required int BatchId { get; init; }
    public required DateTimeOffset At { get; init; }
}
