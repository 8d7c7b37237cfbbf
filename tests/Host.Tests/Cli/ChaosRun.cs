using System.Text.Json;
using Nexus.Host.Cli;
using Nexus.Testing;

namespace Nexus.Host.Tests.Cli;

/// <summary>One run of all chaos benchmarks, for one test class (<c>IClassFixture</c>).</summary>
public sealed class ChaosRun : IAsyncLifetime
{
    private static readonly string Build = Path.GetFileName(
        Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)
    );

    private Dictionary<string, double> _found = [];

    /// <summary>What a benchmark found, by the name of the result.</summary>
    public double this[string result] => _found[result];

    public async Task InitializeAsync()
    {
        using var folder = new TemporaryFolder();
        await using var bench = HostProcess.Start(
            ["bench", "chaos", "--scale", "0.01", "--json"],
            ("NEXUS_BENCH_DATA", folder["bench"]),
            (RepositoryProgram.ConfigurationVariable, Build)
        );
        Assert.True(await bench.EndAsync() == 0, bench.Said);
        using var last = JsonDocument.Parse(bench.Said.Split('\n')[^1]);
        _found = last
            .RootElement.GetProperty("results")
            .EnumerateArray()
            .ToDictionary(
                result => result.GetProperty("name").GetString()!,
                result => result.GetProperty("value").GetDouble()
            );
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
