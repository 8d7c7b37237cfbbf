using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Syncs;

/// <summary>What is told of a run wherever it is told of.</summary>
/// <param name="Kind">scheduled, manual, webhook, backfill, reconcile or replay.</param>
/// <param name="Status">queued, running, succeeded, partial, suspicious, failed, cancelled or interrupted.</param>
/// <param name="RequestedBy">Who asked for it, such as <c>key:nx_ab12cd</c> or <c>scheduler</c>.</param>
/// <param name="StartedAt">Null before it began.</param>
/// <param name="FinishedAt">Null before it ended.</param>
/// <param name="WaitsUntil">When it goes on by itself at the earliest; null where it need not wait.</param>
/// <param name="From">First day of a backfill; null for other kinds.</param>
/// <param name="To">Last day of a backfill, included.</param>
/// <param name="Progress">Share that is done, 0 to 1; null where it cannot be told.</param>
/// <param name="RecordsRead">Records that the provider gave and that are stored; the same record may be among them twice.</param>
/// <param name="RecordsChanged">Those that differed from what was stored before.</param>
/// <param name="RecordsRejected">Those that could not be read and are kept apart.</param>
/// <param name="PointsChanged">Points that are new, other than before, or gone.</param>
/// <param name="Error">What stood in the way; null where nothing did.</param>
public abstract record RunFacts(
    Guid Id,
    Guid Connection,
    string ConnectionName,
    string Provider,
    string Kind,
    string Status,
    string RequestedBy,
    DateTimeOffset QueuedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? WaitsUntil,
    DateTimeOffset? CancelRequestedAt,
    string? CancelRequestedBy,
    DateOnly? From,
    DateOnly? To,
    double? Progress,
    long Pages,
    long RecordsRead,
    long RecordsChanged,
    long RecordsRejected,
    long PointsChanged,
    SyncFault? Error
)
{
    private protected RunFacts(RunState run)
        : this(
            run.Id,
            run.Connection,
            run.ConnectionName,
            run.Provider,
            run.Kind.Name(),
            run.Status.Name(),
            run.RequestedBy,
            run.QueuedAt,
            run.StartedAt,
            run.FinishedAt,
            run.Status == RunStatus.Queued ? run.ParkedUntil : null,
            run.CancelRequestedAt,
            run.CancelRequestedBy,
            run.FirstDay,
            run.LastDay,
            run.Progress,
            run.Pages,
            run.RecordsRead,
            run.RecordsChanged,
            run.RecordsRejected,
            run.PointsChanged,
            run.Fault
        ) { }
}
