using Npgsql;

namespace Nexus.Infrastructure.Secrets;

/// <summary>Holds a database to the master key that its credentials are encrypted with, and says which one that is.</summary>
/// <remarks>
/// The key in force is the last one registered. Data keys that are wrapped with any other are there only while a rotation
/// runs, and the new key is registered at its end: who holds the key in force can read every credential.
/// </remarks>
public static class MasterKeyCheck
{
    /// <summary>The id of the key in force; null where none is registered.</summary>
    internal const string InForce = "select key_id from nexus.master_key order by created_at desc, key_id limit 1";

    /// <summary>Keeps the key in force as it is until the transaction ends.</summary>
    internal const string HoldInForce = "select pg_advisory_xact_lock_shared(hashtext('nexus.master_key'))";

    /// <summary>Registers the key with a database that knows none, and refuses keys without the registered one afterwards.</summary>
    /// <param name="app">The pool of the application's role.</param>
    /// <param name="keys">What the operator gave.</param>
    /// <exception cref="StartupException">The database was set up with another key.</exception>
    public static async Task VerifyAsync(
        NpgsqlDataSource app,
        MasterKeyRing keys,
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
            Held(known, keys);
            return;
        }
        await RegisterAsync(connection, keys.Current, clock, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>Puts the operator's current key in force, once every data key is wrapped with it.</summary>
    /// <exception cref="StartupException">The key was in force before, and must not come back.</exception>
    public static async Task PutInForceAsync(
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
        if (await ReadKeyIdAsync(connection, cancellationToken) == key.KeyId)
            return;
        await RefuseFormerAsync(connection, key, cancellationToken);
        await RegisterAsync(connection, key, clock, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>Refuses a key that was in force before: whoever kept it could read again.</summary>
    /// <exception cref="StartupException">It was.</exception>
    public static async Task RefuseFormerAsync(
        NpgsqlConnection connection,
        MasterKey key,
        CancellationToken cancellationToken
    )
    {
        await using var find = new NpgsqlCommand(
            "select exists (select from nexus.master_key where key_id = $1) and $1 <> (" + InForce + ")",
            connection
        );
        find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.KeyId });
        if (await find.ExecuteScalarAsync(cancellationToken) is true)
            throw new StartupException(
                $"Master key {key.KeyId} was in force before and is not used again. Make a new one, as `openssl rand -base64 32` prints it."
            );
    }

    /// <summary>Refuses keys without the registered one; registers nothing.</summary>
    /// <returns>Whether the database knows a key at all.</returns>
    /// <exception cref="StartupException">The database was set up with another key.</exception>
    public static async Task<bool> MatchesAsync(
        NpgsqlConnection connection,
        MasterKeyRing keys,
        CancellationToken cancellationToken
    ) => await FindInForceAsync(connection, keys, cancellationToken) is not null;

    /// <summary>The key in force; null where the database knows none yet.</summary>
    /// <exception cref="StartupException">The database was set up with another key.</exception>
    public static async Task<MasterKey?> FindInForceAsync(
        NpgsqlConnection connection,
        MasterKeyRing keys,
        CancellationToken cancellationToken
    )
    {
        await using var look = new NpgsqlCommand("select to_regclass('nexus.master_key') is not null", connection);
        return
            await look.ExecuteScalarAsync(cancellationToken) is true
            && await ReadKeyIdAsync(connection, cancellationToken) is { } known
            ? Held(known, keys)
            : null;
    }

    /// <remarks>Clocks of nodes differ; the last one registered has to be the latest all the same.</remarks>
    private static async Task RegisterAsync(
        NpgsqlConnection connection,
        MasterKey key,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await using var register = new NpgsqlCommand(
            """
            insert into nexus.master_key (key_id, created_at)
            select $1, greatest($2, max(created_at) + interval '1 microsecond') from nexus.master_key
            """,
            connection
        );
        register.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.KeyId });
        register.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        await register.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<string?> ReadKeyIdAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var read = new NpgsqlCommand(InForce, connection);
        return (string?)await read.ExecuteScalarAsync(cancellationToken);
    }

    private static MasterKey Held(string known, MasterKeyRing keys) =>
        keys.Find(known)
        ?? throw new StartupException(
            $"The database was set up with master key {known}, and this process was given master key {string.Join(" and ", keys.All.Select(key => key.KeyId))}. "
                + $"Put the former into {MasterKeySource.Variable} or {MasterKeySource.FileVariable}, or beside a new one into {MasterKeySource.PreviousVariable}."
        );
}
