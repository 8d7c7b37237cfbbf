using Nexus.Infrastructure.Postgres;
using Nexus.Testing;
using Nexus.Testing.Postgres;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Postgres;

public sealed class DatabaseSetupTests
{
    [Fact]
    public async Task A_server_that_does_not_answer_is_named_in_one_line_without_the_password()
    {
        using var folder = new TemporaryFolder();

        var refused = await Assert.ThrowsAsync<StartupException>(() =>
            SetUpAsync($"Host={folder.Path};Username=me;Password=hush;Database=kpis")
        );

        var problem = Assert.Single(refused.Problems);
        Assert.Contains(folder.Path, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Fact]
    public async Task An_unprivileged_role_is_the_applications_own()
    {
        await using var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();

        var connections = await SetUpAsync(database.Connections.App, owner: "Host=owner");

        Assert.Equal(new DatabaseConnections("Host=owner", database.Connections.App, Dispatcher: null), connections);
    }

    [Fact]
    public async Task An_administrator_sets_up_the_server_and_is_not_served_with()
    {
        await using var database = await (await TestPostgres.GetAsync()).CreateEmptyDatabaseAsync();

        var connections = await SetUpAsync(database.Administrator);

        Assert.Equal("nexus_app", new NpgsqlConnectionStringBuilder(connections.App).Username);
        Assert.Equal("nexus_owner", new NpgsqlConnectionStringBuilder(connections.Owner).Username);
        Assert.Equal(
            "nexus_app",
            await OwnServer.AskAsync(connections.App + ";Pooling=false", "select current_user::text")
        );
    }

    private static Task<DatabaseConnections> SetUpAsync(string server, string? owner = null) =>
        DatabaseSetup.FromConfiguredAsync(
            server,
            owner,
            dispatcher: null,
            TestPostgres.MasterKey,
            CancellationToken.None
        );
}
