using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Syncing;

/// <summary>Decides what a run came to, and when its connection is due next.</summary>
internal sealed class RunEndings(IRunStore runs, ICadences cadences, TimeProvider clock)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    /// <summary>Providers name months at most; a later time is a mistake.</summary>
    private static readonly TimeSpan LongestPark = TimeSpan.FromDays(31);

    /// <summary>Failures in a row after which a backfill is not begun again by itself.</summary>
    private const int BackfillFailures = 8;

    /// <summary>A run that got as far as it could.</summary>
    /// <param name="left">Whether there is more of it to be done later.</param>
    public Task<RunEnding> EndAsync(RunWork work, int failures, bool left, CancellationToken cancellationToken)
    {
        var status = work.Tally.Status();
        if (work.Tally.HasFailures)
            return FailedAsync(
                work,
                left && failures + 1 < BackfillFailures ? RunStatus.Queued : status,
                work.Tally.Told(status),
                failures + 1,
                work.Tally.RetryAt,
                cancellationToken
            );
        return left
            ? EndingAsync(work, new(RunStatus.Queued), cancellationToken)
            : EndingAsync(work, new(status) { Fault = work.Tally.Told(status) }, cancellationToken);
    }

    /// <summary>A run that a fault of the whole connection ended.</summary>
    public Task<RunEnding> FaultAsync(
        RunWork work,
        int failures,
        IntegrationException fault,
        CancellationToken cancellationToken
    )
    {
        if (!SyncFaults.Parks(fault.Fault))
            return FaultAsync(work, failures, SyncFaults.Of(fault), fault.RetryAt, cancellationToken);
        var until = ParkedUntil(fault);
        var told = SyncFaults.Of(
            new IntegrationException(fault.Fault, fault.Message, until) { RequestId = fault.RequestId }
        );
        return EndingAsync(
            work,
            new(RunStatus.Queued)
            {
                Fault = told,
                Failures = failures,
                ParkedUntil = until,
                // A time that Nexus chose itself may be cut short by whoever asks for a sync.
                HoldsBack = fault.RetryAt is not null,
            },
            cancellationToken
        );
    }

    /// <inheritdoc cref="FaultAsync(RunWork, int, IntegrationException, CancellationToken)" />
    /// <param name="retryAt">When the provider said that it is worth trying again; null where it said nothing.</param>
    public Task<RunEnding> FaultAsync(
        RunWork work,
        int failures,
        SyncFault fault,
        DateTimeOffset? retryAt,
        CancellationToken cancellationToken
    )
    {
        work.Tally.Fault = fault;
        // The rest of a backfill stays asked for: it goes on once the connection does.
        var goesOn = work.Run.Kind == RunKind.Backfill && failures + 1 < BackfillFailures;
        return FailedAsync(
            work,
            goesOn ? RunStatus.Queued : work.Tally.Status(),
            fault,
            failures + 1,
            retryAt,
            cancellationToken
        );
    }

    /// <summary>Whoever cancels a run does not want it back at once, nor the events that it was for.</summary>
    public Task<RunEnding> CancelledAsync(RunWork work, int failures, CancellationToken cancellationToken) =>
        EndingAsync(
            work,
            new(RunStatus.Cancelled) { Failures = failures, EventsAfter = clock.GetUtcNow() + LongestWait },
            cancellationToken
        );

    /// <summary>When the schedule wants a connection after something that was no sync: what is overdue is due at once.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(
        SyncLease lease,
        OpenConnection connection,
        CancellationToken cancellationToken
    )
    {
        var last = await runs.LastSyncAsync(lease, cancellationToken);
        var next = Next(connection, last ?? clock.GetUtcNow());
        return last is null && next is not null ? clock.GetUtcNow() : next;
    }

    /// <summary>Whether the ordinary sync of a connection should have begun by now.</summary>
    public async Task<bool> IsSyncDueAsync(
        SyncLease lease,
        OpenConnection connection,
        CancellationToken cancellationToken
    ) => await NextDueAsync(lease, connection, cancellationToken) <= clock.GetUtcNow();

    private Task<RunEnding> FailedAsync(
        RunWork work,
        RunStatus status,
        SyncFault? fault,
        int failures,
        DateTimeOffset? named,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var retry = now + Wait(failures);
        if (named > retry)
            retry = named < now + LongestPark ? named.Value : now + LongestPark;
        return EndingAsync(
            work,
            new(status)
            {
                Fault = fault,
                Failures = failures,
                Retry = retry,
                ParkedUntil = status == RunStatus.Queued ? retry : null,
                // Where one stream fails, events may still be fetched; if not, they are held back after having tried.
                EventsAfter = work.Run.Kind == RunKind.Webhook || work.Tally.Fault is not null ? retry : null,
            },
            cancellationToken
        );
    }

    private async Task<RunEnding> EndingAsync(RunWork work, Outcome outcome, CancellationToken cancellationToken)
    {
        var isSync = work.Run.Kind is RunKind.Scheduled or RunKind.Manual;
        var next = isSync
            ? Next(work.Connection, clock.GetUtcNow())
            : await NextDueAsync(work.Lease, work.Connection, cancellationToken);
        // A failed sync is tried again by itself, sooner than a daily schedule would and later than a quick one.
        if (next is not null && outcome.Retry is { } retry && (isSync || next < retry))
            next = retry;
        return new(
            work.Run.Id,
            outcome.Status,
            outcome.Fault,
            outcome.ParkedUntil,
            outcome.HoldsBack,
            next,
            outcome.EventsAfter,
            outcome.Failures,
            isSync && work.Tally.IsComplete && outcome.Status != RunStatus.Suspicious,
            work.Tally.TakePoints()
        )
        {
            IsFirst = work.Connection.SyncedSince is null,
            FoundNothing =
                outcome.Status == RunStatus.Succeeded
                && work.Run.IsFresh
                && work.Tally.Page == 0
                && work.Module.Projections.Count == 0,
        };
    }

    private DateTimeOffset? Next(OpenConnection connection, DateTimeOffset after) =>
        cadences.Next(connection.Schedule, connection.ScheduleZone, connection.Context.ConnectionId, after);

    /// <summary>2, 4, 8 … minutes, at most six hours: it is asked less often, and never given up.</summary>
    private static TimeSpan Wait(int failures)
    {
        var wait = TimeSpan.FromMinutes(Math.Pow(2, Math.Min(failures, 10)));
        return wait < LongestWait ? wait : LongestWait;
    }

    private DateTimeOffset ParkedUntil(IntegrationException fault)
    {
        var now = clock.GetUtcNow();
        var until = fault.RetryAt ?? now.AddMinutes(1);
        return until < now ? now
            : until > now + LongestPark ? now + LongestPark
            : until;
    }

    /// <summary>What is known of an ending before the schedule is asked.</summary>
    private sealed record Outcome(RunStatus Status)
    {
        public SyncFault? Fault { get; init; }
        public int Failures { get; init; }

        /// <summary>When a sync is tried again; null where the schedule decides.</summary>
        public DateTimeOffset? Retry { get; init; }
        public DateTimeOffset? ParkedUntil { get; init; }
        public bool HoldsBack { get; init; }
        public DateTimeOffset? EventsAfter { get; init; }
    }
}
