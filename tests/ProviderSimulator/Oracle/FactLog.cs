namespace Nexus.ProviderSimulator.Oracle;

/// <summary>What happened to an account's subscriptions and discounts, in the order in which it was done.</summary>
public sealed class FactLog
{
    private readonly List<SubscriptionFact> _subscriptions = [];
    private readonly List<CustomerDiscountFact> _discounts = [];

    public IReadOnlyList<SubscriptionFact> Subscriptions => _subscriptions;

    public IReadOnlyList<CustomerDiscountFact> CustomerDiscounts => _discounts;

    internal void Add(SubscriptionFact fact) => _subscriptions.Add(fact);

    internal void Add(CustomerDiscountFact fact) => _discounts.Add(fact);
}
