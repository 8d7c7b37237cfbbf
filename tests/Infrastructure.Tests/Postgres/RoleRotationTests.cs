using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Secrets;
using Nexus.Testing;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Postgres;

/// <summary>The passwords of the roles follow from the master key in force: what a running node notices of a change.</summary>
public sealed class RoleRotationTests
{
    [Fact]
    public async Task A_node_that_holds_both_keys_goes_on_connecting_when_the_passwords_change()
    {
        using var folder = new TemporaryFolder();
        await using var server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions(folder.Path) { Durable = false },
            TimeProvider.System,
            CancellationToken.None
        );
        var (former, next) = (MasterKey.Generate(), MasterKey.Generate());
        var old = await SetUpAsync(former);
        await using (var owner = NpgsqlDataSource.Create(old.Owner!))
            await Nexus.Migrations.SchemaMigration.ApplyAsync(owner, CancellationToken.None);
        await using var oldApp = NpgsqlDataSource.Create(old.App);
        await MasterKeyCheck.VerifyAsync(oldApp, former, TimeProvider.System, CancellationToken.None);

        var both = await SetUpAsync(new MasterKeyRing(next, [former]));
        await using var node = NamedPool.Create("node", both.App, logs: null, both.Keys);
        await ConnectAsync(node);
        Assert.Null(await Record.ExceptionAsync(() => ConnectAsync(oldApp)));
        await MasterKeyCheck.PutInForceAsync(node, next, TimeProvider.System, CancellationToken.None);
        await SetUpAsync(new MasterKeyRing(next, [former]));
        node.Clear();
        oldApp.Clear();

        await ConnectAsync(node);
        await Assert.ThrowsAsync<PostgresException>(() => ConnectAsync(oldApp));
        await Assert.ThrowsAsync<StartupException>(() => SetUpAsync(former));
        await SetUpAsync(next);

        Task<DatabaseConnections> SetUpAsync(MasterKeyRing keys) =>
            DatabaseSetup.FromPrivateAsync(server, keys, CancellationToken.None);
    }

    private static async Task ConnectAsync(NpgsqlDataSource pool)
    {
        await using var connection = await pool.OpenConnectionAsync();
    }
}
