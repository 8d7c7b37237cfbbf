namespace Nexus.Infrastructure.Storage.Rows;

/// <summary>The key that a workspace's credentials are encrypted with, itself encrypted with the operator's key.</summary>
internal sealed class WorkspaceKeyRow : ITenantRow
{
    public required int WorkspaceId { get; init; }

    /// <summary>1 for the first; the highest encrypts, the others only decrypt.</summary>
    public required int KeyNo { get; init; }
    public required string MasterKeyId { get; set; }
    public required byte[] Wrapped { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>One encrypted secret of a connection.</summary>
internal sealed class CredentialRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required int ConnectionId { get; init; }
    public required string Name { get; init; }
    public required int KeyNo { get; set; }

    /// <summary>Nonce, ciphertext and tag.</summary>
    public required byte[] Sealed { get; set; }
    public required DateTimeOffset UpdatedAt { get; set; }
}
