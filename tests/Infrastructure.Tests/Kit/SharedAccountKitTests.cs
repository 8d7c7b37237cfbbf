using Nexus.Application;
using Nexus.Application.Features.Connections;
using Nexus.Domain.Integrations;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Kit;

public sealed class SharedAccountKitTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    public static TheoryData<string> Providers => [.. KitProviders.Keys];

    /// <summary>Two workspaces share nothing, not even where they have connected to one account.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Enforces_workspace_isolation(string provider)
    {
        await using var nexus = await KitNexus.StartAsync(database, provider);
        var (one, other) = (await nexus.OpenAsync(), await nexus.OpenAsync());
        var mine = await nexus.ConnectAsync(one);
        await nexus.ConnectAsync(other);
        await nexus.RunAsync();
        var others = await nexus.StoredAsync(other);

        var unseen = await Assert.ThrowsAsync<RefusedException>(() =>
            nexus.SendAsync(other, new GetConnection.Query(mine.Id))
        );
        await nexus.SendAsync(one, new DisconnectConnection.Command(mine.Id, Erase: true));

        Assert.Equal("connection_not_found", unseen.Code);
        Assert.Empty(await nexus.ToldAsync(one));
        Assert.Equal(others, await nexus.StoredAsync(other));
        Assert.Equal(nexus.Expected, await nexus.ToldAsync(other));
        await nexus.MoveAsync(KitNexus.Moment);
        await nexus.DueAsync();
        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());
        Assert.Equal(["1"], await nexus.RowsAsync(other, "select count(distinct connection_id) from nexus.kpi_series"));
    }
}
