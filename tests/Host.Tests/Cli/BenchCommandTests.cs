using System.Text.Json;
using Nexus.Host.Cli;
using Nexus.Testing;

namespace Nexus.Host.Tests.Cli;

public sealed class BenchCommandTests
{
    /// <summary>The build that the tests themselves are, which has built the benchmarks along.</summary>
    private static readonly string Build = Path.GetFileName(
        Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)
    );

    [Theory]
    [InlineData("ingest", "--scale", "0")]
    [InlineData("ingest", "--scale", "half")]
    [InlineData("guesswork")]
    public async Task Words_that_no_benchmark_knows_are_refused(params string[] words)
    {
        using var folder = new TemporaryFolder();
        await using var bench = Start(folder, words);

        Assert.NotEqual(0, await bench.EndAsync());
    }

    [Fact]
    public void Outside_a_clone_there_is_nothing_to_run()
    {
        using var folder = new TemporaryFolder();

        Assert.Null(RepositoryProgram.Find(RepositoryProgram.Benchmarks, folder.Path));
    }

    [Fact]
    public async Task Results_are_the_last_line_and_no_file_is_left()
    {
        using var folder = new TemporaryFolder();
        await using var bench = Start(folder, "ingest", "--scale", "0.001", "--json");

        Assert.True(await bench.EndAsync() == 0, bench.Said);

        using var last = JsonDocument.Parse(bench.Said.Split('\n')[^1]);
        Assert.Equal("ingest", last.RootElement.GetProperty("benchmark").GetString());
        var results = last.RootElement.GetProperty("results").EnumerateArray().ToList();
        Assert.Contains(results, result => result.GetProperty("name").GetString() == "ingest_first");
        Assert.All(
            results,
            result =>
                Assert.Equal(
                    ["name", "value", "unit", "baseline", "ratio", "target", "met"],
                    result.EnumerateObject().Select(property => property.Name)
                )
        );
        Assert.All(results, result => Assert.True(result.GetProperty("value").GetDouble() > 0));
        Assert.False(Directory.Exists(folder["bench"]));
    }

    private static HostProcess Start(TemporaryFolder folder, params string[] words) =>
        HostProcess.Start(
            ["bench", .. words],
            ("NEXUS_BENCH_DATA", folder["bench"]),
            (RepositoryProgram.ConfigurationVariable, Build)
        );
}
