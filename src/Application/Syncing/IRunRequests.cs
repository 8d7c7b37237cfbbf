using Nexus.Domain.Integrations;

namespace Nexus.Application.Syncing;

/// <summary>Runs that people and scripts ask for, in the transaction that is open.</summary>
public interface IRunRequests
{
    /// <summary>Keeps the connection's schedule as it is until the transaction ends. To be called before anything else here.</summary>
    Task HoldAsync(int connectionId, CancellationToken cancellationToken);

    /// <summary>The run of one of these kinds that is under way, else the oldest that waits; null where there is none.</summary>
    /// <remarks>
    /// A run that was asked to stop is not under way any more, nor is one whose node is silent; but for a backfill, which
    /// goes on as itself.
    /// </remarks>
    Task<OpenRun?> FindOpenAsync(int connectionId, IReadOnlyList<RunKind> kinds, CancellationToken cancellationToken);

    /// <summary>Adds a run that waits.</summary>
    Task<Guid> AddAsync(int connectionId, RunRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a connection due at once for a run that waits, which no longer waits for anything but the time that the
    /// provider named.
    /// </summary>
    Task WakeAsync(int connectionId, Guid runId, RunLane lane, CancellationToken cancellationToken);

    /// <summary>The number of the connection that a run belongs to; null where there is no such run.</summary>
    Task<int?> ConnectionOfAsync(Guid runId, CancellationToken cancellationToken);

    /// <summary>Ends a run that waits, and asks one that is under way to stop.</summary>
    /// <returns>What it was; null where it had ended, or had been asked before.</returns>
    Task<CancelledRun?> CancelAsync(Guid runId, CancellationToken cancellationToken);

    /// <summary>When the connection last began to read what is new; null if it never did.</summary>
    Task<DateTimeOffset?> LastSyncAsync(int connectionId, CancellationToken cancellationToken);

    /// <summary>Gives a connection that nobody holds back to what still waits, or to its schedule.</summary>
    /// <param name="nextDue">When the schedule wants it next; null for never.</param>
    Task RescheduleAsync(int connectionId, DateTimeOffset? nextDue, CancellationToken cancellationToken);

    /// <summary>Takes the connection for this node; null where it is not due or another node holds it.</summary>
    Task<SyncLease?> ClaimAsync(int connectionId, CancellationToken cancellationToken);
}

/// <summary>A run that is asked for.</summary>
/// <param name="FirstDay">First day of a backfill; null for other kinds.</param>
/// <param name="LastDay">Last day of a backfill, included.</param>
public sealed record RunRequest(
    RunKind Kind,
    RunLane Lane,
    string RequestedBy,
    DateOnly? FirstDay = null,
    DateOnly? LastDay = null
);

/// <summary>A run that waits or is under way.</summary>
/// <param name="FirstDay">First day of a backfill; null for other kinds.</param>
/// <param name="LastDay">Last day of a backfill, included.</param>
public sealed record OpenRun(Guid Id, RunStatus Status, DateOnly? FirstDay, DateOnly? LastDay);

/// <summary>A run that somebody cancelled.</summary>
/// <param name="HasEnded">Whether it waited, and so ended at once.</param>
public sealed record CancelledRun(RunKind Kind, bool HasEnded);
