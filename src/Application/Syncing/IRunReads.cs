using Nexus.Domain.Integrations;

namespace Nexus.Application.Syncing;

/// <summary>What is told of runs, in the transaction that is open.</summary>
public interface IRunReads
{
    /// <summary>Latest first.</summary>
    Task<IReadOnlyList<RunState>> ListAsync(RunSearch search, CancellationToken cancellationToken);

    /// <summary>Null where the workspace has no such run.</summary>
    Task<RunState?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>In the order of their names.</summary>
    Task<IReadOnlyList<RunStreamState>> StreamsAsync(Guid runId, CancellationToken cancellationToken);

    /// <summary>What a run rejected, by stream, code and field; the most frequent first.</summary>
    Task<IReadOnlyList<RejectKind>> RejectKindsAsync(Guid runId, int limit, CancellationToken cancellationToken);
}

/// <param name="Connection">Only runs of this one; null for all.</param>
/// <param name="After">Id of the last run of the page before.</param>
public sealed record RunSearch(Guid? Connection, RunStatus? Status, RunKind? Kind, Guid? After, int Limit);

/// <summary>One run as it stands.</summary>
/// <param name="Connection">The id that callers see.</param>
/// <param name="Progress">Share that is done, 0 to 1; null where it cannot be told.</param>
/// <param name="ConnectionLastSuccessAt">When the connection's data was last brought up to date; null if never.</param>
public sealed record RunState(
    Guid Id,
    Guid Connection,
    string ConnectionName,
    string Provider,
    RunKind Kind,
    RunStatus Status,
    string RequestedBy,
    DateTimeOffset QueuedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? ParkedUntil,
    DateTimeOffset? CancelRequestedAt,
    string? CancelRequestedBy,
    DateOnly? FirstDay,
    DateOnly? LastDay,
    double? Progress,
    long Pages,
    long RecordsRead,
    long RecordsChanged,
    long RecordsRejected,
    long PointsChanged,
    SyncFault? Fault,
    DateTimeOffset? ConnectionLastSuccessAt
);

/// <param name="Status">reading, complete, failed, denied or skipped.</param>
/// <param name="UnknownFields">Fields that Nexus does not know, with how often they came.</param>
/// <param name="Notice">What people should know, such as deletions that were not believed.</param>
public sealed record RunStreamState(
    string Stream,
    string Status,
    long Pages,
    long RecordsRead,
    long RecordsChanged,
    long RecordsRejected,
    IReadOnlyDictionary<string, long> UnknownFields,
    string? Notice,
    SyncFault? Fault
);

/// <summary>Records that were rejected for the same reason.</summary>
/// <param name="Message">For people; of one of them.</param>
public sealed record RejectKind(string Stream, string Code, string Field, string Message, long Records);
