using Nexus.Domain.Integrations;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Kit;

public sealed class SyncedKitTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    public static TheoryData<string> Providers => [.. KitProviders.Keys];

    /// <summary>To the last digit, by what the simulated account itself says that its days come to.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Syncs_revenue_or_its_main_number_correctly(string provider)
    {
        await using var nexus = await KitNexus.StartAsync(database, provider);
        var workspace = await nexus.OpenAsync();
        await nexus.ConnectAsync(workspace);

        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());

        Assert.NotEmpty(nexus.Expected);
        Assert.Equal(nexus.Expected, await nexus.ToldAsync(workspace));
    }
}
