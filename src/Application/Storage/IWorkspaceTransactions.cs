namespace Nexus.Application.Storage;

/// <summary>The only way to a workspace's rows: a transaction that has set the workspace.</summary>
public interface IWorkspaceTransactions
{
    /// <summary>
    /// Runs <paramref name="work"/> in a transaction of the scope's workspace and commits when it returns. Within a
    /// transaction that is open already it just runs.
    /// </summary>
    /// <exception cref="InvalidOperationException">The scope has no workspace.</exception>
    Task<T> RunAsync<T>(
        TransactionKind kind,
        Func<CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    );
}

/// <summary>What a transaction may do, and when it begins.</summary>
public enum TransactionKind
{
    Write,

    /// <summary>
    /// As <see cref="Write"/>, for work that begins with a statement under a lease: it opens it, and saves a round trip.
    /// </summary>
    DeferredWrite,

    /// <summary>Refuses writes and sees one snapshot.</summary>
    Read,

    /// <summary>As <see cref="Read"/>, for work that asks <see cref="IKpiReads"/> alone: its first question opens it.</summary>
    DeferredRead,
}

public static class WorkspaceTransactionWork
{
    /// <summary>Reads in a transaction that refuses writes and sees one snapshot.</summary>
    public static Task<T> ReadAsync<T>(
        this IWorkspaceTransactions transactions,
        Func<CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    ) => transactions.RunAsync(TransactionKind.Read, work, cancellationToken);

    /// <summary>Writes in a transaction that is committed when <paramref name="work"/> returns.</summary>
    public static Task<T> WriteAsync<T>(
        this IWorkspaceTransactions transactions,
        Func<CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    ) => transactions.RunAsync(TransactionKind.Write, work, cancellationToken);

    /// <inheritdoc cref="WriteAsync{T}" />
    public static async Task WriteAsync(
        this IWorkspaceTransactions transactions,
        Func<CancellationToken, Task> work,
        CancellationToken cancellationToken
    ) =>
        await transactions.RunAsync<object?>(
            TransactionKind.Write,
            async token =>
            {
                await work(token);
                return null;
            },
            cancellationToken
        );
}
