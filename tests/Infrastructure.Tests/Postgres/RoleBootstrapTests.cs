using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Secrets;
using Nexus.Testing.Postgres;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Postgres;

public sealed class RoleBootstrapTests(OwnServer server) : IClassFixture<OwnServer>
{
    private readonly MasterKey _key = MasterKey.Generate();

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
        var right = await Serving.SetUpAsync(database, _key);
        await using var app = NpgsqlDataSource.Create(right.App);
        await MasterKeyCheck.VerifyAsync(app, _key, TimeProvider.System, CancellationToken.None);

        var wrong = MasterKey.Generate();
        var refused = await Assert.ThrowsAsync<StartupException>(() =>
            RoleBootstrap.ApplyAsync(database, wrong, ownsServer: true, CancellationToken.None)
        );

        Assert.Contains(_key.KeyId, refused.Message, StringComparison.Ordinal);
        Assert.Contains(wrong.KeyId, refused.Message, StringComparison.Ordinal);
        Assert.Equal("nexus_app", await OwnServer.AskAsync(Serving.Fresh(right.App), "select current_user::text"));
    }

    [Fact]
    public async Task Roles_of_another_installation_on_a_shared_server_are_not_taken_over()
    {
        var theirs = await Serving.SetUpAsync(await server.CreateDatabaseAsync(), _key);
        var database = await server.CreateDatabaseAsync();

        await Assert.ThrowsAsync<StartupException>(() =>
            RoleBootstrap.ApplyAsync(database, MasterKey.Generate(), ownsServer: false, CancellationToken.None)
        );

        Assert.Equal("nexus_app", await OwnServer.AskAsync(Serving.Fresh(theirs.App), "select current_user::text"));
    }

    [Fact]
    public async Task Roles_that_gained_rights_lose_them_again()
    {
        var database = await server.CreateDatabaseAsync();
        await RoleBootstrap.ApplyAsync(database, _key, ownsServer: true, CancellationToken.None);
        await OwnServer.ExecuteAsync(database, "alter role nexus_app bypassrls createrole");

        await RoleBootstrap.ApplyAsync(database, _key, ownsServer: true, CancellationToken.None);

        Assert.Equal(0L, await OwnServer.AskAsync(database, Serving.PrivilegedRoles));
    }

    [Fact]
    public async Task A_superuser_sets_up_roles_that_migrate_and_serve_and_again_without_harm()
    {
        var database = await server.CreateDatabaseAsync();

        await Serving.SetUpAsync(database, _key);
        var connections = await Serving.SetUpAsync(database, _key);

        await Serving.AssertAsync(connections, database);
    }

    [Theory]
    [InlineData("1min", "")]
    [InlineData("7min", "alter role nexus_app set idle_in_transaction_session_timeout = '7min'")]
    public async Task A_transaction_that_stands_still_is_ended_by_the_server_after_a_minute_or_what_the_operator_set(
        string expected,
        string byHand
    )
    {
        await using var own = new OwnServer();
        await own.InitializeAsync();
        var database = await own.CreateDatabaseAsync();
        await RoleBootstrap.ApplyAsync(database, _key, ownsServer: true, CancellationToken.None);
        if (byHand.Length > 0)
            await OwnServer.ExecuteAsync(database, byHand);

        var connections = await RoleBootstrap.ApplyAsync(database, _key, ownsServer: true, CancellationToken.None);

        Assert.Equal(
            expected,
            await OwnServer.AskAsync(Serving.Fresh(connections.App), "show idle_in_transaction_session_timeout")
        );
    }

    private async Task CreateRoleAsync(string name, string rights)
    {
        var administrator = server.Server.AdministratorConnectionString();
        await OwnServer.ExecuteAsync(administrator, $"drop role if exists {name}");
        await OwnServer.ExecuteAsync(administrator, $"create role {name} {rights} password 'secret'");
    }

    private static string As(string connectionString, string role) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Username = role, Password = "secret" }.ConnectionString;
}
