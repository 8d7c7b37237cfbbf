namespace Nexus.Infrastructure.Storage;

/// <summary>Who may write a workspace's points at the same time. All locks end with their transaction.</summary>
internal static class WriterLocks
{
    /// <summary>One writer per connection ($1 workspace, $2 connection), and none while <see cref="KeepOut"/> is held.</summary>
    /// <remarks>No connection has the number 0, which stands for the workspace as a whole.</remarks>
    public const string Enter = "select pg_advisory_xact_lock_shared($1, 0), pg_advisory_xact_lock($1, $2)";

    /// <summary>Waits for all writers of the workspace ($1) and keeps new ones out; to be taken before any row is locked.</summary>
    public const string KeepOut = "select pg_advisory_xact_lock($1, 0)";
}
