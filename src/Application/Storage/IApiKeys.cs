namespace Nexus.Application.Storage;

/// <summary>The API keys of the workspace, in the transaction that is open.</summary>
public interface IApiKeys
{
    /// <param name="hash">SHA-256 of the key.</param>
    Task AddAsync(ApiKey key, byte[] hash, CancellationToken cancellationToken);

    /// <summary>Oldest first.</summary>
    /// <param name="after">Id of the last key of the page before.</param>
    Task<IReadOnlyList<ApiKey>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>The key, or null.</summary>
    Task<ApiKey?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The key, with all keys of the workspace locked against other changes; null where there is none.</summary>
    Task<ApiKey?> LockAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Whether a key other than <paramref name="id"/> holds the scope now.</summary>
    Task<bool> AnyOtherHoldsAsync(Guid id, string scope, CancellationToken cancellationToken);

    /// <summary>Makes the key useless from the end of the transaction on.</summary>
    Task RevokeAsync(Guid id, CancellationToken cancellationToken);
}

/// <summary>A key as its workspace sees it: everything but the key.</summary>
/// <param name="Prefix">The public characters at its start.</param>
/// <param name="CreatedBy">Actor, such as <c>key:nx_ab12cd34</c>.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
/// <param name="LastUsedAt">Exact to the minute; null before the first use.</param>
public sealed record ApiKey(
    Guid Id,
    string Name,
    string Prefix,
    IReadOnlyList<string> Scopes,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt
);
