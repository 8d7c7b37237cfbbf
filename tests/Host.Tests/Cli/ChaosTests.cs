using System.Text.Json;
using Nexus.Host.Cli;
using Nexus.Testing;

namespace Nexus.Host.Tests.Cli;

/// <summary>The chaos benchmarks in short: nodes in processes of their own are killed and frozen, and what is stored is compared.</summary>
public sealed class ChaosTests
{
    private static readonly string Build = Path.GetFileName(
        Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)
    );

    [Fact]
    public async Task What_killed_nodes_leave_behind_is_neither_lost_nor_doubled_nor_wrong()
    {
        var found = await RunAsync("chaos-kills");

        Assert.True(found["kills"] >= 6);
        Assert.Equal(0, found["kills_lost"]);
        Assert.Equal(0, found["kills_duplicated"]);
        Assert.Equal(0, found["kills_wrong"]);
    }

    [Fact]
    public async Task A_node_that_was_frozen_and_lost_its_lease_writes_nothing()
    {
        var found = await RunAsync("chaos-zombies");

        Assert.Equal(4, found["zombies_taken_over"]);
        Assert.Equal(0, found["zombies_stale_writes"]);
        Assert.Equal(0, found["zombies_wrong"]);
    }

    [Fact]
    public async Task Events_in_any_order_end_in_the_state_that_they_tell_of()
    {
        var found = await RunAsync("chaos-events");

        Assert.True(found["events"] >= 200);
        Assert.Equal(0, found["events_not_stored"]);
        Assert.Equal(0, found["events_wrong"]);
    }

    private static async Task<Dictionary<string, double>> RunAsync(string name)
    {
        using var folder = new TemporaryFolder();
        await using var bench = HostProcess.Start(
            ["bench", name, "--scale", "0.01", "--json"],
            ("NEXUS_BENCH_DATA", folder["bench"]),
            (RepositoryProgram.ConfigurationVariable, Build)
        );
        Assert.True(await bench.EndAsync() == 0, bench.Said);
        using var last = JsonDocument.Parse(bench.Said.Split('\n')[^1]);
        return last
            .RootElement.GetProperty("results")
            .EnumerateArray()
            .ToDictionary(
                result => result.GetProperty("name").GetString()!,
                result => result.GetProperty("value").GetDouble()
            );
    }
}
