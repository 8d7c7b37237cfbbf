using System.Text.Json.Nodes;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>The currencies of an account, from which day on each is in use, and whether all can be converted.</summary>
/// <remarks>
/// A rate holds until the next one's day, so an account can be converted when every currency has one on its first day. It is
/// converted as a whole or not at all: a sum of which a part is missing is no sum.
/// </remarks>
internal sealed class CurrencyBook(ProjectionRequest request)
{
    private readonly SortedDictionary<string, DateOnly> _firstUse = new(StringComparer.Ordinal);

    /// <summary>Codes, sorted.</summary>
    public IReadOnlyCollection<string> Codes => _firstUse.Keys;

    /// <summary>The first day on which there was anything; null for an account without.</summary>
    public DateOnly? FirstDay => _firstUse.Count == 0 ? null : _firstUse.Values.Min();

    public bool Converts => _firstUse.All(entry => Rate(entry.Key, entry.Value) is not null);

    /// <summary>Whether amounts are also told per currency: pointless where there is no other than the workspace's.</summary>
    public bool TellsCurrencies => Converts && _firstUse.Keys.Any(code => code != request.Currency);

    public DateOnly FirstUse(string currency) => _firstUse[currency];

    public void Use(string currency, DateOnly day)
    {
        if (!_firstUse.TryGetValue(currency, out var first) || day < first)
            _firstUse[currency] = day;
    }

    /// <summary>What one unit is worth in the workspace's currency; null before the first rate.</summary>
    public decimal? Rate(string currency, DateOnly day) =>
        currency == request.Currency ? 1m : request.Rates.On(currency, day)?.Rate;

    /// <summary>What a reader of a converted number should know: the rate, where a single one made it.</summary>
    public JsonObject? RateNote(DateOnly day) =>
        _firstUse.Count == 1
        && _firstUse.Keys.Single() is var currency
        && currency != request.Currency
        && request.Rates.On(currency, day) is { } rate
            ? new JsonObject
            {
                ["currency"] = currency,
                ["fxRate"] = rate.Rate,
                ["fxDay"] = rate.Day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            }
            : null;
}
