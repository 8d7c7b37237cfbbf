using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Nexus.Application.Storage;
using Nexus.Infrastructure.Storage.Rows;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage;

internal sealed class ApiKeyStore(
    WorkspaceTransactions transactions,
    TimeProvider clock,
    TokenMemory<KnownApiKey> memory
) : IApiKeys
{
    private static readonly Expression<Func<ApiKeyRow, ApiKey>> AsKey = row => new ApiKey(
        row.KeyId,
        row.Name,
        row.Prefix,
        row.Scopes,
        row.CreatedBy,
        row.CreatedAt,
        row.ExpiresAt,
        row.LastUsedAt,
        row.RevokedAt
    );

    public async Task AddAsync(ApiKey key, byte[] hash, CancellationToken cancellationToken)
    {
        var db = transactions.Current.Db;
        db.ApiKeys.Add(
            new ApiKeyRow
            {
                WorkspaceId = transactions.Current.Workspace.Value,
                KeyId = key.Id,
                Name = key.Name,
                Prefix = key.Prefix,
                KeyHash = hash,
                Scopes = [.. key.Scopes],
                CreatedBy = key.CreatedBy,
                CreatedAt = key.CreatedAt,
                ExpiresAt = key.ExpiresAt,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <remarks>Ids are made in the order of time (UUID version 7), so they are the order of the list, too.</remarks>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken) =>
        await Keys()
            .Where(row => after == null || row.KeyId > after)
            .OrderBy(row => row.KeyId)
            .Take(limit)
            .Select(AsKey)
            .ToListAsync(cancellationToken);

    public Task<ApiKey?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        Keys().Where(row => row.KeyId == id).Select(AsKey).SingleOrDefaultAsync(cancellationToken);

    public async Task<ApiKey?> LockAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var hold = transactions.Current.Command(
            "select from nexus.api_key where workspace_id = $1 order by key_id for no key update",
            Number(transactions.Current.Workspace.Value)
        );
        await hold.ExecuteNonQueryAsync(cancellationToken);
        return await FindAsync(id, cancellationToken);
    }

    public async Task<bool> AnyOtherHoldsAsync(Guid id, string scope, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await Keys()
            .AnyAsync(
                row =>
                    row.KeyId != id
                    && row.RevokedAt == null
                    && (row.ExpiresAt == null || row.ExpiresAt > now)
                    && row.Scopes.Contains(scope),
                cancellationToken
            );
    }

    public async Task RevokeAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await Keys()
            .Where(row => row.KeyId == id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.RevokedAt, now), cancellationToken);
        transactions.Current.AfterCommit(() => memory.Forget(known => known.KeyId == id));
    }

    private IQueryable<ApiKeyRow> Keys()
    {
        var workspace = transactions.Current.Workspace.Value;
        return transactions.Current.Db.ApiKeys.AsNoTracking().Where(row => row.WorkspaceId == workspace);
    }
}
