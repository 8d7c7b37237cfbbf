using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Secrets;
using Nexus.Infrastructure.Storage.Connections;
using Nexus.Testing.Integrations;
using Nexus.Testing.Postgres;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Storage.Connections;

public sealed class KeyRotationTests : IAsyncLifetime
{
    private static readonly MasterKey Former = TestPostgres.MasterKey;

    private readonly MasterKey _next = MasterKey.Generate();
    private TestDatabase _database = null!;
    private NpgsqlDataSource _dispatcher = null!;

    public async Task InitializeAsync()
    {
        _database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        _dispatcher = NpgsqlDataSource.Create(_database.Connections.Dispatcher!);
        await MasterKeyCheck.VerifyAsync(_database.App, Former, TimeProvider.System, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _dispatcher.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_key_that_was_in_force_before_never_comes_back()
    {
        await RotateAsync(new MasterKeyRing(_next, [Former]));

        await Assert.ThrowsAsync<StartupException>(() => RotateAsync(new MasterKeyRing(Former, [_next])));
    }

    [Fact]
    public async Task Without_the_key_in_force_nothing_is_rotated() =>
        await Assert.ThrowsAsync<StartupException>(() => RotateAsync(_next));

    [Fact]
    public async Task Until_a_rotation_has_ended_a_node_without_the_former_key_does_not_start()
    {
        await using var scene = new CredentialScene(_database.App, new MasterKeyRing(_next, [Former]));
        var workspace = await scene.Nexus.CreateWorkspaceAsync();
        await scene.ConnectAsync(workspace, "acct_1");
        await Assert.ThrowsAsync<StartupException>(() => VerifyAsync(_next));

        await RotateAsync(new MasterKeyRing(_next, [Former]));

        await VerifyAsync(_next);
        await Assert.ThrowsAsync<StartupException>(() => VerifyAsync(Former));

        Task VerifyAsync(MasterKey key) =>
            MasterKeyCheck.VerifyAsync(_database.App, key, TimeProvider.System, CancellationToken.None);
    }

    [Fact]
    public async Task Readers_and_writers_notice_nothing_and_the_former_key_opens_nothing_afterwards()
    {
        const int Connections = 12;
        var both = new MasterKeyRing(_next, [Former]);
        await using var scene = new CredentialScene(_database.App, both);
        await using var old = new CredentialScene(_database.App, Former);
        var workspace = await scene.Nexus.CreateWorkspaceAsync();
        var connections = new List<Guid>();
        for (var at = 0; at < Connections; at++)
            connections.Add(await scene.ConnectAsync(workspace, $"acct_{at}"));
        Assert.Equal(FakeConnector.KeyOf("acct_0"), await old.ReadAsync(workspace, connections[0]));
        using var rotated = new CancellationTokenSource();

        var readers = Enumerable.Range(0, 3).Select(_ => ReadUntilAsync(rotated.Token)).ToList();
        var writer = scene.ConnectAsync(workspace, "acct_late");
        for (var round = 0; round < 5; round++)
            await RotateAsync(both);
        await rotated.CancelAsync();

        Assert.All(await Task.WhenAll(readers), reads => Assert.True(reads > 0));
        Assert.Equal(FakeConnector.KeyOf("acct_late"), await scene.ReadAsync(workspace, await writer));
        await Assert.ThrowsAsync<IntegrationException>(() => old.ReadAsync(workspace, connections[0]));
        Assert.Equal(
            [$"1 {_next.KeyId}"],
            await scene.Nexus.RowsAsync(workspace, "select count(*), min(master_key_id) from nexus.workspace_key")
        );

        async Task<int> ReadUntilAsync(CancellationToken end)
        {
            var reads = 0;
            do
            {
                var at = reads++ % Connections;
                Assert.Equal(FakeConnector.KeyOf($"acct_{at}"), await scene.ReadAsync(workspace, connections[at]));
            } while (!end.IsCancellationRequested);
            return reads;
        }
    }

    [Fact]
    public async Task More_secrets_than_one_batch_all_move()
    {
        await using var scene = new CredentialScene(_database.App, Former);
        var workspace = await scene.Nexus.CreateWorkspaceAsync();
        var connection = await scene.ConnectAsync(workspace, "acct_1");
        await scene.Nexus.InTransactionAsync(
            workspace,
            async services =>
            {
                var secrets = Enumerable.Range(0, 1200).ToDictionary(at => $"more{at}", at => (Secret?)new($"{at}"));
                await services
                    .GetRequiredService<CredentialStore>()
                    .PutAsync(await NumberAsync(services), secrets, CancellationToken.None);
                return true;
            }
        );

        var outcome = await RotateAsync(new MasterKeyRing(_next, [Former]));

        Assert.Equal(new KeyRotationOutcome(1, 1202), outcome);

        async Task<int> NumberAsync(IServiceProvider services) =>
            (
                await services.GetRequiredService<IConnectionAccess>().NumberOfAsync(connection, CancellationToken.None)
            )!.Value;
    }

    private Task<KeyRotationOutcome> RotateAsync(MasterKeyRing keys) =>
        new KeyRotation(_database.App, _dispatcher, keys, TimeProvider.System).RunAsync(
            _ => { },
            CancellationToken.None
        );
}
