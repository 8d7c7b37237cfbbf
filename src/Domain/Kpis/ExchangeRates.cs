namespace Nexus.Domain.Kpis;

/// <summary>A dated table of what one unit of a currency is worth in the workspace's own.</summary>
/// <remarks>A rate holds from its day until the next one's.</remarks>
public sealed class ExchangeRates
{
    public static readonly ExchangeRates None = new([]);

    private readonly Dictionary<string, (DateOnly[] Days, decimal[] Rates)> _byCurrency;

    /// <param name="rates">Currency, day and rate; at most one rate per currency and day, greater than zero.</param>
    public ExchangeRates(IEnumerable<(string Currency, DateOnly Day, decimal Rate)> rates) =>
        _byCurrency = rates
            .GroupBy(rate => rate.Currency, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group =>
                {
                    var sorted = group.OrderBy(rate => rate.Day).ToArray();
                    return (Array.ConvertAll(sorted, rate => rate.Day), Array.ConvertAll(sorted, rate => rate.Rate));
                },
                StringComparer.Ordinal
            );

    /// <summary>The rate in force on a day, with the day it was set; null before the currency's first rate.</summary>
    public (decimal Rate, DateOnly Day)? On(string currency, DateOnly day)
    {
        if (!_byCurrency.TryGetValue(currency, out var table))
            return null;
        var at = Array.BinarySearch(table.Days, day);
        if (at < 0)
            at = ~at - 1;
        return at < 0 ? null : (table.Rates[at], table.Days[at]);
    }
}
