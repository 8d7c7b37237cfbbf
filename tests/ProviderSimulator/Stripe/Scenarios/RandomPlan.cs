using Nexus.ProviderSimulator.Stripe.Actions;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Scenarios;

/// <summary>Random prices, coupons and terms, all of which Stripe would take.</summary>
internal sealed class RandomPlan(StripeAccount account, Random random, HistoryTerms terms)
{
    private static readonly string[] Names =
    [
        "Harbor",
        "Summit",
        "Willow",
        "Granite",
        "Lantern",
        "Meadow",
        "Orchard",
        "Prairie",
        "Quarry",
        "Ridge",
        "Sable",
        "Tundra",
    ];
    private static readonly string[] Trades =
    [
        "Analytics",
        "Bakery",
        "Books",
        "Coffee",
        "Design",
        "Gardens",
        "Labs",
        "Logistics",
        "Press",
        "Studio",
    ];

    public Customer NewCustomer(int number)
    {
        var name = $"{Names[number % Names.Length]} {Trades[number / Names.Length % Trades.Length]}";
        return account.Customers.Create(name, $"billing{number}@example.com");
    }

    /// <param name="like">A price whose currency and interval it must have; null for any.</param>
    public Price NewPrice(PriceTerms? like = null)
    {
        var currency = like?.Currency ?? terms.Currencies[random.Next(terms.Currencies.Count)];
        var (interval, count) = like is null ? NewInterval() : (like.Interval!, like.IntervalCount);
        // Dinars are charged in tens of fils, shillings in whole ones.
        var step = currency is "kwd" or "ugx" ? 100 : 1;
        decimal amount = random.Next(5, 200) * 100 * (interval == "year" ? 10 : 1) / step * step;
        var price = new PriceTerms(currency, amount, interval, count);
        price = random.Next(12) switch
        {
            0 => price with { UnitAmount = null, TiersMode = "graduated", Tiers = Tiers(amount) },
            1 => price with { UnitAmount = null, TiersMode = "volume", Tiers = Tiers(amount) },
            2 => price with { DivideBy = 10, Round = random.Next(2) == 0 ? "up" : "down" },
            3 when like is null => price with { UsageType = "metered", UnitAmount = random.Next(1, 500) / 100m },
            4 => price with { UnitAmount = amount + 0.5m },
            _ => price,
        };
        return account.Catalog.CreatePrice(price, nickname: $"{interval} {currency}");
    }

    public SubscriptionTerms NewTerms(Price price) =>
        new()
        {
            Quantity = random.Next(1, 15),
            TrialEnd = random.Next(5) == 0 ? account.Now.AddDays(7 * random.Next(1, 5)) : null,
            Coupons = random.Next(4) == 0 ? [NewCoupon(price.Terms)] : [],
            ItemCoupons = random.Next(12) == 0 ? [NewCoupon(price.Terms)] : [],
            MoreItems = random.Next(6) == 0 ? [(NewPrice(price.Terms), random.Next(1, 4))] : [],
            Bills = terms.Bills,
        };

    public Coupon NewCoupon(PriceTerms price)
    {
        var duration = random.Next(3) switch
        {
            0 => "forever",
            1 => "once",
            _ => "repeating",
        };
        int? months = duration == "repeating" ? random.Next(1, 7) : null;
        return account.Catalog.CreateCoupon(
            random.Next(3) == 0
                ? new(duration, AmountOff: random.Next(1, 60) * 100, Currency: price.Currency, Months: months)
                : new(duration, random.Next(5, 101), Months: months)
        );
    }

    private (string Interval, int Count) NewInterval() =>
        random.Next(10) switch
        {
            0 => ("week", random.Next(1, 3)),
            1 => ("day", random.Next(7, 31)),
            2 => ("month", 3),
            3 or 4 => ("year", 1),
            _ => ("month", 1),
        };

    private static List<PriceTier> Tiers(decimal amount) =>
        [new(5, amount), new(10, amount * 8 / 10, 100), new(null, amount / 2)];
}
