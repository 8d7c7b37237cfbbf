using Nexus.Domain.Kpis;

namespace Nexus.Application.Storage;

/// <summary>The metrics that a workspace defines itself, in the transaction that is open.</summary>
public interface ICustomMetrics
{
    Task<IReadOnlyList<MetricDefinition>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Creates those that do not exist.</summary>
    /// <returns>Those that it created.</returns>
    /// <exception cref="RefusedException">One exists with another unit, aggregation or direction.</exception>
    Task<IReadOnlyList<MetricDefinition>> AddAsync(
        IReadOnlyList<MetricDefinition> metrics,
        CancellationToken cancellationToken
    );
}
