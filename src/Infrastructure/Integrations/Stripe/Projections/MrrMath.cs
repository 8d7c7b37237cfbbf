using Nexus.Infrastructure.Integrations.Stripe.Records;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>What a subscription brings in per month while it counts.</summary>
/// <remarks>
/// A year is twelve months, 52 weeks or 365 days. Metered prices, prices that the buyer chooses and prices that are paid
/// once bring in nothing. Tax that a price includes is taken out. An amount off is off each invoice, so it is spread over
/// the months of the shortest billing cycle among the items it holds for, and over these items by what they bring in.
/// </remarks>
/// <param name="prices">For tiers, currencies and coupons that the subscription does not show.</param>
/// <param name="policy">Which discounts count.</param>
internal sealed class MrrMath(PriceBook prices, DiscountPolicy policy)
{
    /// <summary>Decimals to which one subscription's amount is kept, so that all sums and differences of amounts are exact.</summary>
    public const int AmountDecimals = 12;

    /// <param name="customer">The customer's own discount, which holds where the subscription has none.</param>
    /// <param name="end">Unix seconds: the first moment after the one that is looked at.</param>
    /// <returns>In the subscription's currency: by the policy, and before any discount.</returns>
    public (decimal Discounted, decimal Contracted) PerMonth(
        SubscriptionRecord subscription,
        DiscountRecord? customer,
        long end
    )
    {
        var items = subscription.Items.Select(item => new PricedItem(item, prices.Whole(item.Price))).ToList();
        foreach (var item in items)
            item.PerMonth = Monthly(item, subscription.Currency);
        var contracted = items.Sum(item => item.PerMonth);

        foreach (var item in items)
        {
            foreach (var coupon in Counted(item.Item.Discounts, end))
                TakeOff(coupon, [item], subscription.Currency);
        }
        var general = Holding(subscription.Discounts, end).ToList();
        if (general.Count == 0 && customer is not null)
            general = [customer];
        foreach (var coupon in Counted(general, end))
            TakeOff(coupon, items, subscription.Currency);

        return (Kept(items.Sum(item => item.PerMonth), subscription.Currency), Kept(contracted, subscription.Currency));
    }

    /// <summary>An amount of one billing cycle, per month.</summary>
    /// <param name="interval">day, week, month or year.</param>
    public static decimal PerMonth(decimal amount, string interval, long count)
    {
        var (cycles, months) = interval switch
        {
            "day" => (365, 12),
            "week" => (52, 12),
            "year" => (1, 12),
            _ => (1, 1),
        };
        return amount * cycles / (months * Math.Max(count, 1));
    }

    public static decimal Kept(decimal minor, string currency) =>
        decimal.Round(StripeMoney.Major(minor, currency), AmountDecimals, MidpointRounding.AwayFromZero);

    /// <summary>Whether a discount of this duration lowers the recurring revenue.</summary>
    public bool Counts(string? duration) =>
        policy switch
        {
            DiscountPolicy.All => true,
            DiscountPolicy.None => false,
            DiscountPolicy.ForeverOnly => duration == "forever",
            _ => duration != "once",
        };

    private static decimal Monthly(PricedItem item, string currency)
    {
        if (item.Price is not { Interval: { } interval, Metered: false })
            return 0m;
        var charged = Charged(item.Price, item.Item.Quantity ?? 1, currency);
        if (item.Item.TaxIncluded is { } percent)
            charged = charged * 100m / (100m + percent);
        return PerMonth(charged, interval, item.Price.IntervalCount);
    }

    /// <summary>What a billing cycle costs; zero for a price that does not exist in the currency.</summary>
    public static decimal Charged(PriceRecord price, long quantity, string currency)
    {
        var (custom, tiers, unit) = (price.Custom, price.Tiers, price.UnitAmount);
        if (!string.Equals(price.Currency, currency, StringComparison.OrdinalIgnoreCase))
        {
            if (price.Options is null || !price.Options.TryGetValue(currency, out var option))
                return 0m;
            (custom, tiers, unit) = (option.Custom, option.Tiers, option.UnitAmount);
        }
        if (custom)
            return 0m;
        if (price.Tiered)
            return price.TiersMode == "volume" ? Volume(tiers ?? [], quantity) : Graduated(tiers ?? [], quantity);
        return (unit ?? 0m) * Packages(price, quantity);
    }

    private static long Packages(PriceRecord price, long quantity) =>
        price.DivideBy is not { } size ? quantity
        : price.RoundsUp ? (quantity + size - 1) / size
        : quantity / size;

    private static decimal Graduated(IReadOnlyList<PriceTier> tiers, long quantity)
    {
        var (sum, below) = (0m, 0L);
        foreach (var tier in tiers)
        {
            if (quantity <= below && below > 0)
                break;
            var within = Math.Min(quantity, tier.UpTo ?? quantity) - below;
            sum += (within * (tier.UnitAmount ?? 0m)) + (tier.FlatAmount ?? 0m);
            if (tier.UpTo is not { } last)
                break;
            below = last;
        }
        return sum;
    }

    private static decimal Volume(IReadOnlyList<PriceTier> tiers, long quantity)
    {
        var tier = tiers.FirstOrDefault(tier => tier.UpTo is null || quantity <= tier.UpTo);
        return tier is null ? 0m : (quantity * (tier.UnitAmount ?? 0m)) + (tier.FlatAmount ?? 0m);
    }

    private static void TakeOff(CouponRecord coupon, List<PricedItem> items, string currency)
    {
        var eligible = items
            .Where(item =>
                coupon.AppliesTo is null || (item.Price.Product is { } product && coupon.AppliesTo.Contains(product))
            )
            .Where(item => item.PerMonth > 0m)
            .ToList();
        if (coupon.PercentOff is { } percent)
        {
            foreach (var item in eligible)
                item.PerMonth = Math.Max(0m, item.PerMonth * (100m - percent) / 100m);
        }
        else if (coupon.AmountOffIn(currency) is { } off && eligible.Count > 0)
        {
            var sum = eligible.Sum(item => item.PerMonth);
            var perMonth = eligible.Max(item => PerMonth(off, item.Price.Interval!, item.Price.IntervalCount));
            foreach (var item in eligible)
                item.PerMonth = Math.Max(0m, item.PerMonth - (perMonth * item.PerMonth / sum));
        }
    }

    private IEnumerable<CouponRecord> Counted(IReadOnlyList<DiscountRecord>? discounts, long end) =>
        Holding(discounts, end).Select(prices.Terms).OfType<CouponRecord>().Where(coupon => Counts(coupon.Duration));

    private IEnumerable<DiscountRecord> Holding(IReadOnlyList<DiscountRecord>? discounts, long end) =>
        (discounts ?? []).Where(discount => (discount.Start ?? 0) < end && (EndOf(discount) ?? end) >= end);

    /// <summary>When a discount ends, in Unix seconds; null for never.</summary>
    public long? EndOf(DiscountRecord discount) =>
        discount.End is { } end ? end
        : discount.Start is { } start
        && prices.Terms(discount) is { Duration: "repeating", DurationInMonths: { } months }
            ? DateTimeOffset.FromUnixTimeSeconds(start).AddMonths((int)months).ToUnixTimeSeconds()
        : null;

    private sealed class PricedItem(SubscriptionItem item, PriceRecord price)
    {
        public SubscriptionItem Item => item;

        public PriceRecord Price => price;

        public decimal PerMonth { get; set; }
    }
}
