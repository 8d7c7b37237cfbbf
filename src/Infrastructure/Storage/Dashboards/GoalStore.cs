using Microsoft.EntityFrameworkCore;
using Nexus.Application.Storage;
using Nexus.Infrastructure.Storage.Rows;

namespace Nexus.Infrastructure.Storage.Dashboards;

internal sealed class GoalStore(WorkspaceTransactions transactions) : IGoals
{
    private NexusDb Db => transactions.Current.Db;

    private int Workspace => transactions.Current.Workspace.Value;

    public async Task<IReadOnlyList<Goal>> ListAsync(
        IReadOnlyCollection<string>? metrics,
        CancellationToken cancellationToken
    )
    {
        var rows = await Goals()
            .Where(row => metrics == null || metrics.Contains(row.Metric))
            .OrderBy(row => row.GoalId)
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(Goal);
    }

    public async Task<Goal?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await Goals().SingleOrDefaultAsync(row => row.GoalId == id, cancellationToken) is { } row ? Goal(row) : null;

    public async Task AddAsync(Goal goal, CancellationToken cancellationToken)
    {
        Db.Goals.Add(
            new GoalRow
            {
                WorkspaceId = Workspace,
                GoalId = goal.Id,
                Name = goal.Name,
                Metric = goal.Metric,
                Target = goal.Target,
                Currency = goal.Currency,
                Period = goal.Period,
                FromDay = goal.From,
                ToDay = goal.To,
                Owner = goal.Owner,
                Version = goal.Version,
                CreatedAt = goal.CreatedAt,
            }
        );
        await Db.SaveChangesAsync(cancellationToken);
    }

    public async Task<bool> ChangeAsync(Goal goal, CancellationToken cancellationToken)
    {
        var before = goal.Version - 1;
        var changed = await Goals()
            .Where(row => row.GoalId == goal.Id && row.Version == before)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(row => row.Name, goal.Name)
                        .SetProperty(row => row.Metric, goal.Metric)
                        .SetProperty(row => row.Target, goal.Target)
                        .SetProperty(row => row.Currency, goal.Currency)
                        .SetProperty(row => row.Period, goal.Period)
                        .SetProperty(row => row.FromDay, goal.From)
                        .SetProperty(row => row.ToDay, goal.To)
                        .SetProperty(row => row.Owner, goal.Owner)
                        .SetProperty(row => row.Version, goal.Version),
                cancellationToken
            );
        return changed == 1;
    }

    public async Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken) =>
        await Goals().Where(row => row.GoalId == id).ExecuteDeleteAsync(cancellationToken) == 1;

    private static Goal Goal(GoalRow row) =>
        new(
            row.GoalId,
            row.Name,
            row.Metric,
            row.Target,
            row.Currency,
            row.Period,
            row.FromDay,
            row.ToDay,
            row.Owner,
            row.Version,
            row.CreatedAt
        );

    private IQueryable<GoalRow> Goals()
    {
        var workspace = Workspace;
        return Db.Goals.AsNoTracking().Where(row => row.WorkspaceId == workspace);
    }
}
