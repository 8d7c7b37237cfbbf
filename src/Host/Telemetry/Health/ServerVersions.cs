namespace Nexus.Host.Telemetry.Health;

/// <summary>Which PostgreSQL releases keep row-level security whole.</summary>
/// <remarks>
/// CVE-2025-8713: the planner's statistics could show values of rows that a policy hides. These are the first minor
/// releases without it, and they mend what was found before.
/// </remarks>
internal static class ServerVersions
{
    private static readonly Dictionary<int, int> Mended = new()
    {
        [14] = 19,
        [15] = 14,
        [16] = 10,
        [17] = 6,
    };

    public static ProbeFinding Judge(Version version)
    {
        if (version.Major > Mended.Keys.Max())
            return ProbeFinding.Healthy("The server's release has all fixes that Nexus relies on.");
        if (!Mended.TryGetValue(version.Major, out var minor))
            return ProbeFinding.Degraded("The server's release is no longer maintained. Upgrade PostgreSQL.");
        return version.Minor >= minor
            ? ProbeFinding.Healthy("The server's release has all fixes that Nexus relies on.")
            : ProbeFinding.Degraded(
                $"The server lacks fixes to row-level security. Update PostgreSQL to {version.Major}.{minor} or later."
            );
    }
}
