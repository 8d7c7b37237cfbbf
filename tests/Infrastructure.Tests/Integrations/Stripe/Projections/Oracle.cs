namespace Nexus.Infrastructure.Tests.Integrations.Stripe.Projections;

/// <summary>
/// Works out what an account brings in, day by day and one subscription after the other, from the written rules: slow, and in
/// fractions.
/// </summary>
internal sealed class Oracle(AccountMaker account)
{
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    /// <summary>Amount, amount before discounts, and what of it is set to end, of every subscription at the end of a day.</summary>
    public Dictionary<MadeSubscription, (decimal Mrr, decimal Full, decimal Leaving)> On(DateOnly day)
    {
        var midnight = TimeZoneInfo.ConvertTimeToUtc(day.AddDays(1).ToDateTime(TimeOnly.MinValue), NewYork);
        var last = new DateTimeOffset(midnight, TimeSpan.Zero).ToUnixTimeSeconds() - 1;
        return account.Subscriptions.ToDictionary(one => one, one => Value(one, last));
    }

    private (decimal, decimal, decimal) Value(MadeSubscription one, long moment)
    {
        var state = one.States[0];
        foreach (var next in one.States)
        {
            if (next.Since <= moment)
                state = next;
        }
        var over = one.States.Find(known => known.Status == "canceled")?.Ended;
        var counts = state.Status is "active" or "past_due" or "canceled";
        if (one.Start > moment || over <= moment || state.TrialEnd > moment)
            counts = false;
        if (state.Pause is "void" or "mark_uncollectible" && !(state.PauseEnds <= moment))
            counts = false;
        if (!counts)
            return (0, 0, 0);
        var mrr = Month(one, state, moment, discounts: true);
        var full = Month(one, state, moment, discounts: false);
        return (mrr, full, state.Leaves && state.Status != "canceled" ? mrr : 0);
    }

    private decimal Month(MadeSubscription one, MadeState state, long moment, bool discounts)
    {
        var lines = state.Items.ToDictionary(item => item, item => Base(item) / Cycle(item));
        if (discounts)
        {
            foreach (var item in state.Items)
            {
                foreach (var discount in item.Discounts.Where(given => Holds(given, moment) && Policy(given)))
                    Apply(discount, [item], lines, one.Currency);
            }
            var given = state.Discounts.Where(given => Holds(given, moment)).ToList();
            if (
                given.Count == 0
                && account.CustomerDiscounts.TryGetValue(one.Customer, out var customers)
                && Holds(customers, moment)
            )
                given.Add(customers);
            foreach (var discount in given.Where(Policy))
                Apply(discount, state.Items, lines, one.Currency);
        }
        var sum = OracleFraction.Zero;
        foreach (var line in lines.Values)
            sum += line;
        return (sum / (one.Currency == "jpy" ? 1 : 100)).Rounded();
    }

    private static OracleFraction Base(MadeItem item)
    {
        long quantity = item.Quantity ?? 1;
        long cents = 0;
        switch (item.Kind)
        {
            case "unit":
                cents = item.Cents * quantity;
                break;
            case "package_up":
                cents = item.Cents * (long)Math.Ceiling(quantity / 7m);
                break;
            case "package_down":
                cents = item.Cents * (long)Math.Floor(quantity / 7m);
                break;
            case "volume":
                cents =
                    quantity <= 5 ? (quantity * item.Cents) + 300
                    : quantity <= 20 ? quantity * (item.Cents / 2)
                    : (quantity * (item.Cents / 3)) + 50;
                break;
            case "graduated":
                cents = 300;
                for (var unit = 1; unit <= quantity; unit++)
                    cents +=
                        unit <= 5 ? item.Cents
                        : unit <= 20 ? item.Cents / 2
                        : item.Cents / 3;
                cents += quantity > 20 ? 50 : 0;
                break;
        }
        return (OracleFraction)cents * 100 / (100 + item.Tax);
    }

    /// <summary>Months of a billing cycle.</summary>
    private static OracleFraction Cycle(MadeItem item) =>
        (OracleFraction)item.Count
        * item.Interval switch
        {
            "day" => (OracleFraction)12 / 365,
            "week" => (OracleFraction)12 / 52,
            "year" => 12,
            _ => (OracleFraction)1,
        };

    private static void Apply(
        MadeDiscount discount,
        IEnumerable<MadeItem> items,
        Dictionary<MadeItem, OracleFraction> lines,
        string currency
    )
    {
        var eligible = items
            .Where(item => discount.OnlyPrice is null || discount.OnlyPrice == item.Price)
            .Where(item => !lines[item].Top.IsZero)
            .ToList();
        if (eligible.Count == 0)
            return;
        if (discount.Percent is { } percent)
        {
            foreach (var item in eligible)
                lines[item] = lines[item] * (100 - percent) / 100;
            return;
        }
        if (discount.Currency != currency)
            return;
        var shortest = eligible.Select(Cycle).Aggregate((one, other) => (one - other).IsNegative ? one : other);
        var off = (OracleFraction)discount.Off!.Value / shortest;
        var sum = eligible.Select(item => lines[item]).Aggregate((one, other) => one + other);
        foreach (var item in eligible)
        {
            var left = lines[item] - (off * lines[item] / sum);
            lines[item] = left.IsNegative ? OracleFraction.Zero : left;
        }
    }

    private static bool Holds(MadeDiscount discount, long moment) =>
        discount.Start <= moment && (discount.End is null || discount.End > moment);

    private bool Policy(MadeDiscount discount) =>
        account.Policy == "all"
        || (account.Policy == "forever_only" && discount.Duration == "forever")
        || (account.Policy == "recurring" && discount.Duration != "once");
}
