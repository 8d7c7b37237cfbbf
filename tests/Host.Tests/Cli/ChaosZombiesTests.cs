namespace Nexus.Host.Tests.Cli;

public sealed class ChaosZombiesTests
{
    [Fact]
    public async Task A_node_that_was_frozen_and_lost_its_lease_writes_nothing()
    {
        var found = await ChaosBench.RunAsync("chaos-zombies");

        Assert.Equal(4, found["zombies_taken_over"]);
        Assert.Equal(0, found["zombies_stale_writes"]);
        Assert.Equal(0, found["zombies_wrong"]);
    }
}
