namespace Nexus.Domain.Integrations;

/// <summary>What asked for a run.</summary>
public enum RunKind
{
    /// <summary>Its schedule.</summary>
    Scheduled,

    /// <summary>A person or a script.</summary>
    Manual,

    /// <summary>Events that the provider sent.</summary>
    Webhook,

    /// <summary>A request for a range of the past, or the rest of one.</summary>
    Backfill,

    /// <summary>The nightly comparison with the provider's own lists.</summary>
    Reconcile,

    /// <summary>Rejected records that are tried again.</summary>
    Replay,
}

/// <summary>Where a run is, or what it came to; decided by what was committed.</summary>
public enum RunStatus
{
    Queued,
    Running,

    /// <summary>Every stream was read and stored to its end.</summary>
    Succeeded,

    /// <summary>Something was stored and something could not be: a stream failed, or records were rejected.</summary>
    Partial,

    /// <summary>Nothing came from streams that usually have data.</summary>
    Suspicious,
    Failed,
    Cancelled,

    /// <summary>Its node died or lost the lease; the next run goes on from the last page.</summary>
    Interrupted,
}

/// <summary>Which runs go first.</summary>
public enum RunLane : short
{
    Interactive = 0,
    Scheduled = 1,
    Backfill = 2,
}

/// <summary>What a connection is doing or waiting for.</summary>
public enum ConnectionStatus
{
    Active,

    /// <summary>A person stopped it.</summary>
    Paused,

    /// <summary>The provider refuses the credential: a person has to connect again.</summary>
    NeedsReauthorisation,

    /// <summary>The settings, or Nexus's version of the provider's API, must change before it can go on.</summary>
    NeedsAttention,
    Disconnected,
}

public static class RunNames
{
    /// <summary>The lower-case name used in JSON and in the database; words are joined by underscores.</summary>
    public static string Name(this RunStatus status) => Snake(status.ToString());

    /// <inheritdoc cref="Name(RunStatus)" />
    public static string Name(this RunKind kind) => Snake(kind.ToString());

    /// <inheritdoc cref="Name(RunStatus)" />
    public static string Name(this ConnectionStatus status) => Snake(status.ToString());

    /// <exception cref="ArgumentException">No member of the enum has that name.</exception>
    public static T Parse<T>(string name)
        where T : struct, Enum => Enum.Parse<T>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    private static string Snake(string name) =>
        string.Concat(
            name.Select(
                (letter, at) =>
                    char.IsAsciiLetterUpper(letter)
                        ? (at == 0 ? "" : "_") + char.ToLowerInvariant(letter)
                        : letter.ToString()
            )
        );
}
