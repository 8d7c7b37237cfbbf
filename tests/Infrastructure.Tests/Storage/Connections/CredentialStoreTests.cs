using Nexus.Application.Integrations;
using Nexus.Infrastructure.Secrets;
using Nexus.Testing.Integrations;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Storage.Connections;

public sealed class CredentialStoreTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task A_ciphertext_that_was_moved_to_another_field_connection_or_workspace_opens_nothing()
    {
        await using var scene = new CredentialScene(postgres.App, TestPostgres.MasterKey);
        var (here, there) = (await scene.Nexus.CreateWorkspaceAsync(), await scene.Nexus.CreateWorkspaceAsync());
        var connection = await scene.ConnectAsync(here, "acct_1");
        var neighbour = await scene.ConnectAsync(here, "acct_2");
        var stranger = await scene.ConnectAsync(there, "acct_1");
        await using var administrator = Npgsql.NpgsqlDataSource.Create(postgres.Database.Administrator);
        await MoveAsync($"t.public_id = '{neighbour}' and from_c.name = 'apiKey'");
        await MoveAsync($"t.public_id = '{connection}' and from_c.name = 'webhookSecret'");
        // With the key itself, as somebody could who writes past the wall.
        await using (
            var keys = administrator.CreateCommand(
                $"update nexus.workspace_key t set wrapped = f.wrapped from nexus.workspace_key f where t.workspace_id = {there} and f.workspace_id = {here}"
            )
        )
            await keys.ExecuteNonQueryAsync();

        foreach (var (workspace, moved) in new[] { (here, neighbour), (here, connection), (there, stranger) })
        {
            var refused = await Assert.ThrowsAsync<IntegrationException>(() => scene.ReadAsync(workspace, moved));
            Assert.Equal(IntegrationFault.OperatorFault, refused.Fault);
        }

        async Task MoveAsync(string condition)
        {
            await using var move = administrator.CreateCommand(
                $"""
                update nexus.credential c set sealed = from_c.sealed
                from nexus.connection t, nexus.credential from_c, nexus.connection f
                where c.workspace_id = {here} and t.connection_id = c.connection_id and c.name = 'apiKey'
                  and f.public_id = '{connection}' and from_c.connection_id = f.connection_id and {condition}
                """
            );
            Assert.Equal(1, await move.ExecuteNonQueryAsync());
        }
    }

    [Fact]
    public async Task A_node_without_the_master_key_says_which_one_it_lacks()
    {
        await using var scene = new CredentialScene(postgres.App, TestPostgres.MasterKey);
        var workspace = await scene.Nexus.CreateWorkspaceAsync();
        var connection = await scene.ConnectAsync(workspace, "acct_1");
        await using var other = new CredentialScene(postgres.App, MasterKey.Generate());

        var refused = await Assert.ThrowsAsync<IntegrationException>(() => other.ReadAsync(workspace, connection));

        Assert.Equal(IntegrationFault.OperatorFault, refused.Fault);
        Assert.Contains(TestPostgres.MasterKey.KeyId, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_stands_anywhere_in_the_database()
    {
        await using var scene = new CredentialScene(postgres.App, TestPostgres.MasterKey);
        var workspace = await scene.Nexus.CreateWorkspaceAsync();
        await scene.ConnectAsync(workspace, "canary_7c1");

        var tables = await scene.Nexus.RowsAsync(
            workspace,
            "select relname from pg_class where relnamespace = 'nexus'::regnamespace and relkind = 'r' and relname <> 'rate_budget'"
        );
        foreach (var table in tables)
        {
            var rows = await scene.Nexus.RowsAsync(workspace, $"select t::text from nexus.{table} t");
            Assert.All(rows, row => Assert.DoesNotContain("signs-canary", row, StringComparison.Ordinal));
            Assert.All(
                rows,
                row => Assert.DoesNotContain(FakeConnector.KeyOf("canary_7c1"), row, StringComparison.Ordinal)
            );
        }
    }
}
