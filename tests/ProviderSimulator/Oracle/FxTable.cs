namespace Nexus.ProviderSimulator.Oracle;

/// <summary>A rate that holds from a day on: so much of the base currency for one unit.</summary>
public sealed record FxRate(DateOnly From, string Currency, decimal Rate);

/// <summary>Dated rates into one currency.</summary>
public sealed class FxTable(string baseCurrency, IReadOnlyList<FxRate> rates)
{
    public string BaseCurrency { get; } = baseCurrency;

    public IReadOnlyList<FxRate> Rates { get; } = rates;

    /// <exception cref="InvalidOperationException">There is no rate for that day.</exception>
    public decimal On(DateOnly day, string currency) =>
        currency == BaseCurrency
            ? 1m
            : Rates.Where(rate => rate.Currency == currency && rate.From <= day).MaxBy(rate => rate.From)?.Rate
                ?? throw new InvalidOperationException($"There is no rate for {currency} on {day:yyyy-MM-dd}.");
}
