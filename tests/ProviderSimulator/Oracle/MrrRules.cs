using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Oracle;

/// <summary>Which discounts lower MRR.</summary>
public enum DiscountPolicy
{
    /// <summary>Forever and repeating ones, while they last. The default.</summary>
    Recurring,

    /// <summary>Only those that never end.</summary>
    ForeverOnly,

    /// <summary>Those that count once, too.</summary>
    All,

    /// <summary>None: what was contracted.</summary>
    None,
}

/// <summary>The rules of MRR for one subscription at one moment, in whole units of its currency, unrounded.</summary>
internal static class MrrRules
{
    /// <param name="customerDiscount">Counts where the subscription has no discount of its own.</param>
    public static decimal Of(
        SubscriptionFact fact,
        DateTimeOffset at,
        Discount? customerDiscount,
        DiscountPolicy policy
    )
    {
        if (!Counts(fact, at))
            return 0m;
        var lines = fact.Items.Select(item => new Line(item, MonthlyAmount(item, fact.Currency))).ToList();
        foreach (var line in lines)
            Apply([line], Active(line.Item.Discounts, at, policy), fact.Currency);
        IReadOnlyList<Discount> whole =
            fact.Discounts.Count > 0 ? fact.Discounts
            : customerDiscount is null ? []
            : [customerDiscount];
        Apply(lines, Active(whole, at, policy), fact.Currency);
        return Currencies.ToMajor(lines.Sum(line => line.Amount), fact.Currency);
    }

    /// <summary>Active or past due, not on trial, and with collection that is not given up.</summary>
    private static bool Counts(SubscriptionFact fact, DateTimeOffset at) =>
        fact.Status is "active" or "past_due"
        && !(fact.TrialEnd > at)
        && fact.PauseBehavior is not ("void" or "mark_uncollectible");

    private static decimal MonthlyAmount(ItemFact item, string currency) =>
        Monthly(CycleAmount.Of(item.Price.Terms, item.Quantity, currency), item.Price.Terms);

    /// <summary>A month's part of what a cycle comes to: a year has 12 months, 52 weeks and 365 days.</summary>
    private static decimal Monthly(decimal amount, PriceTerms terms) =>
        terms.Interval switch
        {
            "day" => amount * 365m / (12m * terms.IntervalCount),
            "week" => amount * 52m / (12m * terms.IntervalCount),
            "month" => amount / terms.IntervalCount,
            "year" => amount / (12m * terms.IntervalCount),
            _ => 0m,
        };

    private static IEnumerable<Discount> Active(
        IEnumerable<Discount> discounts,
        DateTimeOffset at,
        DiscountPolicy policy
    ) =>
        discounts.Where(discount =>
            discount.Start <= at
            && (discount.End is not { } end || at < end)
            && policy switch
            {
                DiscountPolicy.All => true,
                DiscountPolicy.Recurring => discount.Coupon.Terms.Duration != "once",
                DiscountPolicy.ForeverOnly => discount.Coupon.Terms.Duration == "forever",
                _ => false,
            }
        );

    /// <summary>In their order. An amount comes off each invoice, so a month bears its part of it.</summary>
    private static void Apply(List<Line> lines, IEnumerable<Discount> discounts, string currency)
    {
        foreach (var terms in discounts.Select(discount => discount.Coupon.Terms))
        {
            var eligible = lines
                .Where(line => terms.AppliesTo.Count == 0 || terms.AppliesTo.Contains(line.Item.Price.Product))
                .ToList();
            if (terms.PercentOff is { } percent)
            {
                foreach (var line in eligible)
                    line.Amount *= 1m - percent / 100m;
            }
            else if (terms.AmountOff is { } off && terms.Currency == currency)
            {
                TakeOff(eligible, off);
            }
        }
    }

    private static void TakeOff(List<Line> lines, decimal off)
    {
        var sum = lines.Sum(line => line.Amount);
        if (sum <= 0m)
            return;
        // Items of one subscription share their cycle.
        var monthly = Monthly(off, lines[0].Item.Price.Terms);
        if (monthly >= sum)
            lines.ForEach(line => line.Amount = 0m);
        else
            lines.ForEach(line => line.Amount -= monthly * line.Amount / sum);
    }

    private sealed class Line(ItemFact item, decimal amount)
    {
        public ItemFact Item { get; } = item;

        public decimal Amount { get; set; } = amount;
    }
}
