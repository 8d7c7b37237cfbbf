namespace Nexus.Application.Storage;

/// <summary>The goals of the workspace, in the transaction that is open.</summary>
public interface IGoals
{
    /// <summary>Oldest first.</summary>
    /// <param name="metrics">Only goals of these; null for all.</param>
    Task<IReadOnlyList<Goal>> ListAsync(IReadOnlyCollection<string>? metrics, CancellationToken cancellationToken);

    Task<Goal?> FindAsync(Guid id, CancellationToken cancellationToken);

    Task AddAsync(Goal goal, CancellationToken cancellationToken);

    /// <summary>Stores a goal in place of the one that has its id and the version before.</summary>
    /// <returns>False where that has another version by now, or does not exist.</returns>
    Task<bool> ChangeAsync(Goal goal, CancellationToken cancellationToken);

    /// <returns>False where there is none.</returns>
    Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken);
}

/// <summary>A value that a metric should come to.</summary>
/// <param name="Name">Null for the name of its metric.</param>
/// <param name="Metric">Key of the metric.</param>
/// <param name="Target">In the metric's unit.</param>
/// <param name="Currency">Of a metric in money; null where the workspace's data has one only.</param>
/// <param name="Period">month, quarter or year, which begin anew, or custom.</param>
/// <param name="From">First day of a custom period; null otherwise.</param>
/// <param name="To">First day after a custom period; null otherwise.</param>
/// <param name="Owner">Who looks after it, as people write names; null for nobody.</param>
/// <param name="Version">Counts up with every change.</param>
public sealed record Goal(
    Guid Id,
    string? Name,
    string Metric,
    decimal Target,
    string? Currency,
    string Period,
    DateOnly? From,
    DateOnly? To,
    string? Owner,
    int Version,
    DateTimeOffset CreatedAt
);
