using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Syncing;

/// <summary>Decides what a run came to, and when its connection is due next.</summary>
internal sealed class RunEndings(IRunStore runs, ICadences cadences, TimeProvider clock)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);
    private static readonly TimeSpan LongestPark = TimeSpan.FromHours(24);

    /// <summary>Failures in a row after which a backfill is not begun again by itself.</summary>
    private const int BackfillFailures = 8;

    /// <summary>A run that got as far as it could.</summary>
    /// <param name="left">Whether there is more of it to be done later.</param>
    public Task<RunEnding> EndAsync(RunWork work, int failures, bool left, CancellationToken cancellationToken)
    {
        var failing = work.Tally.HasFailures;
        var again = failing ? failures + 1 : 0;
        var status = work.Tally.Status();
        if (left && (!failing || again < BackfillFailures))
        {
            return EndingAsync(
                work,
                RunStatus.Queued,
                failing ? work.Tally.Told(status) : null,
                failing ? clock.GetUtcNow() + Wait(again) : null,
                holdsBack: false,
                again,
                cancellationToken
            );
        }
        return EndingAsync(work, status, work.Tally.Told(status), null, holdsBack: false, again, cancellationToken);
    }

    /// <summary>A run that a fault of the whole connection ended.</summary>
    public Task<RunEnding> FaultAsync(
        RunWork work,
        int failures,
        IntegrationException fault,
        CancellationToken cancellationToken
    )
    {
        if (SyncFaults.Parks(fault.Fault))
        {
            var until = ParkedUntil(fault);
            var told = SyncFaults.Of(
                new IntegrationException(fault.Fault, fault.Message, until) { RequestId = fault.RequestId }
            );
            return EndingAsync(work, RunStatus.Queued, told, until, holdsBack: true, failures, cancellationToken);
        }
        return FaultAsync(work, failures, SyncFaults.Of(fault), cancellationToken);
    }

    /// <inheritdoc cref="FaultAsync(RunWork, int, IntegrationException, CancellationToken)" />
    public Task<RunEnding> FaultAsync(RunWork work, int failures, SyncFault fault, CancellationToken cancellationToken)
    {
        work.Tally.Fault = fault;
        // The rest of a backfill stays asked for: it goes on once the connection does.
        var status =
            work.Run.Kind == RunKind.Backfill && failures + 1 < BackfillFailures
                ? RunStatus.Queued
                : work.Tally.Status();
        var until = status == RunStatus.Queued ? clock.GetUtcNow() + Wait(failures + 1) : (DateTimeOffset?)null;
        return EndingAsync(work, status, fault, until, holdsBack: false, failures + 1, cancellationToken);
    }

    public Task<RunEnding> CancelledAsync(RunWork work, int failures, CancellationToken cancellationToken) =>
        EndingAsync(work, RunStatus.Cancelled, null, null, holdsBack: false, failures, cancellationToken);

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

    private async Task<RunEnding> EndingAsync(
        RunWork work,
        RunStatus status,
        SyncFault? fault,
        DateTimeOffset? parkedUntil,
        bool holdsBack,
        int failures,
        CancellationToken cancellationToken
    )
    {
        var isSync = work.Run.Kind is RunKind.Scheduled or RunKind.Manual;
        var wait = isSync && failures > 0 ? Wait(failures) : TimeSpan.Zero;
        var next = isSync
            ? Next(work.Connection, clock.GetUtcNow() + wait)
            : await NextDueAsync(work.Lease, work.Connection, cancellationToken);
        return new(
            work.Run.Id,
            status,
            fault,
            parkedUntil,
            holdsBack,
            next,
            failures,
            isSync && work.Tally.IsComplete && status != RunStatus.Suspicious,
            work.Tally.TakePoints()
        );
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
}
