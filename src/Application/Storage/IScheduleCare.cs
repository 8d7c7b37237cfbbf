namespace Nexus.Application.Storage;

/// <summary>Keeps the workspace's schedule whole, in the transaction that is open.</summary>
public interface IScheduleCare
{
    /// <summary>
    /// Puts back what fell out: an active connection without a place in the schedule, one with a cadence and no due time,
    /// one whose deliveries wait unprocessed, one that a run waits for.
    /// </summary>
    /// <param name="deliveriesBefore">Deliveries that arrived, and runs that were asked for, earlier and wait still.</param>
    /// <returns>How many connections were put back.</returns>
    Task<int> HealAsync(DateTimeOffset deliveriesBefore, CancellationToken cancellationToken);

    /// <summary>Queues a reconciliation for every active connection of a provider that has none under way.</summary>
    /// <returns>How many were queued.</returns>
    Task<int> QueueReconciliationsAsync(string provider, CancellationToken cancellationToken);
}
