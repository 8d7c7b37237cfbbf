namespace Nexus.Infrastructure.Storage.Connections;

/// <summary>
/// Locks of a connection's rows ($1 workspace, $2 connection). Whoever takes several takes them in one order:
/// <see cref="WriterLocks"/>, schedule, runs, connection.
/// </summary>
internal static class ConnectionLocks
{
    public const string Schedule =
        "select from nexus.sync_schedule where workspace_id = $1 and connection_id = $2 for no key update";

    public const string Connection =
        "select from nexus.connection where workspace_id = $1 and connection_id = $2 for update";
}
