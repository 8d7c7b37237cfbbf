using Nexus.ProviderSimulator.Oracle;
using Nexus.ProviderSimulator.Stripe.Actions;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Scenarios;

/// <summary>
/// The example by which MRR is defined: 18 subscriptions on 31 January 2026, ten changes in February.
/// Opening 1371.94444…, closing 1541.74444… US dollars, from 14 to 16 customers.
/// </summary>
/// <remarks>
/// Customers are <c>cus_c1</c> to <c>cus_c18</c>, then <c>cus_s</c> and <c>cus_t</c>; subscriptions are <c>sub_A</c> to
/// <c>sub_W</c>. Nothing is billed: the example is about terms, not about money that moved. Each step happens at noon UTC.
/// </remarks>
public sealed class WorkedExample
{
    public static readonly DateOnly OpeningDay = new(2026, 1, 31);
    public static readonly DateOnly ClosingDay = new(2026, 2, 28);

    /// <summary>Dollars for one unit of each currency; the euro rises on 15 February.</summary>
    public static readonly FxTable Rates = new(
        "usd",
        [
            new(DateOnly.MinValue, "eur", 1.10m),
            new(new DateOnly(2026, 2, 15), "eur", 1.12m),
            new(DateOnly.MinValue, "jpy", 0.0065m),
            new(DateOnly.MinValue, "ugx", 0.00027m),
        ]
    );

    private readonly StripeAccount _account;
    private readonly Script _script = new();
    private readonly Dictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);

    public WorkedExample(StripeAccount account)
    {
        _account = account;
        ScriptHistory();
        ScriptFebruary();
    }

    /// <summary>Does all that happened up to a moment and has not been done yet.</summary>
    public void PlayUntil(DateTimeOffset moment) => _script.PlayUntil(_account, moment);

    /// <summary>Does all that happened up to the end of a day (UTC).</summary>
    public void PlayThrough(DateOnly day) =>
        PlayUntil(new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero).AddTicks(-1));

    /// <summary>A subscription by its letter, as in <c>B</c>.</summary>
    public Subscription this[string letter] => _subscriptions[letter];

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 12, 0, 0, TimeSpan.Zero);

    private void ScriptHistory()
    {
        Begin(Day(2025, 6, 2), "I", "c9", new("usd", 6000));
        At(Day(2025, 11, 14), () => Cancel("I"));
        Begin(Day(2025, 8, 1), "A", "c1", new("usd", 4900));
        Begin(Day(2025, 9, 3), "B", "c2", new("usd", 120000, "year"));
        Begin(Day(2025, 9, 10), "C", "c3", new("usd", 3000), new() { Quantity = 7, Coupons = [] }, new("forever", 20));
        Begin(
            Day(2025, 9, 15),
            "D",
            "c4",
            new("usd", 30000, "month", 3),
            coupon: new("forever", AmountOff: 3000, Currency: "usd")
        );
        Begin(Day(2025, 10, 1), "E", "c5", new("usd", 1200, "week"));
        Begin(Day(2026, 1, 25), "F", "c6", new("usd", 9900), new() { TrialEnd = Day(2026, 2, 8) });
        Begin(Day(2025, 10, 6), "G", "c7", new("usd", 2000));
        At(Day(2026, 1, 28), () => _account.Subscriptions.SetStatus(this["G"], "past_due"));
        Begin(Day(2025, 10, 7), "V", "c7", new("usd", 1500));
        Begin(Day(2025, 10, 8), "H", "c8", new("usd", 2) { UsageType = "metered" });
        Begin(Day(2025, 10, 9), "J", "c10", new("usd", 3500));
        At(Day(2026, 1, 12), () => _account.Subscriptions.Pause(this["J"]));
        Begin(Day(2025, 10, 10), "L", "c11", Graduated(), new() { Quantity = 12 });
        Begin(Day(2025, 10, 11), "M", "c12", new("usd", 1500) { DivideBy = 10 }, new() { Quantity = 25 });
        Begin(Day(2025, 10, 12), "N", "c13", new("eur", 4000));
        Begin(Day(2025, 10, 13), "O", "c14", new("jpy", 5000));
        Begin(Day(2025, 10, 14), "P", "c15", new("ugx", 5000000));
        Begin(Day(2026, 1, 20), "Q", "c16", new("usd", 8000), coupon: new("once", 50));
        Begin(Day(2026, 1, 10), "R", "c17", new("usd", 10000), coupon: new("repeating", 50, Months: 3));
        Begin(Day(2025, 10, 15), "W", "c18", new("usd", 50000, "day", 30));
    }

    private void ScriptFebruary()
    {
        Begin(Day(2026, 2, 4), "T", "t", new("usd", 7000));
        At(
            Day(2026, 2, 5),
            () =>
            {
                var twice = _account.Catalog.CreatePrice(new("usd", 240000, "year"), id: "price_B2");
                _account.Subscriptions.ChangePrice(this["B"], twice);
            }
        );
        At(Day(2026, 2, 6), () => _account.Subscriptions.ChangeQuantity(this["C"], 5));
        At(Day(2026, 2, 8), () => _account.Subscriptions.EndTrial(this["F"], bills: false));
        At(Day(2026, 2, 9), () => Cancel("V"));
        At(Day(2026, 2, 10), () => Cancel("E"));
        Begin(Day(2026, 2, 12), "I2", "c9", new("usd", 6000));
        Begin(Day(2026, 2, 16), "S", "s", new("usd", 2500));
        At(Day(2026, 2, 18), () => _account.Subscriptions.CancelAtPeriodEnd(this["D"]));
        At(Day(2026, 2, 20), () => Cancel("T"));
    }

    private static PriceTerms Graduated() =>
        new("usd", null) { TiersMode = "graduated", Tiers = [new(5, 1000), new(null, 800)] };

    private void Begin(
        DateTimeOffset at,
        string letter,
        string customer,
        PriceTerms price,
        SubscriptionTerms? terms = null,
        CouponTerms? coupon = null
    ) =>
        At(
            at,
            () =>
            {
                var owner =
                    _account.Store.Customers.Find($"cus_{customer}")
                    ?? _account.Customers.Create(customer, id: $"cus_{customer}");
                var made = _account.Catalog.CreatePrice(price, id: $"price_{letter}", nickname: letter);
                List<Coupon> coupons = coupon is null
                    ? []
                    : [_account.Catalog.CreateCoupon(coupon, $"coupon_{letter}")];
                var how = (terms ?? new()) with { Id = $"sub_{letter}", Bills = false, Coupons = coupons };
                var begun = _account.Subscriptions.Create(owner, made, how);
                _subscriptions.Add(letter, begun);
                SkipToPeriodOf(begun, OpeningDay);
            }
        );

    /// <summary>Items show the period that they are in at the opening, although nothing was billed on the way.</summary>
    private static void SkipToPeriodOf(Subscription subscription, DateOnly day)
    {
        var moment = new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero);
        foreach (var item in subscription.Items)
        {
            while (item.PeriodEnd <= moment)
                (item.PeriodStart, item.PeriodEnd) = (item.PeriodEnd, Periods.After(item.PeriodEnd, item.Price.Terms));
        }
    }

    private void Cancel(string letter) => _account.Subscriptions.Cancel(this[letter]);

    private void At(DateTimeOffset moment, Action action) => _script.Add(moment, action);
}
