using Nexus.ProviderSimulator.Stripe.Objects;
using NodaTime;

namespace Nexus.ProviderSimulator.Oracle;

/// <summary>What MRR has to be, worked out from what was done to the account and from nothing that the API showed.</summary>
/// <remarks>
/// A day's value is that of its last moment in the zone. Within a day all that a customer did is netted to one movement;
/// the share of a changed rate is taken out first, by the rate of the day applied to what was there the day before.
/// </remarks>
public sealed class MrrOracle
{
    private readonly FactLog _facts;
    private readonly FxTable _rates;
    private readonly DateTimeZone _zone;
    private readonly DiscountPolicy _policy;

    /// <param name="zone">As in <c>Europe/Berlin</c>.</param>
    public MrrOracle(
        FactLog facts,
        FxTable rates,
        string zone = "UTC",
        DiscountPolicy policy = DiscountPolicy.Recurring
    )
    {
        _facts = facts;
        _rates = rates;
        _zone = OracleDay.Zone(zone);
        _policy = policy;
    }

    /// <summary>The day of the first fact; null where nothing has happened.</summary>
    public DateOnly? FirstDay =>
        _facts.Subscriptions.Count == 0 ? null : OracleDay.Of(_facts.Subscriptions.Min(fact => fact.At), _zone);

    /// <summary>MRR in the base currency at the end of a day, unrounded.</summary>
    public decimal On(DateOnly day) => ByCustomer(day).Values.Sum();

    /// <summary>MRR by currency at the end of a day, in whole units of each; without those that have none.</summary>
    public IReadOnlyDictionary<string, decimal> ByCurrency(DateOnly day) =>
        Amounts(day)
            .GroupBy(one => one.Currency, StringComparer.Ordinal)
            .Select(group => (group.Key, Sum: group.Sum(one => one.Amount)))
            .Where(pair => pair.Sum != 0m)
            .ToDictionary(pair => pair.Key, pair => pair.Sum, StringComparer.Ordinal);

    /// <summary>MRR of each subscription that has any, in its own currency.</summary>
    public IReadOnlyDictionary<string, decimal> BySubscription(DateOnly day) =>
        Amounts(day)
            .Where(one => one.Amount != 0m)
            .ToDictionary(one => one.Subscription, one => one.Amount, StringComparer.Ordinal);

    /// <summary>MRR of each customer who has any, in the base currency.</summary>
    public IReadOnlyDictionary<string, decimal> ByCustomer(DateOnly day) => Converted(Amounts(day), day);

    public int ActiveCustomers(DateOnly day) => ByCustomer(day).Count;

    /// <summary>MRR at the end of a day of what is set to end.</summary>
    public decimal ScheduledChurn(DateOnly day)
    {
        var ending = Latest(OracleDay.End(day, _zone))
            .Where(fact => fact.EndsAt is not null)
            .Select(fact => fact.Subscription);
        return Converted([.. Amounts(day).Where(one => ending.Contains(one.Subscription))], day).Values.Sum();
    }

    /// <summary>All movements of the days from the first to the last, both included.</summary>
    public IReadOnlyList<Movement> Movements(DateOnly first, DateOnly last)
    {
        List<Movement> movements = [];
        if (FirstDay is not { } day)
            return movements;
        HashSet<string> known = new(StringComparer.Ordinal);
        IReadOnlyList<Share> before = [];
        for (; day <= last; day = day.AddDays(1))
        {
            var now = Amounts(day);
            var today = Converted(now, day);
            if (day >= first)
                movements.AddRange(Between(before, today, day, known));
            known.UnionWith(today.Keys);
            before = now;
        }
        return movements;
    }

    /// <summary>The rates of the days from the first to the last, both included, against the end of the day before.</summary>
    public MrrPeriod Period(DateOnly first, DateOnly last) =>
        new(ByCustomer(first.AddDays(-1)), ByCustomer(last), Movements(first, last));

    private IEnumerable<Movement> Between(
        IReadOnlyList<Share> before,
        Dictionary<string, decimal> today,
        DateOnly day,
        HashSet<string> known
    )
    {
        var atOldRates = before.Count == 0 ? [] : Converted(before, day.AddDays(-1));
        var atNewRates = Converted(before, day);
        foreach (
            var customer in atOldRates.Keys.Union(today.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
        )
        {
            var held = atNewRates.GetValueOrDefault(customer);
            var fx = held - atOldRates.GetValueOrDefault(customer);
            if (fx != 0m)
                yield return new(day, customer, MovementKind.Fx, fx);
            var change = today.GetValueOrDefault(customer) - held;
            if (change != 0m)
                yield return new(day, customer, Kind(held, change, known.Contains(customer)), change);
        }
    }

    private static MovementKind Kind(decimal held, decimal change, bool isKnown) =>
        held == 0m
            ? isKnown
                ? MovementKind.Reactivation
                : MovementKind.New
            : held + change == 0m
                ? MovementKind.Churn
                : change > 0m
                    ? MovementKind.Expansion
                    : MovementKind.Contraction;

    private Dictionary<string, decimal> Converted(IReadOnlyList<Share> amounts, DateOnly day) =>
        amounts
            .GroupBy(one => one.Customer, StringComparer.Ordinal)
            .Select(group => (group.Key, Sum: group.Sum(one => one.Amount * _rates.On(day, one.Currency))))
            .Where(pair => pair.Sum != 0m)
            .ToDictionary(pair => pair.Key, pair => pair.Sum, StringComparer.Ordinal);

    private IReadOnlyList<Share> Amounts(DateOnly day)
    {
        var at = OracleDay.End(day, _zone);
        var discounts = CustomerDiscounts(at);
        return
        [
            .. Latest(at)
                .Select(fact => new Share(
                    fact.Subscription,
                    fact.Customer,
                    fact.Currency,
                    MrrRules.Of(fact, at, discounts.GetValueOrDefault(fact.Customer), _policy)
                ))
                .Where(one => one.Amount != 0m),
        ];
    }

    private IEnumerable<SubscriptionFact> Latest(DateTimeOffset at) =>
        _facts
            .Subscriptions.Where(fact => fact.At <= at)
            .GroupBy(fact => fact.Subscription, StringComparer.Ordinal)
            // Facts of one moment stand in the order in which they were done; the sort keeps it.
            .Select(group => group.OrderBy(fact => fact.At).Last());

    private Dictionary<string, Discount?> CustomerDiscounts(DateTimeOffset at) =>
        _facts
            .CustomerDiscounts.Where(fact => fact.At <= at)
            .GroupBy(fact => fact.Customer, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => group.OrderBy(fact => fact.At).Last().Discount,
                StringComparer.Ordinal
            );

    private sealed record Share(string Subscription, string Customer, string Currency, decimal Amount);
}
