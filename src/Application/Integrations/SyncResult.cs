namespace Nexus.Application.Integrations;

/// <summary>What one run came to, for whoever asked for it.</summary>
/// <param name="Success">Every stream was read and stored to its end; rejected records are listed in <paramref name="Errors"/>.</param>
/// <param name="RecordsProcessed">Records read from the provider and committed.</param>
/// <param name="Errors">What could not be carried over.</param>
/// <param name="LastSyncAt">When the connection's data was last brought up to date; null if never.</param>
public sealed record SyncResult(
    bool Success,
    long RecordsProcessed,
    IReadOnlyList<SyncError> Errors,
    DateTimeOffset? LastSyncAt
);

/// <summary>One fault, or one kind of rejected record, of a run.</summary>
/// <param name="Code">Stable, such as <c>rate_limited</c>.</param>
/// <param name="Message">What happened, why, what Nexus does next and what you can do.</param>
public sealed record SyncError(string Code, string Message);
