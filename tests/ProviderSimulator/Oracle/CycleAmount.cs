using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Oracle;

/// <summary>What a price comes to for one of its billing cycles, in minor units, before discounts.</summary>
/// <remarks>The rules: per unit, packages that round up or down, graduated and volume tiers; metered and custom are 0.</remarks>
public static class CycleAmount
{
    /// <param name="quantity">Null counts as one.</param>
    /// <param name="currency">What the subscription is billed in; another than the price's takes its currency option.</param>
    public static decimal Of(PriceTerms terms, long? quantity, string currency)
    {
        if (terms.UsageType == "metered" || terms.IsCustomAmount || terms.Interval is null)
            return 0m;
        decimal units = quantity ?? 1;
        return terms.TiersMode switch
        {
            "graduated" => Graduated(terms.Tiers, units),
            "volume" => Volume(terms.Tiers, units),
            _ => UnitAmount(terms, currency) * Packages(terms, units),
        };
    }

    private static decimal UnitAmount(PriceTerms terms, string currency) =>
        terms.Currency == currency ? terms.UnitAmount ?? 0m : terms.CurrencyOptions.GetValueOrDefault(currency);

    private static decimal Packages(PriceTerms terms, decimal units)
    {
        if (terms.DivideBy is not { } size)
            return units;
        return terms.Round == "up" ? Math.Ceiling(units / size) : Math.Floor(units / size);
    }

    private static decimal Graduated(IReadOnlyList<PriceTier> tiers, decimal units)
    {
        var (sum, from) = (0m, 0m);
        foreach (var tier in tiers)
        {
            if (units <= from)
                break;
            var to = tier.UpTo is { } last ? Math.Min(units, last) : units;
            sum += (to - from) * (tier.Unit ?? 0m) + (tier.Flat ?? 0m);
            from = tier.UpTo ?? units;
        }
        return sum;
    }

    private static decimal Volume(IReadOnlyList<PriceTier> tiers, decimal units)
    {
        var tier = tiers.First(one => one.UpTo is not { } last || units <= last);
        return units * (tier.Unit ?? 0m) + (tier.Flat ?? 0m);
    }
}
