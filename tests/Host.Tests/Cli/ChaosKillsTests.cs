namespace Nexus.Host.Tests.Cli;

public sealed class ChaosKillsTests
{
    [Fact]
    public async Task What_killed_nodes_leave_behind_is_neither_lost_nor_doubled_nor_wrong()
    {
        var found = await ChaosBench.RunAsync("chaos-kills");

        Assert.True(found["kills"] >= 6);
        Assert.Equal(0, found["kills_lost"]);
        Assert.Equal(0, found["kills_duplicated"]);
        Assert.Equal(0, found["kills_wrong"]);
    }
}
