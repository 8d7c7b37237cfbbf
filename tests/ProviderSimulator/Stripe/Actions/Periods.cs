using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Actions;

/// <summary>How long a billing period is.</summary>
internal static class Periods
{
    public static DateTimeOffset After(DateTimeOffset start, PriceTerms terms) =>
        terms.Interval switch
        {
            "day" => start.AddDays(terms.IntervalCount),
            "week" => start.AddDays(7 * terms.IntervalCount),
            "year" => start.AddYears(terms.IntervalCount),
            _ => start.AddMonths(terms.IntervalCount),
        };
}
