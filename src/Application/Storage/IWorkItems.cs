using System.Text.Json;

namespace Nexus.Application.Storage;

/// <summary>Queued work of the workspace, in the transaction that is open.</summary>
public interface IWorkItems
{
    /// <summary>Null where it is done, given up, or another node has it.</summary>
    Task<WorkItem?> FindAsync(Guid id, long fence, CancellationToken cancellationToken);

    /// <summary>Stores that it is done; nothing where another node has it by now.</summary>
    Task CompleteAsync(WorkItem item, CancellationToken cancellationToken);

    /// <summary>Stores a failure and when to try again, or that it is given up.</summary>
    /// <param name="next">Null gives it up.</param>
    Task FailAsync(
        WorkItem item,
        DateTimeOffset? next,
        string code,
        string message,
        CancellationToken cancellationToken
    );

    /// <summary>Latest first.</summary>
    /// <param name="state">queued, done or dead; null for all.</param>
    /// <param name="before">Id of the last item of the page before.</param>
    Task<IReadOnlyList<WorkItemState>> ListAsync(
        string? state,
        Guid? before,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>Has an item that was given up tried again at once.</summary>
    /// <returns>False where there is none such.</returns>
    Task<bool> RetryAsync(Guid id, CancellationToken cancellationToken);
}

/// <param name="Attempts">How often it has failed.</param>
public sealed record WorkItem(Guid Id, string Kind, JsonElement Payload, int Attempts, long Fence);

/// <param name="State">queued, done or dead.</param>
/// <param name="ErrorCode">Why its last attempt failed; null where none did.</param>
public sealed record WorkItemState(
    Guid Id,
    string Kind,
    string State,
    int Attempts,
    DateTimeOffset NextAttempt,
    string? ErrorCode,
    string? ErrorMessage,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt
);
