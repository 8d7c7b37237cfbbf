namespace Nexus.Infrastructure.Storage;

/// <summary>The counter behind every ETag of a workspace.</summary>
internal static class DataVersion
{
    /// <summary>
    /// To be the last statement of every transaction that changes what a query may answer ($1: the workspace): it locks
    /// the row that all writers of the workspace pass.
    /// </summary>
    public const string Advance = "update nexus.workspace set data_version = data_version + 1 where workspace_id = $1";
}
