using System.Diagnostics;
using System.Globalization;
using Nexus.Infrastructure;

namespace Nexus.Host.Cli;

/// <summary>A program beside the product, such as the benchmarks: as source in the repository, and as what is built from it.</summary>
internal sealed class RepositoryProgram
{
    /// <summary>Names another build than the release build: for tests, which have built their own.</summary>
    public const string ConfigurationVariable = "NEXUS_BENCH_CONFIGURATION";

    public const string Benchmarks = "Benchmarks";
    public const string ProviderSimulator = "ProviderSimulator";

    private static readonly string[] Sources =
    [
        "src",
        "migrations",
        Path.Combine("tests", "Benchmarks"),
        Path.Combine("tests", "ProviderSimulator"),
        Path.Combine("tests", "Testing"),
    ];

    private readonly string _root;
    private readonly string _name;
    private readonly string _configuration;

    private RepositoryProgram(string root, string name, string configuration)
    {
        _root = root;
        _name = name;
        _configuration = configuration;
    }

    private string Project => Path.Combine(_root, "tests", _name);

    private string Built =>
        Path.Combine(_root, "artifacts", "bin", _name, _configuration.ToLowerInvariant(), $"Nexus.{_name}.dll");

    /// <param name="name">Of the project, a folder below <c>tests</c>.</param>
    /// <param name="programFolder">Where to begin looking for the repository, upwards.</param>
    /// <returns>Null where there is none.</returns>
    public static RepositoryProgram? Find(string name, string programFolder)
    {
        var root = RootAbove(programFolder);
        return root is not null && Directory.Exists(Path.Combine(root, "tests", name))
            ? new(root, name, Environment.GetEnvironmentVariable(ConfigurationVariable) ?? "Release")
            : null;
    }

    /// <summary>The folder of the repository; null where there is none above.</summary>
    public static string? RootAbove(string programFolder)
    {
        var folder = new DirectoryInfo(programFolder);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Nexus.sln")))
            folder = folder.Parent;
        return folder?.FullName;
    }

    /// <summary>Builds it unless what is built is newer than every source.</summary>
    /// <exception cref="StartupException">It does not build; what the compiler says is part of it.</exception>
    public async Task BuildAsync(Action<string> say, CancellationToken cancellationToken)
    {
        if (IsCurrent())
            return;
        say($"Building {_name} ...");
        await DotnetAsync(["restore", Project, "-v", "quiet"], cancellationToken);
        await DotnetAsync(["build", Project, "-c", _configuration, "--no-restore", "-v", "quiet"], cancellationToken);
        File.SetLastWriteTimeUtc(Built, TimeProvider.System.GetUtcNow().UtcDateTime);
    }

    /// <summary>Runs it on this program's console.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        using var process = Process.Start("dotnet", [Built, .. words]);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process);
            throw;
        }
        return process.ExitCode;
    }

    /// <summary>Starts it beside this program; what it prints is read from its standard output.</summary>
    public Process Start(params IReadOnlyList<string> words)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var word in (string[])[Built, .. words])
            start.ArgumentList.Add(word);
        return Process.Start(start)!;
    }

    /// <summary>Has it end in order: it may have a server to stop and files to remove.</summary>
    public static async Task EndAsync(Process process)
    {
        if (process.HasExited)
            return;
        await TerminateAsync(process);
        await process.WaitForExitAsync(CancellationToken.None);
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
            throw new StartupException($"{_name} does not build.\n{await output}{await errors}".TrimEnd());
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
