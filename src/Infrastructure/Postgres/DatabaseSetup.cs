using System.Net.Sockets;
using Nexus.Infrastructure.Secrets;
using Npgsql;

namespace Nexus.Infrastructure.Postgres;

/// <summary>Turns what the operator gave, or a private server, into the connections that Nexus runs on.</summary>
public static class DatabaseSetup
{
    /// <summary>The database of Nexus on its private server.</summary>
    public const string Database = "nexus";

    /// <summary>Creates the database and the roles on a private server, or finds them there.</summary>
    public static async Task<DatabaseConnections> FromPrivateAsync(
        PrivatePostgres server,
        MasterKeyRing keys,
        CancellationToken cancellationToken
    )
    {
        await using (var connection = new NpgsqlConnection(Unpooled(server.AdministratorConnectionString())))
        {
            await connection.OpenAsync(cancellationToken);
            await using var look = new NpgsqlCommand(
                "select exists (select from pg_database where datname = $1)",
                connection
            );
            look.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Database });
            if (await look.ExecuteScalarAsync(cancellationToken) is not true)
            {
                await using var create = new NpgsqlCommand($"create database {Database}", connection);
                await create.ExecuteNonQueryAsync(cancellationToken);
            }
        }
        return await RoleBootstrap.ApplyAsync(
            server.AdministratorConnectionString(Database),
            keys,
            ownsServer: true,
            cancellationToken
        );
    }

    /// <summary>
    /// Uses the operator's server. A role that may create roles sets it up and is not served with; any other is the
    /// application's own.
    /// </summary>
    /// <param name="server">What <c>ConnectionStrings__Nexus</c> says.</param>
    /// <param name="owner">What <c>ConnectionStrings__NexusOwner</c> says: for migrations, where <paramref name="server"/> is the application's own.</param>
    /// <param name="dispatcher">What <c>ConnectionStrings__NexusDispatcher</c> says, likewise.</param>
    /// <exception cref="StartupException">The server cannot be reached, or its roles cannot be set up.</exception>
    public static async Task<DatabaseConnections> FromConfiguredAsync(
        string server,
        string? owner,
        string? dispatcher,
        MasterKeyRing keys,
        CancellationToken cancellationToken
    )
    {
        if (!await IsAdministratorAsync(server, cancellationToken))
            return new DatabaseConnections(owner, server, dispatcher);
        try
        {
            return await RoleBootstrap.ApplyAsync(server, keys, ownsServer: false, cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw Unreachable(server, e);
        }
    }

    /// <summary>Says in one line which server does not answer, and why.</summary>
    public static StartupException Unreachable(string connectionString, Exception cause)
    {
        var names = new NpgsqlConnectionStringBuilder(connectionString);
        var reason = (cause as PostgresException)?.MessageText ?? cause.InnerException?.Message ?? cause.Message;
        return new StartupException(
            $"The database {names.Database ?? names.Username} at {names.Host}:{names.Port} does not let {names.Username} in: {reason.TrimEnd('.')}. "
                + "Check ConnectionStrings__Nexus and that the server runs."
        );
    }

    /// <summary>Whether a connection string's role may create roles, and hence is never served with.</summary>
    /// <exception cref="StartupException">The server cannot be reached.</exception>
    public static async Task<bool> IsAdministratorAsync(string server, CancellationToken cancellationToken)
    {
        try
        {
            return await MayCreateRolesAsync(server, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
        {
            throw Unreachable(server, e);
        }
    }

    private static async Task<bool> MayCreateRolesAsync(string server, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(Unpooled(server));
        await connection.OpenAsync(cancellationToken);
        await using var ask = new NpgsqlCommand(
            "select rolsuper or rolcreaterole from pg_roles where rolname = current_user",
            connection
        );
        return await ask.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static string Unpooled(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
}
