using Nexus.Application.Storage;
using Npgsql;

namespace Nexus.Infrastructure.Storage;

/// <summary>Opens the transaction of a request and hands it to the stores that work in it.</summary>
internal sealed class WorkspaceTransactions(NpgsqlDataSource source, IWorkspaceScope scope) : IWorkspaceTransactions
{
    private WorkspaceSession? _open;

    /// <summary>The open transaction.</summary>
    /// <exception cref="InvalidOperationException">None is open.</exception>
    public WorkspaceSession Current =>
        _open
        ?? throw new InvalidOperationException("Tenant data is read and written in a workspace transaction only.");

    /// <summary>The open transaction, or null: for what belongs to no workspace and joins in where there is one.</summary>
    public WorkspaceSession? Open => _open;

    public async Task<T> RunAsync<T>(
        TransactionKind kind,
        Func<CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        if (_open is not null)
            return await work(cancellationToken);

        var workspace = scope.Workspace ?? throw new InvalidOperationException("No workspace has been entered.");
        await using var session = kind switch
        {
            TransactionKind.DeferredRead => await WorkspaceSession.DeferAsync(source, workspace, cancellationToken),
            TransactionKind.DeferredWrite => await WorkspaceSession.DeferWritesAsync(
                source,
                workspace,
                cancellationToken
            ),
            _ => await WorkspaceSession.OpenAsync(source, workspace, kind == TransactionKind.Read, cancellationToken),
        };
        _open = session;
        try
        {
            var answer = await work(cancellationToken);
            await session.CommitAsync();
            return answer;
        }
        finally
        {
            _open = null;
        }
    }
}
