using Nexus.Application.Storage;
using Nexus.Domain.Kpis;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Rates;

internal sealed class ExchangeRateTable(WorkspaceTransactions transactions, TimeProvider clock) : IExchangeRateTable
{
    public async Task<ExchangeRates> LoadAsync(CancellationToken cancellationToken)
    {
        var rates = await ReadAsync(null, null, int.MaxValue, cancellationToken);
        return rates.Count == 0
            ? ExchangeRates.None
            : new ExchangeRates(rates.Select(rate => (rate.Currency, rate.Day, rate.Rate)));
    }

    public async Task<IReadOnlyList<ExchangeRate>> ListAsync(
        string? currency,
        (string Currency, DateOnly Day)? after,
        int limit,
        CancellationToken cancellationToken
    ) => await ReadAsync(currency, after, limit, cancellationToken);

    public async Task<int> PutAsync(IReadOnlyList<ExchangeRate> rates, CancellationToken cancellationToken)
    {
        await using var put = transactions.Current.Command(
            """
            insert into nexus.exchange_rate (workspace_id, currency, day, rate, updated_at)
            select $1, r.currency, r.day, r.rate, $5 from unnest($2, $3, $4) r(currency, day, rate)
            order by r.currency, r.day
            on conflict (workspace_id, currency, day) do update set rate = excluded.rate, updated_at = excluded.updated_at
            where exchange_rate.rate <> excluded.rate
            """,
            Number(transactions.Current.Workspace.Value),
            new NpgsqlParameter<string[]> { TypedValue = [.. rates.Select(rate => rate.Currency)] },
            new NpgsqlParameter<DateOnly[]> { TypedValue = [.. rates.Select(rate => rate.Day)] },
            new NpgsqlParameter<decimal[]> { TypedValue = [.. rates.Select(rate => rate.Rate)] },
            Instant(clock.GetUtcNow())
        );
        return await put.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<int> RemoveAsync(string? currency, CancellationToken cancellationToken)
    {
        await using var remove = transactions.Current.Command(
            "delete from nexus.exchange_rate where workspace_id = $1 and ($2 = '' or currency = $2)",
            Number(transactions.Current.Workspace.Value),
            Text(currency ?? "")
        );
        return await remove.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<ExchangeRate>> ReadAsync(
        string? currency,
        (string Currency, DateOnly Day)? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var read = transactions.Current.Command(
            """
            select currency, day, rate from nexus.exchange_rate
            where workspace_id = $1 and ($2 = '' or currency = $2) and (currency, day) > ($3, $4)
            order by currency, day
            limit $5
            """,
            Number(transactions.Current.Workspace.Value),
            Text(currency ?? ""),
            Text(after?.Currency ?? ""),
            new NpgsqlParameter<DateOnly> { TypedValue = after?.Day ?? DateOnly.MinValue },
            Number(limit)
        );
        var rates = new List<ExchangeRate>();
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rates.Add(
                new(
                    reader.GetString(0),
                    await reader.GetFieldValueAsync<DateOnly>(1, cancellationToken),
                    reader.GetDecimal(2)
                )
            );
        return rates;
    }
}
