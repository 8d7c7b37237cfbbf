namespace Nexus.Host.Tests.Cli;

/// <summary>The chaos benchmarks in short: nodes in processes of their own are killed and frozen, and what is stored is compared.</summary>
public sealed class ChaosTests(ChaosRun chaos) : IClassFixture<ChaosRun>
{
    [Fact]
    public void What_killed_nodes_leave_behind_is_neither_lost_nor_doubled_nor_wrong()
    {
        Assert.True(chaos["kills"] >= 6);
        Assert.Equal(0, chaos["kills_lost"]);
        Assert.Equal(0, chaos["kills_duplicated"]);
        Assert.Equal(0, chaos["kills_wrong"]);
    }

    [Fact]
    public void A_node_that_was_frozen_and_lost_its_lease_writes_nothing()
    {
        Assert.Equal(4, chaos["zombies_taken_over"]);
        Assert.Equal(0, chaos["zombies_stale_writes"]);
        Assert.Equal(0, chaos["zombies_wrong"]);
    }

    [Fact]
    public void Events_in_any_order_end_in_the_state_that_they_tell_of()
    {
        Assert.True(chaos["events"] >= 200);
        Assert.Equal(0, chaos["events_not_stored"]);
        Assert.Equal(0, chaos["events_wrong"]);
    }
}
