namespace Nexus.Application.Storage;

/// <summary>Removes what has expired, in the transaction that is open. All answer how many rows they removed.</summary>
public interface IRetention
{
    /// <summary>Deliveries of providers that were processed before a time.</summary>
    Task<long> RemoveDeliveriesAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Queued work that was done before a time.</summary>
    Task<long> RemoveWorkAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>
    /// Rejected records that were resolved before a time, those that were too long to be kept whole and last came before
    /// it, and whatever last came before another.
    /// </summary>
    Task<long> RemoveRejectsAsync(DateTimeOffset before, DateTimeOffset lastCame, CancellationToken cancellationToken);

    /// <summary>The bytes of uploads from before a time of which nothing is stored; the imports are expired from then on.</summary>
    /// <param name="deadBefore">A commit that has not been heard of since then has died.</param>
    Task<long> RemoveUploadsAsync(
        DateTimeOffset before,
        DateTimeOffset deadBefore,
        CancellationToken cancellationToken
    );

    /// <summary>Runs that ended before a time, save the latest of each connection.</summary>
    /// <param name="latest">Runs of each connection that stay.</param>
    Task<long> RemoveRunsAsync(DateTimeOffset before, int latest, CancellationToken cancellationToken);

    /// <summary>What people began to connect, whose life was over before a time.</summary>
    Task<long> RemoveDraftsAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
