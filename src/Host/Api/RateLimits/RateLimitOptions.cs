using System.ComponentModel.DataAnnotations;

namespace Nexus.Host.Api.RateLimits;

/// <summary>How often callers may call; configuration section <c>RateLimits</c>. Each node counts for itself.</summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimits";

    /// <summary>Calls a minute with one API key, 1 to 1 000 000; 600 unless set.</summary>
    [Range(1, 1_000_000)]
    public int PerKey { get; init; } = 600;

    /// <summary>Calls a minute without a valid key from one address, 1 to 1 000 000; 120 unless set.</summary>
    [Range(1, 1_000_000)]
    public int PerAddress { get; init; } = 120;

    /// <summary>
    /// Deliveries a minute to one connection from one address, 1 to 1 000 000; 60 000 unless set: no provider sends as many,
    /// and whoever does is stopped before a signature is looked at.
    /// </summary>
    [Range(1, 1_000_000)]
    public int PerSender { get; init; } = 60_000;

    /// <summary>Passwords a minute that are tried from one address, 1 to 1 000 000; 20 unless set.</summary>
    [Range(1, 1_000_000)]
    public int SignInPerAddress { get; init; } = 20;

    /// <summary>Passwords a minute that are tried for one account, 1 to 1 000 000; 10 unless set.</summary>
    [Range(1, 1_000_000)]
    public int SignInPerAccount { get; init; } = 10;

    /// <summary>Callers that are told apart at once, 1 to 1 000 000; 10 000 unless set. The others share one window.</summary>
    [Range(1, 1_000_000)]
    public int MaxCallers { get; init; } = 10_000;
}
