using Nexus.Application.Features.Connections;
using Nexus.Domain.Integrations;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Kit;

public sealed class SyncedTwiceKitTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    public static TheoryData<string> Providers => [.. KitProviders.Keys];

    [Theory, MemberData(nameof(Providers))]
    public async Task A_connection_is_made_tested_synced_twice_to_the_same_and_ended(string provider)
    {
        await using var nexus = await KitNexus.StartAsync(database, provider);
        var workspace = await nexus.OpenAsync();
        nexus.Account.Slow();

        var made = await nexus.ConnectAsync(workspace);
        var tested = await nexus.SendAsync(workspace, new TestConnection.Command(made.Id));
        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());
        var once = await nexus.StoredAsync(workspace);
        await nexus.MoveAsync(KitNexus.Moment);
        await nexus.DueAsync();
        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());

        Assert.True(tested.Ok, tested.Message);
        Assert.Equal(nexus.Expected, await nexus.ToldAsync(workspace));
        Assert.Equal(once, await nexus.StoredAsync(workspace));
        Assert.True(
            (await nexus.SendAsync(workspace, new DisconnectConnection.Command(made.Id, Erase: false))).Finished
        );
        Assert.True(
            (await nexus.SendAsync(workspace, new DisconnectConnection.Command(made.Id, Erase: false))).Finished
        );
        Assert.Equal(nexus.Expected, await nexus.ToldAsync(workspace));
        await nexus.DueAsync();
        Assert.Null(await nexus.RunOnceAsync());
    }
}
