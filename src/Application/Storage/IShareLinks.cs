using Nexus.Domain.Workspaces;

namespace Nexus.Application.Storage;

/// <summary>The links by which strangers read one dashboard, in the transaction that is open.</summary>
public interface IShareLinks
{
    /// <summary>Those of a dashboard, newest first; ended ones are among them.</summary>
    Task<IReadOnlyList<ShareLink>> ListAsync(Guid dashboard, CancellationToken cancellationToken);

    /// <summary>The link of a token's hash, or null.</summary>
    Task<ShareLink?> FindByHashAsync(byte[] hash, CancellationToken cancellationToken);

    /// <param name="hash">SHA-256 of the token; the token itself is never stored.</param>
    Task AddAsync(ShareLink link, byte[] hash, CancellationToken cancellationToken);

    /// <summary>Ends a link. Ending it twice keeps the first time.</summary>
    /// <returns>The link as it was before, or null.</returns>
    Task<ShareLink?> RevokeAsync(Guid id, CancellationToken cancellationToken);
}

/// <summary>Finds whose a share link is, before a workspace is known.</summary>
public interface IShareDirectory
{
    /// <returns>Null where no link has a token of this hash.</returns>
    Task<WorkspaceId?> FindWorkspaceAsync(byte[] hash, CancellationToken cancellationToken);
}

/// <param name="Prefix">The first characters of the token, by which people tell links apart.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
/// <param name="RevokedAt">When somebody ended it; null while nobody has.</param>
public sealed record ShareLink(
    Guid Id,
    Guid DashboardId,
    string Prefix,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt
);
