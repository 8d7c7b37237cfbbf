using Microsoft.EntityFrameworkCore;
using Nexus.Application;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Storage.Rows;
using static Nexus.Infrastructure.Storage.Parameters;

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

    public async Task<IReadOnlyList<MetricDefinition>> AddAsync(
        IReadOnlyList<MetricDefinition> metrics,
        CancellationToken cancellationToken
    )
    {
        var created = new List<MetricDefinition>();
        // In one order for all, so that two files with the same new metrics wait for each other instead of both failing.
        foreach (var metric in metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal))
        {
            if (await CreateAsync(metric, cancellationToken))
                created.Add(metric);
        }
        if (created.Count == metrics.Count)
            return created;
        var stored = (await ListAsync(cancellationToken)).ToDictionary(metric => metric.Key, StringComparer.Ordinal);
        if (metrics.FirstOrDefault(metric => !Agree(metric, stored[metric.Key])) is { } other)
        {
            throw new RefusedException(
                RefusalKind.Conflict,
                "metric_defined_otherwise",
                $"The metric '{other.Key}' was created with another unit, aggregation or direction at the same time. Check the mapping against it."
            );
        }
        return created;
    }

    private async Task<bool> CreateAsync(MetricDefinition metric, CancellationToken cancellationToken)
    {
        await using var create = transactions.Current.Command(
            """
            insert into nexus.custom_metric (workspace_id, metric, name, unit, aggregation, direction, created_at)
            values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (workspace_id, metric) do nothing
            """,
            Number(transactions.Current.Workspace.Value),
            Text(metric.Key),
            Text(metric.Name),
            Text(metric.Unit.ToString()),
            Text(metric.Aggregation.ToString()),
            Text(metric.Direction.ToString()),
            Instant(clock.GetUtcNow())
        );
        return await create.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static bool Agree(MetricDefinition one, MetricDefinition other) =>
        (one.Unit, one.Aggregation, one.Direction) == (other.Unit, other.Aggregation, other.Direction);

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
