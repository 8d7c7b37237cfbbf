using Nexus.Domain.Kpis;

namespace Nexus.Application.Storage;

/// <summary>The workspace's table of exchange rates, in the transaction that is open.</summary>
public interface IExchangeRateTable
{
    /// <summary>All of it, for conversions.</summary>
    Task<ExchangeRates> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Ordered by currency and day.</summary>
    /// <param name="after">The last rate of the page before.</param>
    Task<IReadOnlyList<ExchangeRate>> ListAsync(
        string? currency,
        (string Currency, DateOnly Day)? after,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>Adds rates and replaces those of the same currency and day.</summary>
    /// <returns>How many differ from what was stored.</returns>
    Task<int> PutAsync(IReadOnlyList<ExchangeRate> rates, CancellationToken cancellationToken);

    /// <summary>Removes the rates of a currency, or all.</summary>
    /// <returns>How many there were.</returns>
    Task<int> RemoveAsync(string? currency, CancellationToken cancellationToken);
}

/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Day">From this day on, until the currency's next rate.</param>
/// <param name="Rate">What one unit is worth in the workspace's own currency.</param>
public sealed record ExchangeRate(string Currency, DateOnly Day, decimal Rate);

/// <summary>Reads rates from a file.</summary>
public interface IExchangeRateFiles
{
    /// <summary>Reads a CSV file with the columns currency, day (yyyy-MM-dd) and rate (with a decimal point), in any order.</summary>
    /// <exception cref="RefusedException">A row cannot be read; the message names line and reason.</exception>
    Task<IReadOnlyList<ExchangeRate>> ReadAsync(Stream file, CancellationToken cancellationToken);
}
