using Nexus.Domain.Kpis;

namespace Nexus.Application.Syncing;

/// <summary>What currencies are worth in the workspace's own, in the transaction that is open.</summary>
public interface IRateTable
{
    Task<ExchangeRates> ReadAsync(CancellationToken cancellationToken);
}
