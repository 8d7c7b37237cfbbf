namespace Nexus.Application.Storage;

/// <summary>The only way to a workspace's rows: a transaction that has set the workspace.</summary>
public interface IWorkspaceTransactions
{
    /// <summary>
    /// Runs <paramref name="work"/> in a transaction of the scope's workspace and commits when it returns. Within a
    /// transaction that is open already it just runs.
    /// </summary>
    /// <param name="readOnly">True refuses writes.</param>
    /// <exception cref="InvalidOperationException">The scope has no workspace.</exception>
    Task<T> RunAsync<T>(bool readOnly, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken);
}
