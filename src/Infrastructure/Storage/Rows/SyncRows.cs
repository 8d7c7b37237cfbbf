namespace Nexus.Infrastructure.Storage.Rows;

/// <summary>When a connection is due and which node holds it. One row per connection that can be synced.</summary>
internal sealed class SyncScheduleRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required int ConnectionId { get; init; }
    public required string Provider { get; init; }

    /// <summary>False while the connection is paused, disconnected or waits for a person.</summary>
    public required bool Enabled { get; set; }

    /// <summary>Null for a manual connection that nobody has asked for.</summary>
    public DateTimeOffset? NextDue { get; set; }

    /// <summary>What the provider asked us to wait for; holds back every kind of run.</summary>
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>0 interactive, 1 scheduled, 2 backfill.</summary>
    public required short Lane { get; set; }
    public string? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Grows with every claim; whoever writes must hold the current one.</summary>
    public long Fence { get; set; }

    /// <summary>Runs in a row that failed.</summary>
    public int Failures { get; set; }

    /// <summary>When a run last read every stream that may be read to its end, and believed it.</summary>
    public DateTimeOffset? SyncedAt { get; set; }
}

/// <summary>One run of one connection.</summary>
internal sealed class SyncRunRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required Guid RunId { get; init; }
    public required int ConnectionId { get; init; }
    public required string Kind { get; init; }
    public required string Status { get; set; }
    public required string RequestedBy { get; init; }
    public required DateTimeOffset QueuedAt { get; init; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public string? Node { get; set; }
    public long? Fence { get; set; }

    /// <summary>How often a node has begun or resumed it.</summary>
    public int Attempts { get; set; }
    public DateOnly? FirstDay { get; init; }
    public DateOnly? LastDay { get; init; }
    public DateTimeOffset? CancelRequestedAt { get; set; }
    public string? CancelRequestedBy { get; set; }

    /// <summary>Until when the provider asked to wait; the run goes on by itself then.</summary>
    public DateTimeOffset? ParkedUntil { get; set; }
    public long Pages { get; set; }
    public long RecordsRead { get; set; }
    public long RecordsChanged { get; set; }
    public long RecordsRejected { get; set; }
    public long PointsChanged { get; set; }
    public long Calls { get; set; }
    public long CallMilliseconds { get; set; }

    /// <summary>Share of its limits that the provider said to be used, 0 to 1; null where it does not say.</summary>
    public double? QuotaUsed { get; set; }
    public string? ErrorCode { get; set; }
    public string? ErrorMessage { get; set; }

    /// <summary>Share that is done, 0 to 1; null where it cannot be told.</summary>
    public double? Progress { get; set; }

    /// <summary>
    /// Streams that were read to their end and held nothing new: they need no row of their own. Where a run that went on
    /// made one later, that row counts.
    /// </summary>
    public string[] QuietStreams { get; set; } = [];
}

/// <summary>What a run did with one stream that is not only in <see cref="SyncRunRow.QuietStreams"/>.</summary>
internal sealed class SyncRunStreamRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required Guid RunId { get; init; }
    public required string Stream { get; init; }
    public required string Status { get; set; }
    public long Pages { get; set; }
    public long RecordsRead { get; set; }
    public long RecordsChanged { get; set; }
    public long RecordsRejected { get; set; }

    /// <summary>JSON object of field names that the adapter does not know, with how often they came.</summary>
    public string? UnknownFields { get; set; }
    public string? Notice { get; set; }
    public string? ErrorCode { get; set; }
    public string? ErrorMessage { get; set; }
}

/// <summary>One slice of a backfill.</summary>
internal sealed class BackfillSliceRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required Guid RunId { get; init; }

    /// <summary>0 is read first.</summary>
    public required int SliceNo { get; init; }
    public required DateOnly FirstDay { get; init; }
    public required DateOnly LastDay { get; init; }
    public DateTimeOffset? DoneAt { get; set; }
}

/// <summary>Where one stream of a connection is, for one purpose.</summary>
internal sealed class ConnectionStreamRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required int ConnectionId { get; init; }
    public required string Stream { get; init; }

    /// <summary>sync, reconcile or backfill: each has a checkpoint of its own.</summary>
    public required string Purpose { get; init; }

    /// <summary>The adapter's own position; null at the start.</summary>
    public string? Checkpoint { get; set; }

    /// <summary>Whether it was ever read to its end.</summary>
    public bool Complete { get; set; }

    /// <summary>Whether it ever held a record.</summary>
    public bool HasData { get; set; }

    /// <summary>unknown, granted or denied.</summary>
    public required string Access { get; set; }
    public required DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>What is kept of one object of a provider.</summary>
internal sealed class SourceRecordRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required int ConnectionId { get; init; }
    public required string Stream { get; init; }
    public required string ObjectId { get; init; }
    public required long Version { get; set; }

    /// <summary>JSON; text, because nothing searches in it.</summary>
    public string? Payload { get; set; }
    public required bool Deleted { get; set; }
    public DateTimeOffset? OccurredAt { get; set; }
    public string? GroupKey { get; set; }

    /// <summary>From when it was as it is; null where it was so when it was first seen.</summary>
    public DateTimeOffset? ChangedAt { get; set; }
    public required DateTimeOffset SeenAt { get; set; }
    public Guid? RunId { get; set; }
}

/// <summary>One state that a record was in, of streams that keep them.</summary>
internal sealed class SourceRecordStateRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required int ConnectionId { get; init; }
    public required string Stream { get; init; }
    public required string ObjectId { get; init; }
    public required long Version { get; init; }

    /// <summary>Null for the first state known.</summary>
    public DateTimeOffset? Since { get; init; }
    public string? Payload { get; init; }
    public required bool Deleted { get; init; }
    public DateTimeOffset? OccurredAt { get; init; }
    public string? GroupKey { get; init; }
}

/// <summary>Days that a projection must compute again.</summary>
internal sealed class ProjectionDirtyRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required int ConnectionId { get; init; }
    public required string Projection { get; init; }
    public required DateOnly FirstDay { get; set; }
    public required DateOnly LastDay { get; set; }
}

/// <summary>A record that could not be mapped, kept until it can.</summary>
internal sealed class RejectedRecordRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public long RejectedId { get; init; }
    public required int ConnectionId { get; init; }
    public required Guid RunId { get; set; }
    public required string Stream { get; init; }

    /// <summary>The object's id at the provider, where the record tells one that is readable.</summary>
    public string? ObjectId { get; set; }

    /// <summary>
    /// First and last of the days that its page restated and that no page after it has restated without it; null where
    /// its page restated none.
    /// </summary>
    public DateOnly? FirstDay { get; set; }
    public DateOnly? LastDay { get; set; }

    /// <summary>SHA-256 of what the provider sent: the same bad record again is the same row.</summary>
    public required byte[] PayloadHash { get; init; }

    /// <summary>The record as it came, up to 64 KiB.</summary>
    public required string Payload { get; init; }

    /// <summary>Whether it was longer, so that nobody can read it again.</summary>
    public required bool IsCut { get; init; }
    public required string Code { get; set; }
    public required string Field { get; set; }
    public required string Message { get; set; }
    public required DateTimeOffset FetchedAt { get; set; }
    public required DateTimeOffset FirstAt { get; init; }
    public required DateTimeOffset LastAt { get; set; }
    public required long Times { get; set; }
    public DateTimeOffset? ResolvedAt { get; set; }
}

/// <summary>An event that a provider sent; stored before it is acknowledged.</summary>
internal sealed class WebhookEventRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required int ConnectionId { get; init; }
    public required string EventId { get; init; }
    public required string Type { get; init; }
    public required DateTimeOffset HappenedAt { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required bool Known { get; init; }
    public required byte[] Body { get; init; }
    public DateTimeOffset? ProcessedAt { get; set; }
    public Guid? RunId { get; set; }
}

/// <summary>What one unit of a currency is worth in the workspace's own, from a day on.</summary>
internal sealed class ExchangeRateRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required string Currency { get; init; }
    public required DateOnly Day { get; init; }
    public required decimal Rate { get; set; }
    public required DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>Something that must happen in the end, such as giving back a grant.</summary>
internal sealed class WorkItemRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required Guid ItemId { get; init; }
    public required string Kind { get; init; }

    /// <summary>JSON; holds no secret.</summary>
    public required string Payload { get; init; }

    /// <summary>queued, done or dead.</summary>
    public required string State { get; set; }
    public int Attempts { get; set; }
    public required DateTimeOffset NextAttempt { get; set; }
    public string? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public long Fence { get; set; }
    public string? ErrorCode { get; set; }
    public string? ErrorMessage { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }
}
