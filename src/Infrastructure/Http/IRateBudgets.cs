namespace Nexus.Infrastructure.Http;

/// <summary>How many calls all nodes together may make, kept where all of them see it.</summary>
internal interface IRateBudgets
{
    /// <summary>Reserves one call, if it may be made soon enough.</summary>
    /// <param name="scope">From <see cref="RateScope"/>.</param>
    /// <param name="perSecond">Calls per second over time, more than 0.</param>
    /// <param name="burst">Calls that may be made at once after a pause, at least 1.</param>
    /// <param name="longest">The longest wait that is worth a reservation.</param>
    Task<RateGrant> TakeAsync(
        string scope,
        double perSecond,
        int burst,
        TimeSpan longest,
        CancellationToken cancellationToken
    );

    /// <summary>Whether the provider told some node to wait, and the time is not over.</summary>
    Task<bool> IsParkedAsync(string scope, CancellationToken cancellationToken);

    /// <summary>Holds back the calls of all nodes for a time; never ends an earlier pause sooner.</summary>
    Task ParkAsync(string scope, TimeSpan time, CancellationToken cancellationToken);
}

/// <param name="IsGranted">False where the wait would be longer than asked for; nothing is reserved then.</param>
/// <param name="Wait">From now to when the call may start.</param>
internal readonly record struct RateGrant(bool IsGranted, TimeSpan Wait);
