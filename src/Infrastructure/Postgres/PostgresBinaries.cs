using System.Globalization;
using System.Text.RegularExpressions;

namespace Nexus.Infrastructure.Postgres;

/// <summary>An installed PostgreSQL server.</summary>
/// <param name="Folder">Holds <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>.</param>
/// <param name="Major">Such as 17.</param>
public sealed partial record PostgresBinaries(string Folder, int Major)
{
    /// <summary>The oldest major version that Nexus runs on: views with <c>security_invoker</c> came with it.</summary>
    public const int OldestMajor = 15;

    /// <summary>Names the folder of the binaries to use; nothing else is then looked at.</summary>
    public const string FolderVariable = "NEXUS_PG_BIN";

    private static readonly string[] Tools = ["initdb", "pg_ctl", "postgres"];

    public string Tool(string name) => Path.Combine(Folder, name);

    /// <summary>Looks for servers on this machine, the newest first.</summary>
    /// <param name="named">The folder that the operator named, or null to search.</param>
    /// <returns>Those of at least <see cref="OldestMajor"/>; empty where there is none.</returns>
    /// <exception cref="StartupException">The named folder holds no server, or one that is too old.</exception>
    public static async Task<IReadOnlyList<PostgresBinaries>> FindAsync(
        string? named,
        CancellationToken cancellationToken
    )
    {
        if (!string.IsNullOrEmpty(named))
        {
            var chosen = HasTools(named) ? await ReadVersionAsync(named, cancellationToken) : null;
            return chosen is { Major: >= OldestMajor }
                ? [chosen]
                : throw new StartupException(
                    $"{FolderVariable} names {named}, which does not hold the server programs of PostgreSQL {OldestMajor} or later."
                );
        }

        var found = new List<PostgresBinaries>();
        foreach (var folder in Places().Where(HasTools).Distinct(StringComparer.Ordinal))
        {
            if (await ReadVersionAsync(folder, cancellationToken) is { Major: >= OldestMajor } binaries)
                found.Add(binaries);
        }
        return [.. found.OrderByDescending(binaries => binaries.Major)];
    }

    private static IEnumerable<string> Places() =>
        [
            .. Below("/usr/lib/postgresql", "*", "bin"),
            .. Below("/usr", "pgsql-*", "bin"),
            .. Below("/usr/libexec", "postgresql*", ""),
            .. Below("/opt/homebrew/opt", "postgresql*", "bin"),
            .. Below("/usr/local/opt", "postgresql*", "bin"),
            .. Below("/home/linuxbrew/.linuxbrew/opt", "postgresql*", "bin"),
            .. Below("/Applications/Postgres.app/Contents/Versions", "*", "bin"),
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
                Path.PathSeparator,
                StringSplitOptions.RemoveEmptyEntries
            ),
        ];

    private static IEnumerable<string> Below(string parent, string pattern, string child) =>
        Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, pattern).Select(folder => Path.Combine(folder, child))
            : [];

    private static bool HasTools(string folder) => Tools.All(tool => File.Exists(Path.Combine(folder, tool)));

    private static async Task<PostgresBinaries?> ReadVersionAsync(string folder, CancellationToken cancellationToken)
    {
        var said = await PostgresProcess.RunAsync(
            Path.Combine(folder, "postgres"),
            ["--version"],
            "/",
            account: null,
            cancellationToken
        );
        var version = Version().Match(said.Output);
        return said.Succeeded && version.Success
            ? new PostgresBinaries(folder, int.Parse(version.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
            : null;
    }

    [GeneratedRegex(@"\) (\d+)", RegexOptions.None, 1000)]
    private static partial Regex Version();
}
