using Nexus.Infrastructure.Secrets;
using Npgsql;

namespace Nexus.Infrastructure.Postgres;

/// <summary>
/// Creates the roles of Nexus and its schema, or puts them right. Needs a superuser, or a role that may create roles and
/// may create in the database; managed servers offer the latter.
/// </summary>
public static class RoleBootstrap
{
    /// <summary>Held while roles are being set up, so that nodes that start together do not collide.</summary>
    private const long Lock = 0x6E65787573;

    private const string Standstill = "idle_in_transaction_session_timeout";

    /// <summary>Far more than any transaction of Nexus thinks between two statements.</summary>
    private const string Patience = "60s";

    private const string Forbidden = "rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication";

    /// <summary>Brings the server's roles and the database's schema into shape; changes nothing where they are.</summary>
    /// <param name="administrator">Connection string of the administrator, naming the database of Nexus.</param>
    /// <param name="keys">The roles' passwords follow from the one in force; on a new database, from the current one.</param>
    /// <param name="ownsServer">Whether nobody but this Nexus can be using the server's roles.</param>
    /// <exception cref="StartupException">The administrator lacks a right, or a role has rights it must not have.</exception>
    /// <exception cref="NpgsqlException">The server cannot be reached.</exception>
    public static async Task<DatabaseConnections> ApplyAsync(
        string administrator,
        MasterKeyRing keys,
        bool ownsServer,
        CancellationToken cancellationToken
    )
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(administrator) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var admin = new AdministratorSession(connection);
        try
        {
            await admin.RunAsync($"select pg_advisory_xact_lock({Lock})", cancellationToken);
            var existed = await CreateRolesAsync(admin, cancellationToken);
            await JoinAsync(admin, cancellationToken);
            await LimitStandstillsAsync(admin, cancellationToken);
            await PrepareSchemaAsync(admin, cancellationToken);
            // Before any password changes: with a wrong key, the change would lock out the nodes that have the right one.
            await admin.RunAsync($"set local role {DatabaseRoles.Owner}", cancellationToken);
            var known = await MasterKeyCheck.FindInForceAsync(connection, keys, cancellationToken);
            await admin.RunAsync("reset role", cancellationToken);
            var key = known ?? keys.Current;
            var connections = DatabaseConnections.For(administrator, role => DatabaseRoles.Password(key, role));
            var refused = await RefusedAsync(connections, cancellationToken);
            if (existed && known is null && !ownsServer && refused.Count > 0)
                throw new StartupException(
                    $"This server has roles of a Nexus with another master key ({string.Join(", ", refused)}). Give this one the same key, "
                        + "use another server, or drop the roles if nothing uses them any more."
                );
            foreach (var role in refused)
                await admin.RunAsync(
                    $"alter role {role} login password '{ScramVerifier.Of(DatabaseRoles.Password(key, role))}'",
                    cancellationToken
                );
            await GrantDatabaseAsync(admin, connection.Database, cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            return connections with { Keys = keys };
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StartupException(
                $"The role {connection.UserName} may not set up Nexus's roles ({e.MessageText}). Use a role that may create roles and create "
                    + $"in the database {connection.Database}, or set the roles up by hand as docs/operations.md shows."
            );
        }
    }

    /// <summary>The roles that do not take their password yet.</summary>
    private static async Task<IReadOnlyList<string>> RefusedAsync(
        DatabaseConnections connections,
        CancellationToken cancellationToken
    )
    {
        string[] logins = [connections.Owner!, connections.App, connections.Dispatcher!];
        var refused = new List<string>();
        foreach (var (role, login) in DatabaseRoles.Login.Zip(logins))
        {
            if (!await RoleLogin.SucceedsAsync(login, cancellationToken))
                refused.Add(role);
        }
        return refused;
    }

    /// <returns>Whether the roles were there already.</returns>
    private static async Task<bool> CreateRolesAsync(AdministratorSession admin, CancellationToken cancellationToken)
    {
        var existed = await admin.AskAsync(
            $"exists (select from pg_roles where rolname = '{DatabaseRoles.App}')",
            cancellationToken
        );
        foreach (var role in DatabaseRoles.All)
        {
            if (!await admin.AskAsync($"exists (select from pg_roles where rolname = '{role}')", cancellationToken))
                await admin.RunAsync(
                    $"create role {role} {(role == DatabaseRoles.Directory ? "nologin" : "login")}",
                    cancellationToken
                );
        }

        var names = string.Join(", ", DatabaseRoles.All.Select(role => $"'{role}'"));
        if (
            !await admin.AskAsync(
                $"exists (select from pg_roles where rolname in ({names}) and ({Forbidden}))",
                cancellationToken
            )
        )
            return existed;
        if (!await admin.AskAsync("(select rolsuper from pg_roles where rolname = current_user)", cancellationToken))
            throw new StartupException(
                $"One of the roles {names} may do more than it must (superuser, bypassrls, createrole, createdb or replication). "
                    + "Take that away as a superuser, then start again."
            );
        foreach (var role in DatabaseRoles.All)
            await admin.RunAsync(
                $"alter role {role} nosuperuser nobypassrls nocreaterole nocreatedb noreplication",
                cancellationToken
            );
        return existed;
    }

    /// <summary>A node that is frozen in a transaction must not keep its locks until it is thawed: the scheduler's hold up every other node.</summary>
    private static async Task LimitStandstillsAsync(AdministratorSession admin, CancellationToken cancellationToken)
    {
        foreach (var role in new[] { DatabaseRoles.App, DatabaseRoles.Dispatcher })
        {
            var limited = await admin.AskAsync(
                "exists (select from pg_db_role_setting s join pg_roles r on r.oid = s.setrole, unnest(s.setconfig) one "
                    + $"where r.rolname = '{role}' and s.setdatabase = 0 and one like '{Standstill}=%')",
                cancellationToken
            );
            if (!limited)
                await admin.RunAsync($"alter role {role} set {Standstill} = '{Patience}'", cancellationToken);
        }
    }

    /// <summary>Lets the owner hand functions to the directory role, and the administrator create the owner's schema.</summary>
    private static async Task JoinAsync(AdministratorSession admin, CancellationToken cancellationToken)
    {
        if (
            !await admin.AskAsync(
                $"pg_has_role('{DatabaseRoles.Owner}', '{DatabaseRoles.Directory}', 'MEMBER')",
                cancellationToken
            )
        )
            await admin.RunAsync($"grant {DatabaseRoles.Directory} to {DatabaseRoles.Owner}", cancellationToken);

        // Since 16, a membership says whether it allows SET ROLE; the one that comes with creating a role does not.
        var separate = await admin.AskAsync("current_setting('server_version_num')::int >= 160000", cancellationToken);
        if (
            !await admin.AskAsync(
                $"pg_has_role(current_user, '{DatabaseRoles.Owner}', '{(separate ? "SET" : "MEMBER")}')",
                cancellationToken
            )
        )
            await admin.RunAsync(
                $"grant {DatabaseRoles.Owner} to current_user{(separate ? " with inherit true, set true" : "")}",
                cancellationToken
            );
    }

    private static async Task PrepareSchemaAsync(AdministratorSession admin, CancellationToken cancellationToken)
    {
        if (!await admin.AskAsync("exists (select from pg_namespace where nspname = 'nexus')", cancellationToken))
            await admin.RunAsync($"create schema nexus authorization {DatabaseRoles.Owner}", cancellationToken);
        if (
            !await admin.AskAsync(
                $"(select nspowner = '{DatabaseRoles.Owner}'::regrole from pg_namespace where nspname = 'nexus')",
                cancellationToken
            )
        )
            await admin.RunAsync($"alter schema nexus owner to {DatabaseRoles.Owner}", cancellationToken);

        await admin.RunAsync($"set local role {DatabaseRoles.Owner}", cancellationToken);
        await admin.RunAsync(
            $"grant usage on schema nexus to {DatabaseRoles.App}, {DatabaseRoles.Dispatcher}, {DatabaseRoles.Directory}",
            cancellationToken
        );
        await admin.RunAsync("reset role", cancellationToken);
    }

    private static async Task GrantDatabaseAsync(
        AdministratorSession admin,
        string database,
        CancellationToken cancellationToken
    )
    {
        (string Role, string[] Rights)[] needs =
        [
            (DatabaseRoles.Owner, ["connect", "temporary", "create"]),
            (DatabaseRoles.App, ["connect", "temporary"]),
            (DatabaseRoles.Dispatcher, ["connect"]),
        ];
        foreach (var (role, rights) in needs)
        {
            foreach (var right in rights)
            {
                if (
                    !await admin.AskAsync(
                        $"has_database_privilege('{role}', current_database(), '{right}')",
                        cancellationToken
                    )
                )
                    await admin.RunAsync($"grant {right} on database {Quote(database)} to {role}", cancellationToken);
            }
        }
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private sealed class AdministratorSession(NpgsqlConnection connection)
    {
        public async Task RunAsync(string sql, CancellationToken cancellationToken)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        public async Task<bool> AskAsync(string condition, CancellationToken cancellationToken)
        {
            await using var command = new NpgsqlCommand($"select {condition}", connection);
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
    }
}
