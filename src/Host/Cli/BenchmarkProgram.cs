using System.Diagnostics;
using System.Globalization;
using Nexus.Infrastructure;

namespace Nexus.Host.Cli;

/// <summary>The benchmarks of a repository, as source and as the program that is built from it.</summary>
internal sealed class BenchmarkProgram
{
    /// <summary>Names another build than the release build: for tests, which have built their own.</summary>
    public const string ConfigurationVariable = "NEXUS_BENCH_CONFIGURATION";

    private static readonly string[] Sources =
    [
        "src",
        "migrations",
        Path.Combine("tests", "Benchmarks"),
        Path.Combine("tests", "ProviderSimulator"),
        Path.Combine("tests", "Testing"),
    ];

    private readonly string _root;
    private readonly string _configuration;

    private BenchmarkProgram(string root, string configuration)
    {
        _root = root;
        _configuration = configuration;
    }

    private string Project => Path.Combine(_root, "tests", "Benchmarks");

    private string Built =>
        Path.Combine(
            _root,
            "artifacts",
            "bin",
            "Benchmarks",
            _configuration.ToLowerInvariant(),
            "Nexus.Benchmarks.dll"
        );

    /// <summary>Looks for the repository above a folder; null where there is none.</summary>
    public static BenchmarkProgram? Find(string programFolder)
    {
        var folder = new DirectoryInfo(programFolder);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Nexus.sln")))
            folder = folder.Parent;
        return folder is not null && Directory.Exists(Path.Combine(folder.FullName, "tests", "Benchmarks"))
            ? new(folder.FullName, Environment.GetEnvironmentVariable(ConfigurationVariable) ?? "Release")
            : null;
    }

    /// <summary>Builds them unless what is built is newer than every source.</summary>
    /// <exception cref="StartupException">They do not build; what the compiler says is part of it.</exception>
    public async Task BuildAsync(Action<string> say, CancellationToken cancellationToken)
    {
        if (IsCurrent())
            return;
        say("Building the benchmarks ...");
        await DotnetAsync(["restore", Project, "-v", "quiet"], cancellationToken);
        await DotnetAsync(["build", Project, "-c", _configuration, "--no-restore", "-v", "quiet"], cancellationToken);
        File.SetLastWriteTimeUtc(Built, TimeProvider.System.GetUtcNow().UtcDateTime);
    }

    /// <summary>Runs them on this program's console.</summary>
    /// <returns>Their exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        using var process = Process.Start("dotnet", [Built, .. words]);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // They have a server to stop and files to remove; a signal lets them.
            await TerminateAsync(process);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
        return process.ExitCode;
    }

    private async Task DotnetAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = _root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in words)
            start.ArgumentList.Add(word);
        using var build = Process.Start(start)!;
        var output = build.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = build.StandardError.ReadToEndAsync(cancellationToken);
        await build.WaitForExitAsync(cancellationToken);
        if (build.ExitCode != 0)
            throw new StartupException($"The benchmarks do not build.\n{await output}{await errors}".TrimEnd());
    }

    private static async Task TerminateAsync(Process process)
    {
        var id = process.Id.ToString(CultureInfo.InvariantCulture);
        using var kill = Process.Start("kill", ["-TERM", id]);
        await kill.WaitForExitAsync(CancellationToken.None);
    }

    private bool IsCurrent()
    {
        if (!File.Exists(Built))
            return false;
        var built = Directory
            .EnumerateFiles(Path.GetDirectoryName(Built)!, "Nexus.*.dll")
            .Max(File.GetLastWriteTimeUtc);
        return Sources
            .SelectMany(folder =>
                Directory.EnumerateFiles(Path.Combine(_root, folder), "*", SearchOption.AllDirectories)
            )
            .All(file => File.GetLastWriteTimeUtc(file) <= built);
    }
}
