using System.Diagnostics;
using System.Globalization;

namespace Nexus.Infrastructure.Postgres;

/// <summary>Tells a living server from what a killed one left behind.</summary>
internal static class ServerProcesses
{
    /// <summary>The process id that <c>postmaster.pid</c> names, or null where there is no such file.</summary>
    public static int? RecordedId(string data)
    {
        try
        {
            var line = File.ReadLines(Path.Combine(data, "postmaster.pid")).FirstOrDefault();
            return int.TryParse(line, CultureInfo.InvariantCulture, out var id) ? id : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Whether the process is a server over this data folder, and not a zombie or a stranger with a recycled id.</summary>
    public static bool IsServer(int id, string data) =>
        OperatingSystem.IsLinux()
            ? IsAlive(id) && WorksIn(id, data)
            : NameOf(id).StartsWith("postgres", StringComparison.Ordinal);

    /// <summary>Whether the kernel still knows the id, which is what PostgreSQL's own check looks at.</summary>
    public static bool IsTaken(int id) =>
        OperatingSystem.IsLinux() ? Directory.Exists($"/proc/{id}") : NameOf(id).Length > 0;

    /// <summary>
    /// Processes that outlived their server and still hold its shared memory. They end by themselves; until then a new
    /// server must not start. Always empty where there is no <c>/proc</c>: PostgreSQL's own interlock decides there.
    /// </summary>
    public static bool AnyIn(string data) =>
        OperatingSystem.IsLinux()
        && Directory
            .EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Any(id => id > 0 && WorksIn(id, data) && IsAlive(id));

    private static bool WorksIn(int id, string data)
    {
        try
        {
            return string.Equals(
                new FileInfo($"/proc/{id}/cwd").ResolveLinkTarget(returnFinalTarget: false)?.FullName,
                data,
                StringComparison.Ordinal
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone by now, or another user's: the server's folder belongs to whom we run it as, so it cannot be ours.
            return false;
        }
    }

    private static bool IsAlive(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            // The name in parentheses may hold anything, the state follows the last of them.
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string NameOf(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.ProcessName;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return "";
        }
    }
}
