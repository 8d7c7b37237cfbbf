namespace Nexus.Infrastructure.Storage.Connections;

/// <summary>When data of a connection last arrived, or was last found to be up to date.</summary>
internal static class LastSuccess
{
    /// <summary>An expression over <c>c</c>, a connection of workspace $1; null before the first time.</summary>
    /// <remarks>
    /// What comes without a run is noted with the connection, what a run comes to with its schedule: that row is written at
    /// the end of each run anyway.
    /// </remarks>
    public const string OfConnection = """
        greatest(c.last_success_at, (select due.synced_at from nexus.sync_schedule due
                                     where due.workspace_id = $1 and due.connection_id = c.connection_id))
        """;
}
