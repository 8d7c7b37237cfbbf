namespace Nexus.Host.Tests.Cli;

public sealed class ChaosEventsTests
{
    [Fact]
    public async Task Events_in_any_order_end_in_the_state_that_they_tell_of()
    {
        var found = await ChaosBench.RunAsync("chaos-events");

        Assert.True(found["events"] >= 200);
        Assert.Equal(0, found["events_not_stored"]);
        Assert.Equal(0, found["events_wrong"]);
    }
}
