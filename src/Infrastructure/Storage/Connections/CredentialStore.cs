using System.Text;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Secrets;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Connections;

/// <summary>The encrypted secrets of connections, in the transaction that is open.</summary>
internal sealed class CredentialStore(WorkspaceTransactions transactions, DataKeys keys, TimeProvider clock)
{
    private int Workspace => transactions.Current.Workspace.Value;

    /// <summary>What <see cref="Open"/> reads of a secret <c>c</c> and its key <c>k</c>.</summary>
    /// <remarks>To be read by one statement: a rotation may move a secret to another key between two.</remarks>
    public const string Sealed = "c.name, c.sealed, k.key_no, k.master_key_id, k.wrapped";

    /// <summary>Some secrets of a connection: $1 workspace, $2 public id of the connection, $3 names. For <see cref="ReadAsync"/>.</summary>
    public const string ReadNamed = $"""
        select {Sealed}
        from nexus.connection o
        join nexus.credential c on c.workspace_id = $1 and c.connection_id = o.connection_id
        join nexus.workspace_key k on k.workspace_id = $1 and k.key_no = c.key_no
        where o.workspace_id = $1 and o.public_id = $2 and c.name = any($3)
        """;

    /// <summary>The secrets of a connection by name, from the answer to <see cref="ReadNamed"/>.</summary>
    /// <exception cref="IntegrationException">One cannot be opened: a key is missing, or it was not sealed for its place.</exception>
    public async Task<IReadOnlyDictionary<string, Secret>> ReadAsync(
        NpgsqlDataReader row,
        int connectionId,
        CancellationToken cancellationToken
    )
    {
        var secrets = new Dictionary<string, Secret>(StringComparer.Ordinal);
        while (await row.ReadAsync(cancellationToken))
        {
            var (name, secret) = Open(row, 0, connectionId);
            secrets[name] = secret;
        }
        return secrets;
    }

    /// <summary>The secret of a row that has <see cref="Sealed"/> from the column on.</summary>
    /// <exception cref="IntegrationException">It cannot be opened: a key is missing, or it was not sealed for its place.</exception>
    public (string Name, Secret Secret) Open(NpgsqlDataReader row, int column, int connectionId)
    {
        var name = row.GetString(column);
        var key = keys.Unwrap(row.GetInt32(column + 2), row.GetString(column + 3), row.Bytes(column + 4));
        return (name, new Secret(Unseal(key, row.Bytes(column + 1), connectionId, name)));
    }

    /// <summary>Stores secrets under their names, over what was there; null takes one away, and the others stay.</summary>
    public async Task PutAsync(
        int connectionId,
        IReadOnlyDictionary<string, Secret?> secrets,
        CancellationToken cancellationToken
    )
    {
        if (secrets.Count == 0)
            return;
        var key = await keys.CurrentAsync(cancellationToken);
        await using var batch = transactions.Current.Batch();
        foreach (var (name, secret) in secrets)
        {
            if (secret is null)
            {
                batch.Add(
                    "delete from nexus.credential where workspace_id = $1 and connection_id = $2 and name = $3",
                    Number(Workspace),
                    Number(connectionId),
                    Text(name)
                );
                continue;
            }
            batch.Add(
                """
                insert into nexus.credential (workspace_id, connection_id, name, key_no, sealed, updated_at)
                values ($1, $2, $3, $4, $5, $6)
                on conflict (workspace_id, connection_id, name)
                do update set key_no = excluded.key_no, sealed = excluded.sealed, updated_at = excluded.updated_at
                """,
                Number(Workspace),
                Number(connectionId),
                Text(name),
                Number(key.Number),
                Bytes(Seal(key, secret.Reveal(), connectionId, name)),
                Instant(clock.GetUtcNow())
            );
        }
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Removes all secrets of a connection.</summary>
    public async Task DestroyAsync(int connectionId, CancellationToken cancellationToken)
    {
        await using var remove = transactions.Current.Command(
            "delete from nexus.credential where workspace_id = $1 and connection_id = $2",
            Number(Workspace),
            Number(connectionId)
        );
        await remove.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Moves some secrets to a newer key of the workspace.</summary>
    /// <returns>How many were moved; 0 when none is left.</returns>
    public async Task<int> ResealAsync(DataKey to, int most, CancellationToken cancellationToken)
    {
        var moved = new List<(int Connection, string Name, byte[] Sealed)>();
        await using (
            var old = transactions.Current.Command(
                """
                select c.connection_id, c.name, c.sealed, k.key_no, k.master_key_id, k.wrapped
                from nexus.credential c
                join nexus.workspace_key k on k.workspace_id = $1 and k.key_no = c.key_no
                where c.workspace_id = $1 and c.key_no < $2
                order by c.connection_id, c.name
                limit $3
                for update of c
                """,
                Number(Workspace),
                Number(to.Number),
                Number(most)
            )
        )
        {
            await using var row = await old.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                var (connection, name) = (row.GetInt32(0), row.GetString(1));
                var key = keys.Unwrap(row.GetInt32(3), row.GetString(4), row.Bytes(5));
                var plain = Unseal(key, row.Bytes(2), connection, name);
                moved.Add((connection, name, Seal(to, plain, connection, name)));
            }
        }
        if (moved.Count == 0)
            return 0;
        await using var batch = transactions.Current.Batch();
        foreach (var (connection, name, sealedSecret) in moved)
        {
            batch.Add(
                """
                update nexus.credential set key_no = $4, sealed = $5
                where workspace_id = $1 and connection_id = $2 and name = $3
                """,
                Number(Workspace),
                Number(connection),
                Text(name),
                Number(to.Number),
                Bytes(sealedSecret)
            );
        }
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return moved.Count;
    }

    private byte[] Seal(DataKey key, string secret, int connectionId, string name) =>
        Envelope.Seal(key.Bytes, Encoding.UTF8.GetBytes(secret), Place(connectionId, name));

    private string Unseal(DataKey key, byte[] sealedSecret, int connectionId, string name) =>
        Envelope.Open(key.Bytes, sealedSecret, Place(connectionId, name)) is { } plain
            ? Encoding.UTF8.GetString(plain)
            : throw new IntegrationException(
                IntegrationFault.OperatorFault,
                $"The stored credential '{name}' is not the one that was stored for this connection. Enter it again."
            );

    private string Place(int connectionId, string name) => $"credential|{Workspace}|{connectionId}|{name}";
}
