using Nexus.Application.Syncing;
using Nexus.Domain.Kpis;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Syncing;

internal sealed class RateTable(WorkspaceTransactions transactions) : IRateTable
{
    public async Task<ExchangeRates> ReadAsync(CancellationToken cancellationToken)
    {
        await using var find = transactions.Current.Command(
            "select currency, day, rate from nexus.exchange_rate where workspace_id = $1",
            Number(transactions.Current.Workspace.Value)
        );
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        var rates = new List<(string, DateOnly, decimal)>();
        while (await row.ReadAsync(cancellationToken))
            rates.Add((row.GetString(0), row.Day(1), row.GetDecimal(2)));
        return rates.Count == 0 ? ExchangeRates.None : new(rates);
    }
}
