using System.Globalization;

namespace Nexus.Infrastructure.Postgres;

/// <summary>The account that the server runs as where Nexus itself is root, which PostgreSQL refuses to be.</summary>
/// <param name="Name">Its name in <c>/etc/passwd</c>.</param>
internal sealed record ServiceAccount(string Name, int UserId, int GroupId)
{
    private static readonly string[] Names = ["postgres", "nobody"];
    private static readonly string[] ToolFolders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

    /// <summary>The account to change to, or null where Nexus runs as an ordinary user and the server does too.</summary>
    /// <exception cref="StartupException">Nexus is root and the machine has no account to change to.</exception>
    public static ServiceAccount? Choose()
    {
        if (!Environment.IsPrivilegedProcess)
            return null;

        var known = File.ReadLines("/etc/passwd")
            .Select(line => line.Split(':'))
            .Where(fields => fields.Length >= 4)
            .DistinctBy(fields => fields[0], StringComparer.Ordinal)
            .ToDictionary(fields => fields[0], StringComparer.Ordinal);
        var fields = Names.Select(name => known.GetValueOrDefault(name)).FirstOrDefault(found => found is not null);
        return fields is null
            ? throw new StartupException(
                "PostgreSQL refuses to run as root, and there is no account postgres or nobody. Run Nexus as an ordinary user."
            )
            : new ServiceAccount(
                fields[0],
                int.Parse(fields[2], CultureInfo.InvariantCulture),
                int.Parse(fields[3], CultureInfo.InvariantCulture)
            );
    }

    /// <summary>The words in front of a command that make it run as this account.</summary>
    /// <exception cref="StartupException">The machine has no tool that changes the account.</exception>
    public IReadOnlyList<string> Prefix() =>
        FindTool("setpriv") is { } setpriv
            ? [setpriv, $"--reuid={UserId}", $"--regid={GroupId}", "--clear-groups", "--"]
        : FindTool("runuser") is { } runuser ? [runuser, "-u", Name, "--"]
        : throw new StartupException(
            "Nexus runs as root and finds neither setpriv nor runuser to start PostgreSQL as another user. "
                + "Install util-linux, or run Nexus as an ordinary user."
        );

    private static string? FindTool(string name) =>
        ToolFolders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
