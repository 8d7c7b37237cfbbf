namespace Nexus.Host.Telemetry.Health;

internal enum ProbeStatus
{
    Healthy,

    /// <summary>Something should be seen to, but Nexus serves.</summary>
    Degraded,

    /// <summary>Nexus cannot serve, or must not.</summary>
    Unhealthy,
}

/// <summary>What a probe found.</summary>
/// <param name="Message">One sentence for anyone to read: no addresses, no names of roles or tables.</param>
internal sealed record ProbeFinding(ProbeStatus Status, string Message)
{
    public static ProbeFinding Healthy(string message) => new(ProbeStatus.Healthy, message);

    public static ProbeFinding Degraded(string message) => new(ProbeStatus.Degraded, message);

    public static ProbeFinding Unhealthy(string message) => new(ProbeStatus.Unhealthy, message);
}

/// <summary>One thing that the health report tells of.</summary>
/// <param name="Name">Stable, snake case.</param>
/// <param name="Gates">Whether a node that fails it takes no traffic.</param>
/// <param name="Look">Looks now; an exception counts as unhealthy.</param>
internal sealed record Probe(string Name, bool Gates, Func<CancellationToken, Task<ProbeFinding>> Look);
