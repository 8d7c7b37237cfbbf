using Nexus.Domain.Kpis;

namespace Nexus.Application.Storage;

/// <summary>The metrics that a workspace defines itself, in the transaction that is open.</summary>
public interface ICustomMetrics
{
    Task<IReadOnlyList<MetricDefinition>> ListAsync(CancellationToken cancellationToken);

    Task AddAsync(IReadOnlyList<MetricDefinition> metrics, CancellationToken cancellationToken);
}
