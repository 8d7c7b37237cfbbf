using Microsoft.EntityFrameworkCore;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Storage.Rows;

namespace Nexus.Infrastructure.Storage;

internal sealed class CustomMetricStore(WorkspaceTransactions transactions, TimeProvider clock) : ICustomMetrics
{
    public async Task<IReadOnlyList<MetricDefinition>> ListAsync(CancellationToken cancellationToken)
    {
        var workspace = transactions.Current.Workspace.Value;
        var rows = await transactions
            .Current.Db.CustomMetrics.AsNoTracking()
            .Where(row => row.WorkspaceId == workspace)
            .OrderBy(row => row.Metric)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(Definition)];
    }

    public async Task AddAsync(IReadOnlyList<MetricDefinition> metrics, CancellationToken cancellationToken)
    {
        var db = transactions.Current.Db;
        db.CustomMetrics.AddRange(
            metrics.Select(metric => new CustomMetricRow
            {
                WorkspaceId = transactions.Current.Workspace.Value,
                Metric = metric.Key,
                Name = metric.Name,
                Unit = metric.Unit.ToString(),
                Aggregation = metric.Aggregation.ToString(),
                Direction = metric.Direction.ToString(),
                CreatedAt = clock.GetUtcNow(),
            })
        );
        await db.SaveChangesAsync(cancellationToken);
    }

    private static MetricDefinition Definition(CustomMetricRow row) =>
        new(
            row.Metric,
            row.Name,
            Enum.Parse<MetricUnit>(row.Unit),
            Enum.Parse<MetricAggregation>(row.Aggregation),
            Enum.Parse<MetricDirection>(row.Direction),
            "custom",
            "Defined by this workspace.",
            ["csv"]
        );
}
