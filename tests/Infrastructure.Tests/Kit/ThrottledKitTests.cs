using Nexus.Domain.Integrations;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Kit;

public sealed class ThrottledKitTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    public static TheoryData<string> Providers => [.. KitProviders.Keys];

    /// <summary>A provider that asks for fewer calls is left alone until its time, and holds nobody up.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Handles_rate_limiting(string provider)
    {
        await using var nexus = await KitNexus.StartAsync(database, provider);
        var workspace = await nexus.OpenAsync();
        await nexus.ConnectAsync(workspace);
        var (fault, until) = nexus.Subject.Throttled(nexus.Clock.GetUtcNow());
        nexus.Simulator.Faults.Always(nexus.Subject.Data, fault);

        var first = await nexus.RunOnceAsync();
        var calls = nexus.Simulator.Requests.All.Count;
        await nexus.MoveAsync(until - nexus.Clock.GetUtcNow() - TimeSpan.FromSeconds(1));
        var early = await nexus.RunOnceAsync();

        Assert.Equal(RunStatus.Queued, first!.Status);
        Assert.Equal(["True"], await nexus.RowsAsync(workspace, "select lease_owner is null from nexus.sync_schedule"));
        Assert.Null(early);
        Assert.Equal(calls, nexus.Simulator.Requests.All.Count);
        nexus.Simulator.Faults.Clear();
        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());
        Assert.Equal(nexus.Expected, await nexus.ToldAsync(workspace));
    }
}
