using Nexus.Domain.Workspaces;

namespace Nexus.Application.Storage;

/// <summary>Finds whose key was presented, before a workspace is known.</summary>
public interface IApiKeyDirectory
{
    /// <summary>
    /// One round trip, or none within half a second of the last: a key that is revoked on this node is refused at once,
    /// on others within a second.
    /// </summary>
    /// <param name="hash">SHA-256 of the presented key.</param>
    /// <returns>Null where nobody has such a key.</returns>
    Task<KnownApiKey?> FindAsync(byte[] hash, CancellationToken cancellationToken);

    /// <summary>Notes that the key was used, at most once a minute whatever the number of nodes.</summary>
    Task RecordUseAsync(WorkspaceId workspace, Guid key, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>A key that exists; whether it may still be used is for the reader to judge.</summary>
public sealed record KnownApiKey(
    WorkspaceId Workspace,
    Guid WorkspacePublicId,
    Guid KeyId,
    string Prefix,
    IReadOnlyList<string> Scopes,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt
);
