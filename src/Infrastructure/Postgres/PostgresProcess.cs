using System.Diagnostics;

namespace Nexus.Infrastructure.Postgres;

/// <summary>Runs one of the server's command-line tools to its end.</summary>
internal static class PostgresProcess
{
    private static readonly string[] Passed = ["PATH", "TZDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"];

    /// <summary>What a tool left behind.</summary>
    /// <param name="ExitCode">0 where it did what it was asked.</param>
    /// <param name="Output">Both of its streams, trimmed.</param>
    internal sealed record Outcome(int ExitCode, string Output)
    {
        public bool Succeeded => ExitCode == 0;

        /// <summary>The line that tells the most: the last one that is not empty.</summary>
        public string LastLine =>
            Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("") is var line ? line.Trim() : "";
    }

    /// <summary>
    /// Runs a tool with an environment of its own, so that neither the operator's secrets nor a stray <c>PGDATA</c>
    /// reach it.
    /// </summary>
    /// <param name="file">An absolute path, or a name found on the PATH.</param>
    /// <param name="folder">Where it runs; the account must be able to enter it.</param>
    /// <param name="account">Whom it runs as; null is the current user.</param>
    /// <exception cref="StartupException">The tool cannot be started.</exception>
    public static async Task<Outcome> RunAsync(
        string file,
        IEnumerable<string> arguments,
        string folder,
        ServiceAccount? account,
        CancellationToken cancellationToken
    )
    {
        string[] words = [.. account?.Prefix() ?? [], file, .. arguments];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        IsolateEnvironment(start, folder);

        using var process = Start(start);
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new Outcome(process.ExitCode, $"{await output}{await errors}".Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new StartupException($"{start.FileName} did not start.");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new StartupException($"{start.FileName} cannot be run: {e.Message}.");
        }
    }

    private static void IsolateEnvironment(ProcessStartInfo start, string folder)
    {
        var kept = Passed
            .Select(name => (name, value: Environment.GetEnvironmentVariable(name)))
            .Where(variable => variable.value is not null)
            .ToArray();
        start.Environment.Clear();
        foreach (var (name, value) in kept)
            start.Environment[name] = value;
        start.Environment["LC_ALL"] = "C";
        start.Environment["HOME"] = folder;
    }
}
