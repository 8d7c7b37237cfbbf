namespace Nexus.Application.Syncing;

/// <summary>Named moments of a run at which tests kill or stop it. Nothing happens at them in production.</summary>
public interface IFailpoints
{
    /// <param name="point">One of <see cref="Failpoint.All"/>.</param>
    Task ReachedAsync(string point, CancellationToken cancellationToken);
}

/// <summary>The names of those moments.</summary>
public static class Failpoint
{
    public const string Claimed = "claimed";
    public const string RunOpened = "run-opened";
    public const string Connected = "connected";
    public const string PageFetched = "page-fetched";
    public const string PageTransformed = "page-transformed";
    public const string BeforePageCommit = "before-page-commit";
    public const string AfterPageCommit = "after-page-commit";
    public const string StreamEnded = "stream-ended";
    public const string BeforeProjectionCommit = "before-projection-commit";
    public const string AfterProjectionCommit = "after-projection-commit";
    public const string BeforeClose = "before-close";
    public const string AfterClose = "after-close";

    /// <summary>A provider has renewed a grant, and nobody but this process knows the new tokens.</summary>
    public const string GrantRenewed = "grant-renewed";

    /// <summary>The new tokens are stored, and not used yet.</summary>
    public const string GrantKept = "grant-kept";

    /// <summary>In the order in which a run passes them; grants are renewed whenever one is asked for.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        Claimed,
        RunOpened,
        Connected,
        PageFetched,
        PageTransformed,
        BeforePageCommit,
        AfterPageCommit,
        StreamEnded,
        BeforeProjectionCommit,
        AfterProjectionCommit,
        BeforeClose,
        AfterClose,
    ];
}

internal sealed class NoFailpoints : IFailpoints
{
    public Task ReachedAsync(string point, CancellationToken cancellationToken) => Task.CompletedTask;
}
