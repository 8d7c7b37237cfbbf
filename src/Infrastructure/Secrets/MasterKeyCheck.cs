using Npgsql;

namespace Nexus.Infrastructure.Secrets;

/// <summary>Holds a database to the one master key that its credentials are encrypted with.</summary>
public static class MasterKeyCheck
{
    /// <summary>The id of the key in force; null where none is registered.</summary>
    internal const string InForce = "select key_id from nexus.master_key order by created_at desc, key_id limit 1";

    /// <summary>Keeps the key in force as it is until the transaction ends.</summary>
    internal const string HoldInForce = "select pg_advisory_xact_lock_shared(hashtext('nexus.master_key'))";

    /// <summary>Registers the key with a database that knows none, and refuses any other afterwards.</summary>
    /// <param name="app">The pool of the application's role.</param>
    /// <exception cref="StartupException">The database was set up with another key.</exception>
    public static async Task VerifyAsync(
        NpgsqlDataSource app,
        MasterKey key,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await app.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (
            var gate = new NpgsqlCommand("select pg_advisory_xact_lock(hashtext('nexus.master_key'))", connection)
        )
            await gate.ExecuteNonQueryAsync(cancellationToken);

        if (await ReadKeyIdAsync(connection, cancellationToken) is { } known)
        {
            Compare(known, key);
            return;
        }

        await using var register = new NpgsqlCommand(
            "insert into nexus.master_key (key_id, created_at) values ($1, $2)",
            connection
        );
        register.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.KeyId });
        register.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        await register.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>Refuses a key that is not the registered one; registers nothing.</summary>
    /// <returns>Whether the database knows a key at all.</returns>
    /// <exception cref="StartupException">The database was set up with another key.</exception>
    public static async Task<bool> MatchesAsync(
        NpgsqlConnection connection,
        MasterKey key,
        CancellationToken cancellationToken
    )
    {
        await using var look = new NpgsqlCommand("select to_regclass('nexus.master_key') is not null", connection);
        if (await look.ExecuteScalarAsync(cancellationToken) is not true)
            return false;
        if (await ReadKeyIdAsync(connection, cancellationToken) is not { } known)
            return false;
        Compare(known, key);
        return true;
    }

    private static async Task<string?> ReadKeyIdAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var read = new NpgsqlCommand(InForce, connection);
        return (string?)await read.ExecuteScalarAsync(cancellationToken);
    }

    private static void Compare(string known, MasterKey key)
    {
        if (!string.Equals(known, key.KeyId, StringComparison.Ordinal))
            throw new StartupException(
                $"The database was set up with master key {known}, and this process was given master key {key.KeyId}. "
                    + $"Put the former into {MasterKeySource.Variable} or {MasterKeySource.FileVariable}."
            );
    }
}
