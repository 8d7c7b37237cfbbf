namespace Nexus.Application.Storage;

/// <summary>The append-only history of what people and programs did, in the transaction that is open.</summary>
public interface IAuditTrail
{
    /// <summary>Adds one entry under the scope's actor.</summary>
    /// <param name="action">Dotted and in the past: <c>import.committed</c>.</param>
    /// <param name="subject">Id of what was acted on.</param>
    /// <param name="before">Its state before, or null; never a secret.</param>
    /// <param name="after">Its state after, or null; never a secret.</param>
    /// <param name="batchId">The batch of points that belongs to it.</param>
    Task AddAsync(
        string action,
        string subject,
        object? before,
        object? after,
        int? batchId,
        CancellationToken cancellationToken
    );
}
