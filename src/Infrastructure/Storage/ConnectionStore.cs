using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Nexus.Application.Storage;
using Nexus.Infrastructure.Storage.Rows;

namespace Nexus.Infrastructure.Storage;

internal sealed class ConnectionStore(WorkspaceTransactions transactions) : IConnections
{
    private static readonly Expression<Func<ConnectionRow, Connection>> AsConnection = row => new Connection(
        row.PublicId,
        row.Provider,
        row.Name,
        row.Status,
        row.CreatedAt,
        row.LastSuccessAt
    );

    /// <remarks>Ids are made in the order of time (UUID version 7), so they are the order of the list, too.</remarks>
    public async Task<IReadOnlyList<Connection>> ListAsync(
        Guid? after,
        int limit,
        CancellationToken cancellationToken
    ) =>
        await Connections()
            .Where(row => after == null || row.PublicId > after)
            .OrderBy(row => row.PublicId)
            .Take(limit)
            .Select(AsConnection)
            .ToListAsync(cancellationToken);

    public Task<Connection?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        Connections().Where(row => row.PublicId == id).Select(AsConnection).SingleOrDefaultAsync(cancellationToken);

    private IQueryable<ConnectionRow> Connections()
    {
        var workspace = transactions.Current.Workspace.Value;
        return transactions.Current.Db.Connections.AsNoTracking().Where(row => row.WorkspaceId == workspace);
    }
}
