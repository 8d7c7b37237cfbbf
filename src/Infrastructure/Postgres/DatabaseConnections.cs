using Nexus.Infrastructure.Secrets;
using Npgsql;

namespace Nexus.Infrastructure.Postgres;

/// <summary>The connection strings that Nexus runs on.</summary>
/// <param name="Owner">For migrations; null where the operator gave only the application's own.</param>
/// <param name="App">For serving and working: an unprivileged role.</param>
/// <param name="Dispatcher">For claiming due syncs; null where the operator gave none.</param>
public sealed record DatabaseConnections(string? Owner, string App, string? Dispatcher)
{
    private const int AppPool = 60;

    /// <summary>What the passwords of the roles follow from; null where the operator gave roles of their own.</summary>
    public MasterKeyRing? Keys { get; init; }

    /// <summary>The same server and database as another connection string, for Nexus's own roles.</summary>
    /// <param name="server">Any connection string of the server; its role and password are left out.</param>
    /// <param name="password">Answers a role's password.</param>
    public static DatabaseConnections For(string server, Func<string, string> password)
    {
        return new DatabaseConnections(
            As(DatabaseRoles.Owner, pool: 4),
            As(DatabaseRoles.App, AppPool),
            As(DatabaseRoles.Dispatcher, pool: 4)
        );

        string As(string role, int pool) =>
            new NpgsqlConnectionStringBuilder(server)
            {
                Username = role,
                Password = password(role),
                MaxPoolSize = pool,
                ApplicationName = role.Replace('_', '-'),
            }.ConnectionString;
    }

    public override string ToString() => "***";
}
