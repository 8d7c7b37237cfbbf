namespace Nexus.Infrastructure.Storage.Rows;

/// <summary>Which operator's keys this database has been used with. Holds no tenant data, hence no wall.</summary>
internal sealed class MasterKeyRow
{
    public required string KeyId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
