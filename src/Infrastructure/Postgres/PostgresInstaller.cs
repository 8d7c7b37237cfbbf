using System.Text.RegularExpressions;

namespace Nexus.Infrastructure.Postgres;

/// <summary>Gets the server's binaries: finds them, or installs them where this process may.</summary>
/// <param name="named">The folder that the operator named, or null.</param>
/// <param name="say">Takes one line for the console before anything is installed.</param>
public sealed partial class PostgresInstaller(string? named, Action<string> say)
{
    private const string ClusterDefaults = "/etc/postgresql-common/createcluster.conf";

    /// <summary>Finds or installs a server.</summary>
    /// <param name="major">The only version that will do, as an existing data folder says, or null for the newest.</param>
    /// <exception cref="StartupException">There is none and none could be installed; the line says what to do.</exception>
    public async Task<PostgresBinaries> EnsureAsync(int? major, CancellationToken cancellationToken)
    {
        if (await FindAsync(major, cancellationToken) is { } found)
            return found;
        if (!string.IsNullOrEmpty(named))
            throw Missing(major, "");

        var failure = await InstallAsync(major, cancellationToken);
        return await FindAsync(major, cancellationToken) ?? throw Missing(major, failure);
    }

    private async Task<PostgresBinaries?> FindAsync(int? major, CancellationToken cancellationToken) =>
        (await PostgresBinaries.FindAsync(named, cancellationToken)).FirstOrDefault(binaries =>
            major is null || binaries.Major == major
        );

    /// <returns>Why it failed, as the end of a sentence, or an empty string.</returns>
    private async Task<string> InstallAsync(int? major, CancellationToken cancellationToken)
    {
        var root = Environment.IsPrivilegedProcess;
        if (root && OnPath("apt-get"))
            return await InstallWithAptAsync(major is null ? "postgresql" : $"postgresql-{major}", cancellationToken);
        if (root && OnPath("dnf"))
            return await RunAsync("dnf", ["install", "-y", "postgresql-server"], cancellationToken);
        if (root && OnPath("apk"))
            return await RunAsync("apk", ["add", $"postgresql{major}"], cancellationToken);
        if (!root && OnPath("brew"))
            return await RunAsync("brew", ["install", $"postgresql@{major ?? 17}"], cancellationToken);
        return "";
    }

    private async Task<string> InstallWithAptAsync(string package, CancellationToken cancellationToken)
    {
        var failure = await RunAsync("apt-get", ["update", "-q"], cancellationToken);
        if (failure.Length > 0)
            return failure;
        string[] install =
        [
            "DEBIAN_FRONTEND=noninteractive",
            "apt-get",
            "install",
            "-y",
            "-q",
            "--no-install-recommends",
        ];
        failure = await RunAsync("env", [.. install, "postgresql-common"], cancellationToken);
        if (failure.Length > 0)
            return failure;
        await KeepDefaultClusterAwayAsync(cancellationToken);
        return await RunAsync("env", [.. install, package], cancellationToken);
    }

    /// <summary>Debian's package would otherwise create and start a server of its own on port 5432.</summary>
    private static async Task KeepDefaultClusterAwayAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(ClusterDefaults))
            return;
        var text = await File.ReadAllTextAsync(ClusterDefaults, cancellationToken);
        await File.WriteAllTextAsync(
            ClusterDefaults,
            CreateMainCluster().Replace(text, "") + "create_main_cluster = false\n",
            cancellationToken
        );
    }

    private async Task<string> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var words = arguments.SkipWhile(word => word.Contains('=', StringComparison.Ordinal));
        say($"Installing the PostgreSQL server: {(program == "env" ? "" : program + " ")}{string.Join(' ', words)}");
        var outcome = await PostgresProcess.RunAsync(program, arguments, "/", account: null, cancellationToken);
        return outcome.Succeeded ? "" : $" Installing it failed: {outcome.LastLine}";
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static StartupException Missing(int? major, string failure)
    {
        var what = major is null
            ? $"PostgreSQL {PostgresBinaries.OldestMajor} or later is not installed."
            : $"The data folder was written by PostgreSQL {major}, which is not installed.";
        var package =
            OperatingSystem.IsMacOS() ? $"brew install postgresql@{major ?? 17}"
            : major is null ? "as root, apt-get install postgresql"
            : $"as root, apt-get install postgresql-{major}";
        return new StartupException(
            $"{what}{failure} Install it ({package}), name its folder in {PostgresBinaries.FolderVariable}, "
                + "or name a server in ConnectionStrings__Nexus."
        );
    }

    [GeneratedRegex(@"^\s*create_main_cluster\b.*\n?", RegexOptions.Multiline, 1000)]
    private static partial Regex CreateMainCluster();
}
