namespace Nexus.Application.Storage;

/// <summary>The connections of the workspace, in the transaction that is open.</summary>
public interface IConnections
{
    /// <summary>Oldest first.</summary>
    /// <param name="after">Id of the last connection of the page before.</param>
    Task<IReadOnlyList<Connection>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken);

    Task<Connection?> FindAsync(Guid id, CancellationToken cancellationToken);
}

/// <summary>One source of a workspace: an account of a provider, or a data set that files feed.</summary>
/// <param name="Provider">Key of its provider.</param>
/// <param name="LastSuccessAt">When data last arrived; null before the first time.</param>
public sealed record Connection(
    Guid Id,
    string Provider,
    string Name,
    string Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSuccessAt
);
