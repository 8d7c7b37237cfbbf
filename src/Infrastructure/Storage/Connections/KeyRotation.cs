using Nexus.Application.Authorisation;
using Nexus.Application.Storage;
using Nexus.Infrastructure.Secrets;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Connections;

/// <summary>Gives every workspace a new data key, wrapped with the current master key, while Nexus goes on working.</summary>
/// <remarks>
/// Secrets are moved in batches, each in a transaction of its own. Whoever reads meanwhile finds each secret beside the key
/// that opens it. To begin again after an interruption does no harm. The current master key is put in force at the end, so
/// that a node without the former one does not start before nothing is wrapped with it any more.
/// </remarks>
public sealed class KeyRotation(
    NpgsqlDataSource app,
    NpgsqlDataSource dispatcher,
    MasterKeyRing keys,
    TimeProvider clock
)
{
    private const int SecretsAtATime = 500;

    /// <param name="progress">Receives the numbers after each batch.</param>
    /// <exception cref="StartupException">The current key was in force before.</exception>
    public async Task<KeyRotationOutcome> RunAsync(
        Action<KeyRotationOutcome> progress,
        CancellationToken cancellationToken
    )
    {
        await using (var connection = await app.OpenConnectionAsync(cancellationToken))
        {
            await MasterKeyCheck.FindInForceAsync(connection, keys, cancellationToken);
            await MasterKeyCheck.RefuseFormerAsync(connection, keys.Current, cancellationToken);
        }
        var outcome = new KeyRotationOutcome(0, 0);
        foreach (var workspace in await WorkspacesAsync(cancellationToken))
            await RotateAsync(workspace);
        await new ProtectionKeys(app, keys, clock).ResealAsync(cancellationToken);
        await MasterKeyCheck.PutInForceAsync(app, keys.Current, clock, cancellationToken);
        // Those that stored their first credential meanwhile did so under the key that was in force then.
        foreach (var workspace in await WorkspacesAsync(cancellationToken))
        {
            if (await WorkAsync(workspace, (rotated, token) => rotated.UsesOtherMasterAsync(keys.Current, token)))
                await RotateAsync(workspace);
        }
        return outcome;

        async Task RotateAsync(int workspace)
        {
            if (
                await WorkAsync(workspace, (rotated, token) => rotated.Keys.ReplaceAsync(keys.Current, token))
                is not { } key
            )
                return;
            int moved;
            do
            {
                moved = await WorkAsync(
                    workspace,
                    async (rotated, token) =>
                        await rotated.Credentials.ResealAsync(key, SecretsAtATime, token)
                        + await rotated.Grants.ResealAsync(key, SecretsAtATime, token)
                );
                outcome = outcome with { Secrets = outcome.Secrets + moved };
                progress(outcome);
            } while (moved > 0);
            await WorkAsync(workspace, (rotated, token) => rotated.RemoveUnusedAsync(key.Number, token));
            outcome = outcome with { Workspaces = outcome.Workspaces + 1 };
            progress(outcome);
        }

        async Task<T> WorkAsync<T>(int workspace, Func<RotatedWorkspace, CancellationToken, Task<T>> work)
        {
            var scope = new WorkspaceScope();
            scope.Enter(new(workspace), "key rotation", Rights.System);
            var transactions = new WorkspaceTransactions(app, scope);
            var dataKeys = new DataKeys(transactions, keys, clock);
            var rotated = new RotatedWorkspace(
                transactions,
                dataKeys,
                new CredentialStore(transactions, dataKeys, clock),
                new GrantStore(transactions, dataKeys, clock)
            );
            return await transactions.WriteAsync(token => work(rotated, token), cancellationToken);
        }
    }

    private async Task<IReadOnlyList<int>> WorkspacesAsync(CancellationToken cancellationToken)
    {
        await using var list = dispatcher.CreateCommand("select nexus.list_workspaces() order by 1");
        var found = new List<int>();
        await using var row = await list.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            found.Add(row.GetInt32(0));
        return found;
    }

    private sealed record RotatedWorkspace(
        WorkspaceTransactions Transactions,
        DataKeys Keys,
        CredentialStore Credentials,
        GrantStore Grants
    )
    {
        public async Task<bool> UsesOtherMasterAsync(MasterKey current, CancellationToken cancellationToken)
        {
            await using var find = Transactions.Current.Command(
                "select exists (select from nexus.workspace_key where workspace_id = $1 and master_key_id <> $2)",
                Number(Transactions.Current.Workspace.Value),
                Text(current.KeyId)
            );
            return await find.ExecuteScalarAsync(cancellationToken) is true;
        }

        public async Task<bool> RemoveUnusedAsync(int below, CancellationToken cancellationToken)
        {
            await Keys.RemoveUnusedAsync(below, cancellationToken);
            return true;
        }
    }
}

/// <param name="Workspaces">How many have a new key.</param>
/// <param name="Secrets">How many secrets were moved to it.</param>
public sealed record KeyRotationOutcome(int Workspaces, long Secrets);
