using Microsoft.EntityFrameworkCore;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Infrastructure.Storage;

internal sealed class WorkspaceReader(WorkspaceTransactions transactions) : IWorkspaceReader
{
    public async Task<Workspace> GetAsync(CancellationToken cancellationToken)
    {
        var id = transactions.Current.Workspace;
        var row = await transactions
            .Current.Db.Workspaces.AsNoTracking()
            .SingleAsync(row => row.WorkspaceId == id.Value, cancellationToken);
        return new(id, row.PublicId, row.Name, row.TimeZone, row.Currency, (DayOfWeek)row.WeekStart, row.DataVersion);
    }
}
