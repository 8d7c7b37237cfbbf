using System.Text.Json;
using Nexus.Host.Cli;
using Nexus.Testing;

namespace Nexus.Host.Tests.Cli;

/// <summary>The chaos benchmarks in short: nodes in processes of their own are killed and frozen, and what is stored is compared.</summary>
/// <remarks>Each has a class of its own, so that they run side by side.</remarks>
internal static class ChaosBench
{
    private static readonly string Build = Path.GetFileName(
        Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)
    );

    /// <summary>What was counted, by its name.</summary>
    public static async Task<Dictionary<string, double>> RunAsync(string name)
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
