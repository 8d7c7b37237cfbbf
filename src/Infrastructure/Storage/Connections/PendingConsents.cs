using Nexus.Application.OAuth;
using Nexus.Domain.Workspaces;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Connections;

internal sealed class PendingConsents(WorkspaceTransactions transactions, TimeProvider clock) : IPendingConsents
{
    private NpgsqlParameter Workspace => Number(transactions.Current.Workspace.Value);

    public async Task AddAsync(
        PendingConsent consent,
        byte[] stateHash,
        byte[] bindingHash,
        TimeSpan life,
        CancellationToken cancellationToken
    )
    {
        await using var add = transactions.Current.Command(
            """
            insert into nexus.oauth_state (workspace_id, state_hash, provider, connection, client_id, redirect, binding_hash,
                                           actor, return_to, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            Workspace,
            Bytes(stateHash),
            Text(consent.Provider),
            IdOrNull(consent.ConnectionId),
            Text(consent.ClientId),
            Text(consent.Redirect.AbsoluteUri),
            Bytes(bindingHash),
            Text(consent.Actor),
            TextOrNull(consent.ReturnTo),
            Instant(clock.GetUtcNow() + life)
        );
        await add.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <remarks>What does not fit leaves the row as it is: a stranger cannot use up somebody's consent.</remarks>
    public async Task<PendingConsent?> TakeAsync(
        string provider,
        byte[] stateHash,
        byte[]? bindingHash,
        string? actor,
        CancellationToken cancellationToken
    )
    {
        await using var take = transactions.Current.Command(
            """
            update nexus.oauth_state set consumed_at = $6
            where workspace_id = $1 and state_hash = $2 and provider = $3 and (binding_hash = $4 or actor = $5)
              and consumed_at is null and expires_at > $6
            returning provider, connection, client_id, redirect, actor, return_to
            """,
            Workspace,
            Bytes(stateHash),
            Text(provider),
            BytesOrNull(bindingHash),
            TextOrNull(actor),
            Instant(clock.GetUtcNow())
        );
        await using var row = await take.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? new(
                row.GetString(0),
                await row.IsDBNullAsync(1, cancellationToken) ? null : row.GetGuid(1),
                row.GetString(2),
                new Uri(row.GetString(3)),
                row.GetString(4),
                row.TextOrNull(5)
            )
            : null;
    }

    public async Task<long> RemoveEndedAsync(CancellationToken cancellationToken)
    {
        await using var remove = transactions.Current.Command(
            "delete from nexus.oauth_state where workspace_id = $1 and expires_at <= $2",
            Workspace,
            Instant(clock.GetUtcNow())
        );
        return await remove.ExecuteNonQueryAsync(cancellationToken);
    }
}

internal sealed class ConsentDirectory(NpgsqlDataSource source) : IConsentDirectory
{
    public async Task<WorkspaceId?> FindWorkspaceAsync(byte[] stateHash, CancellationToken cancellationToken)
    {
        await using var find = source.CreateCommand("select nexus.find_oauth_state($1)");
        find.Parameters.Add(Bytes(stateHash));
        return await find.ExecuteScalarAsync(cancellationToken) is int workspace ? new WorkspaceId(workspace) : null;
    }
}
