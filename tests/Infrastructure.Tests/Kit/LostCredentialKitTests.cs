using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Kit;

public sealed class LostCredentialKitTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    public static TheoryData<string> Providers => [.. KitProviders.Keys];

    [Theory, MemberData(nameof(Providers))]
    public async Task A_connection_whose_credential_is_gone_is_told_so_and_waits_for_a_person(string provider)
    {
        await using var nexus = await KitNexus.StartAsync(database, provider);
        var workspace = await nexus.OpenAsync();
        await nexus.ConnectAsync(workspace);
        await nexus.ChangeAsync(workspace, "delete from nexus.credential");

        await nexus.RunOnceAsync();

        Assert.Equal(["failed"], await nexus.RowsAsync(workspace, "select status from nexus.sync_run"));
        Assert.StartsWith(
            "needs_",
            Assert.Single(await nexus.RowsAsync(workspace, "select status from nexus.connection")),
            StringComparison.Ordinal
        );
    }
}
