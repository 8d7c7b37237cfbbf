using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Nexus.Application.Storage;
using Nexus.Infrastructure.Storage.Rows;

namespace Nexus.Infrastructure.Storage.Dashboards;

internal sealed class ShareLinkStore(WorkspaceTransactions transactions, TimeProvider clock) : IShareLinks
{
    private static readonly Expression<Func<ShareLinkRow, ShareLink>> AsLink = row => new ShareLink(
        row.ShareId,
        row.DashboardId,
        row.Prefix,
        row.CreatedBy,
        row.CreatedAt,
        row.ExpiresAt,
        row.RevokedAt
    );

    public async Task<IReadOnlyList<ShareLink>> ListAsync(Guid dashboard, CancellationToken cancellationToken) =>
        await Links()
            .Where(row => row.DashboardId == dashboard)
            .OrderByDescending(row => row.ShareId)
            .Select(AsLink)
            .ToListAsync(cancellationToken);

    public Task<ShareLink?> FindByHashAsync(byte[] hash, CancellationToken cancellationToken) =>
        Links().Where(row => row.TokenHash == hash).Select(AsLink).SingleOrDefaultAsync(cancellationToken);

    public async Task AddAsync(ShareLink link, byte[] hash, CancellationToken cancellationToken)
    {
        var db = transactions.Current.Db;
        db.ShareLinks.Add(
            new ShareLinkRow
            {
                WorkspaceId = transactions.Current.Workspace.Value,
                ShareId = link.Id,
                DashboardId = link.DashboardId,
                Prefix = link.Prefix,
                TokenHash = hash,
                CreatedBy = link.CreatedBy,
                CreatedAt = link.CreatedAt,
                ExpiresAt = link.ExpiresAt,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
    }

    public async Task<ShareLink?> RevokeAsync(Guid id, CancellationToken cancellationToken)
    {
        var before = await Links()
            .Where(row => row.ShareId == id)
            .Select(AsLink)
            .SingleOrDefaultAsync(cancellationToken);
        var now = clock.GetUtcNow();
        await Links()
            .Where(row => row.ShareId == id && row.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.RevokedAt, now), cancellationToken);
        return before;
    }

    private IQueryable<ShareLinkRow> Links()
    {
        var workspace = transactions.Current.Workspace.Value;
        return transactions.Current.Db.ShareLinks.AsNoTracking().Where(row => row.WorkspaceId == workspace);
    }
}
