namespace Nexus.Application.Storage;

/// <summary>How connections have been doing for weeks, in the transaction that is open.</summary>
public interface IConnectionVitals
{
    /// <summary>Every connection to a provider that is not disconnected, by its id.</summary>
    /// <param name="zone">IANA zone in which days begin.</param>
    /// <param name="since">Runs that were asked for before are passed over.</param>
    /// <param name="latencySince">As <paramref name="since"/>, for the durations of calls.</param>
    /// <param name="callsSince">As <paramref name="since"/>, for the number of calls.</param>
    Task<IReadOnlyDictionary<Guid, ConnectionVitals>> ListAsync(
        string zone,
        DateTimeOffset since,
        DateTimeOffset latencySince,
        DateTimeOffset callsSince,
        CancellationToken cancellationToken
    );
}

/// <summary>Runs that were cancelled or interrupted do not count.</summary>
/// <param name="NotBefore">Until when its provider asked to wait; null if it never did.</param>
/// <param name="RefreshEnds">When the grant it uses ends for good; null where it does not, or where it has none.</param>
/// <param name="GrantEnded">Whether the provider has taken the grant back.</param>
/// <param name="LatencyP50">Median over its runs of the mean duration of a call, in milliseconds; null where none was made.</param>
/// <param name="LatencyP95">The same for the 95th of a hundred.</param>
/// <param name="Days">Days on which runs finished, oldest first; days without any are left out.</param>
/// <param name="OpenRun">Its run that waits or is under way; null where there is none.</param>
public sealed record ConnectionVitals(
    DateTimeOffset? NotBefore,
    DateTimeOffset? RefreshEnds,
    bool GrantEnded,
    decimal? LatencyP50,
    decimal? LatencyP95,
    IReadOnlyList<RunsOfDay> Days,
    Guid? OpenRun
)
{
    /// <summary>Calls that its runs made to its provider.</summary>
    public long Calls { get; init; }

    /// <summary>What its provider last said to be used of its limits, 0 to 1; null where it did not say lately.</summary>
    public decimal? QuotaUsed { get; init; }
}

/// <param name="Finished">Runs that finished on it.</param>
/// <param name="Succeeded">Those that brought everything.</param>
/// <param name="Failed">Those that brought nothing.</param>
public sealed record RunsOfDay(DateOnly Day, int Finished, int Succeeded, int Failed);
