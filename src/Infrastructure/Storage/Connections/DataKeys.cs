using System.Security.Cryptography;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Secrets;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Connections;

/// <summary>One key of one workspace, unwrapped.</summary>
/// <param name="Number">What ciphertexts refer to it by.</param>
internal sealed record DataKey(int Number, byte[] Bytes)
{
    public override string ToString() => $"data key {Number}";
}

/// <summary>The keys that a workspace's credentials are encrypted with, in the transaction that is open.</summary>
internal sealed class DataKeys(WorkspaceTransactions transactions, MasterKeyRing ring, TimeProvider clock)
{
    /// <summary>Taken by whoever encrypts, so that no key is replaced under them; ends with the transaction.</summary>
    private const string HoldKeys = "select pg_advisory_xact_lock_shared(hashtext('nexus.workspace_key'), $1)";

    /// <summary>Waits for those who encrypt and makes the next ones see the new key.</summary>
    private const string ReplaceKeys = "select pg_advisory_xact_lock(hashtext('nexus.workspace_key'), $1)";

    private int Workspace => transactions.Current.Workspace.Value;

    /// <summary>The key that new secrets are encrypted with; the first one is made here.</summary>
    /// <exception cref="IntegrationException">This node lacks the master key that opens it.</exception>
    public async Task<DataKey> CurrentAsync(CancellationToken cancellationToken)
    {
        await RunAsync(HoldKeys, cancellationToken);
        return await NewestAsync(cancellationToken) ?? await AddFirstAsync(cancellationToken);
    }

    /// <summary>Adds a key that replaces the newest for everything encrypted from now on.</summary>
    /// <param name="master">What it is wrapped with.</param>
    /// <returns>Null where the workspace has encrypted nothing yet.</returns>
    public async Task<DataKey?> ReplaceAsync(MasterKey master, CancellationToken cancellationToken)
    {
        await RunAsync(ReplaceKeys, cancellationToken);
        await using var last = transactions.Current.Command(
            "select max(key_no) from nexus.workspace_key where workspace_id = $1",
            Number(Workspace)
        );
        return await last.ExecuteScalarAsync(cancellationToken) is int number
            ? await AddAsync(number + 1, master, cancellationToken)
            : null;
    }

    /// <summary>Removes the keys below a number that no secret is encrypted with any more.</summary>
    public async Task RemoveUnusedAsync(int below, CancellationToken cancellationToken)
    {
        await using var remove = transactions.Current.Command(
            """
            delete from nexus.workspace_key k
            where k.workspace_id = $1 and k.key_no < $2
              and not exists (select from nexus.credential c where c.workspace_id = $1 and c.key_no = k.key_no)
              and not exists (select from nexus.oauth_grant g where g.workspace_id = $1 and g.key_no = k.key_no)
            """,
            Number(Workspace),
            Number(below)
        );
        await remove.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <exception cref="IntegrationException">The node lacks the master key, or the key was wrapped for another place.</exception>
    public DataKey Unwrap(int number, string masterKeyId, byte[] wrapped)
    {
        var master =
            ring.Find(masterKeyId)
            ?? throw Unreadable(
                $"The stored credentials are encrypted with master key {masterKeyId}, which this node was not given. "
                    + $"The operator puts it into {MasterKeySource.PreviousVariable} and starts again."
            );
        var bytes =
            Envelope.Open(master.WrappingKey, wrapped, Place(number))
            ?? throw Unreadable(
                $"Data key {number} of this workspace is not as it was stored. Restore it from a backup."
            );
        return new(number, bytes);
    }

    private static IntegrationException Unreadable(string message) => new(IntegrationFault.OperatorFault, message);

    private async Task<DataKey?> NewestAsync(CancellationToken cancellationToken)
    {
        await using var find = transactions.Current.Command(
            """
            select key_no, master_key_id, wrapped from nexus.workspace_key
            where workspace_id = $1 order by key_no desc limit 1
            """,
            Number(Workspace)
        );
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? Unwrap(row.GetInt32(0), row.GetString(1), row.Bytes(2)) : null;
    }

    /// <remarks>Who comes second waits for the first to commit, and takes its key.</remarks>
    private async Task<DataKey> AddFirstAsync(CancellationToken cancellationToken)
    {
        await RunAsync("select pg_advisory_xact_lock(hashtext('nexus.first_workspace_key'), $1)", cancellationToken);
        return await NewestAsync(cancellationToken)
            ?? await AddAsync(1, await InForceAsync(cancellationToken), cancellationToken);
    }

    private async Task<DataKey> AddAsync(int number, MasterKey master, CancellationToken cancellationToken)
    {
        var key = new DataKey(number, RandomNumberGenerator.GetBytes(MasterKey.Length));
        await using var add = transactions.Current.Command(
            """
            insert into nexus.workspace_key (workspace_id, key_no, master_key_id, wrapped, created_at)
            values ($1, $2, $3, $4, $5)
            """,
            Number(Workspace),
            Number(number),
            Text(master.KeyId),
            Bytes(Envelope.Seal(master.WrappingKey, key.Bytes, Place(number))),
            Instant(clock.GetUtcNow())
        );
        await add.ExecuteNonQueryAsync(cancellationToken);
        return key;
    }

    private async Task<MasterKey> InForceAsync(CancellationToken cancellationToken)
    {
        // Held until the commit, so that a rotation that changes the key in force sees the data keys of the former one.
        await using var hold = transactions.Current.Command(MasterKeyCheck.HoldInForce);
        await hold.ExecuteNonQueryAsync(cancellationToken);
        await using var find = transactions.Current.Command(MasterKeyCheck.InForce);
        if (await find.ExecuteScalarAsync(cancellationToken) is not string inForce)
            return ring.Current;
        return ring.Find(inForce)
            ?? throw Unreadable($"Master key {inForce} is in force, and this node was not given it.");
    }

    private async Task RunAsync(string statement, CancellationToken cancellationToken)
    {
        await using var command = transactions.Current.Command(statement, Number(Workspace));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private string Place(int number) => $"data key|{Workspace}|{number}";
}
