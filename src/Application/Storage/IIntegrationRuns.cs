namespace Nexus.Application.Storage;

/// <summary>How the syncs of connections went, in the transaction that is open.</summary>
public interface IIntegrationRuns
{
    /// <summary>Every connection to a provider that is not disconnected, oldest first.</summary>
    /// <param name="since">Runs that finished before are passed over, but for the latest outcomes.</param>
    Task<IReadOnlyList<IntegrationRuns>> ListAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>How much each connection has read, by its id; those without a run are missing.</summary>
    /// <param name="since">Runs that were queued before are passed over.</param>
    Task<IReadOnlyDictionary<Guid, ConnectionReads>> CountReadsAsync(
        DateTimeOffset since,
        CancellationToken cancellationToken
    );
}

/// <summary>What the runs of one connection came to. Runs that were cancelled or interrupted do not count.</summary>
/// <param name="Waits">Whether the connection waits for a person to connect it again or to see to it.</param>
/// <param name="LastChecked">When a run last finished; null before the first.</param>
/// <param name="LastSuccess">When data last arrived; null before the first time.</param>
/// <param name="Latest">Statuses of the last three runs, newest first.</param>
/// <param name="Finished">Runs that finished since then.</param>
/// <param name="Failed">Those among them that did not succeed.</param>
/// <param name="Calls">Calls to the provider since then.</param>
/// <param name="CallMilliseconds">How long they took in all.</param>
/// <param name="Errors">The newest of each code since then, newest first, at most five.</param>
public sealed record IntegrationRuns(
    Guid Id,
    string Name,
    string Provider,
    bool Waits,
    DateTimeOffset? LastChecked,
    DateTimeOffset? LastSuccess,
    IReadOnlyList<string> Latest,
    long Finished,
    long Failed,
    long Calls,
    long CallMilliseconds,
    IReadOnlyList<IntegrationError> Errors
);

/// <summary>What the runs of one connection have read.</summary>
/// <param name="Records">Records that the provider gave and that are stored; the same may be among them twice.</param>
/// <param name="IsReading">Whether a run is under way.</param>
public sealed record ConnectionReads(long Records, bool IsReading);

/// <param name="Code">Stable.</param>
/// <param name="Message">What happened and what can be done.</param>
/// <param name="At">When it last happened.</param>
public sealed record IntegrationError(string Code, string Message, DateTimeOffset At);
