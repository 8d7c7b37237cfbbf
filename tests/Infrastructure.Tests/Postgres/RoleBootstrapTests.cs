using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Secrets;
using Nexus.Migrations;
using Nexus.Testing.Postgres;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Postgres;

public sealed class RoleBootstrapTests(OwnServer server) : IClassFixture<OwnServer>, IAsyncLifetime
{
    private readonly MasterKey _key = MasterKey.Generate();

    public async Task InitializeAsync()
    {
        await using var source = NpgsqlDataSource.Create(server.Server.AdministratorConnectionString());
        await using var drop = source.CreateCommand(
            """
            do $$
            declare name text;
            begin
                for name in select rolname from pg_roles where rolname like 'nexus\_%' loop
                    execute format('drop owned by %I', name);
                    execute format('alter role %I nologin', name);
                end loop;
            end $$;
            """
        );
        await drop.ExecuteNonQueryAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_ordinary_role_is_told_what_it_lacks()
    {
        var database = await server.CreateDatabaseAsync();
        await CreateRoleAsync("nobody_much", "login");

        var refused = await Assert.ThrowsAsync<StartupException>(() =>
            RoleBootstrap.ApplyAsync(As(database, "nobody_much"), _key, ownsServer: true, CancellationToken.None)
        );

        Assert.Contains("nobody_much", Assert.Single(refused.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_master_key_changes_no_password()
    {
        var database = await server.CreateDatabaseAsync();
        var right = await MigratedAsync(database);
        await using var app = NpgsqlDataSource.Create(right.App);
        await MasterKeyCheck.VerifyAsync(app, _key, TimeProvider.System, CancellationToken.None);

        var wrong = MasterKey.Generate();
        var refused = await Assert.ThrowsAsync<StartupException>(() =>
            RoleBootstrap.ApplyAsync(database, wrong, ownsServer: true, CancellationToken.None)
        );

        Assert.Contains(_key.KeyId, refused.Message, StringComparison.Ordinal);
        Assert.Contains(wrong.KeyId, refused.Message, StringComparison.Ordinal);
        Assert.Equal("nexus_app", await OwnServer.AskAsync(Fresh(right.App), "select current_user::text"));
    }

    [Fact]
    public async Task Roles_of_another_installation_on_a_shared_server_are_not_taken_over()
    {
        var theirs = await MigratedAsync(await server.CreateDatabaseAsync());
        var database = await server.CreateDatabaseAsync();

        await Assert.ThrowsAsync<StartupException>(() =>
            RoleBootstrap.ApplyAsync(database, MasterKey.Generate(), ownsServer: false, CancellationToken.None)
        );

        Assert.Equal("nexus_app", await OwnServer.AskAsync(Fresh(theirs.App), "select current_user::text"));
    }

    [Fact]
    public async Task Roles_that_gained_rights_lose_them_again()
    {
        var database = await server.CreateDatabaseAsync();
        await RoleBootstrap.ApplyAsync(database, _key, ownsServer: true, CancellationToken.None);
        await OwnServer.ExecuteAsync(database, "alter role nexus_app bypassrls createrole");

        await RoleBootstrap.ApplyAsync(database, _key, ownsServer: true, CancellationToken.None);

        Assert.Equal(0L, await OwnServer.AskAsync(database, PrivilegedRoles));
    }

    [Fact]
    public async Task A_superuser_sets_up_roles_that_migrate_and_serve_and_again_without_harm()
    {
        var database = await server.CreateDatabaseAsync();

        await MigratedAsync(database);
        var connections = await MigratedAsync(database);

        await AssertServesAsync(connections, database);
    }

    [Fact]
    public async Task A_role_that_may_create_roles_is_enough()
    {
        var database = await server.CreateDatabaseAsync();
        var name = new NpgsqlConnectionStringBuilder(database).Database;
        foreach (var role in DatabaseRoles.All)
            await OwnServer.ExecuteAsync(database, $"drop role if exists {role}");
        await CreateRoleAsync("operator", "login createrole");
        await OwnServer.ExecuteAsync(database, $"alter database {name} owner to operator");

        var connections = await MigratedAsync(As(database, "operator"));
        await MigratedAsync(As(database, "operator"));

        await AssertServesAsync(connections, database);
    }

    private const string PrivilegedRoles =
        "select count(*) from pg_roles where rolname like 'nexus\\_%' and (rolsuper or rolbypassrls or rolcreaterole)";

    private static async Task AssertServesAsync(DatabaseConnections connections, string administrator)
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

    private async Task<DatabaseConnections> MigratedAsync(string administrator)
    {
        var connections = await RoleBootstrap.ApplyAsync(administrator, _key, ownsServer: true, CancellationToken.None);
        await using var owner = NpgsqlDataSource.Create(connections.Owner!);
        await SchemaMigration.ApplyAsync(owner, CancellationToken.None);
        return connections;
    }

    private async Task CreateRoleAsync(string name, string rights)
    {
        var administrator = server.Server.AdministratorConnectionString();
        await OwnServer.ExecuteAsync(administrator, $"drop role if exists {name}");
        await OwnServer.ExecuteAsync(administrator, $"create role {name} {rights} password 'secret'");
    }

    private static string As(string connectionString, string role) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Username = role, Password = "secret" }.ConnectionString;

    private static string Fresh(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
}
