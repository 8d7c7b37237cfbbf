using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Secrets;
using Nexus.Migrations;
using Nexus.Testing.Postgres;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Postgres;

/// <summary>A database set up as <c>up</c> sets it up, and the proof that it can be served from.</summary>
internal static class Serving
{
    public const string PrivilegedRoles =
        "select count(*) from pg_roles where rolname like 'nexus\\_%' and (rolsuper or rolbypassrls or rolcreaterole)";

    public static async Task AssertAsync(DatabaseConnections connections, string administrator)
    {
        foreach (var connection in new[] { connections.App, connections.Dispatcher! })
        {
            await using var pool = NpgsqlDataSource.Create(Fresh(connection));
            await RoleCheck.VerifyAsync(pool, CancellationToken.None);
        }
        Assert.Equal(0L, await OwnServer.AskAsync(administrator, PrivilegedRoles));
        Assert.Equal(0L, await OwnServer.AskAsync(Fresh(connections.App), "select count(*) from nexus.workspace"));
        Assert.Equal(
            "nexus_directory",
            await OwnServer.AskAsync(
                administrator,
                "select pg_get_userbyid(proowner)::text from pg_proc where proname = 'find_api_key'"
            )
        );
    }

    public static async Task<DatabaseConnections> SetUpAsync(string administrator, MasterKey key)
    {
        var connections = await RoleBootstrap.ApplyAsync(administrator, key, ownsServer: true, CancellationToken.None);
        await using var owner = NpgsqlDataSource.Create(Fresh(connections.Owner!));
        await SchemaMigration.ApplyAsync(owner, CancellationToken.None);
        return connections;
    }

    public static string Fresh(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
}
