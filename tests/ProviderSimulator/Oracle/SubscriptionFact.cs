using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Oracle;

/// <summary>The terms of a subscription from a moment on, until its next fact.</summary>
/// <param name="Status">As Stripe names it; <c>canceled</c> ends it.</param>
/// <param name="PauseBehavior">How collection is paused; null where it is not.</param>
/// <param name="EndsAt">When it is going to end; null where nobody has said so.</param>
public sealed record SubscriptionFact(
    DateTimeOffset At,
    string Subscription,
    string Customer,
    string Currency,
    string Status,
    DateTimeOffset? TrialEnd,
    string? PauseBehavior,
    DateTimeOffset? EndsAt,
    IReadOnlyList<ItemFact> Items,
    IReadOnlyList<Discount> Discounts
);

/// <summary>One item of a subscription. Prices and discounts never change once they are made.</summary>
public sealed record ItemFact(Price Price, long? Quantity, IReadOnlyList<Discount> Discounts);

/// <summary>A customer's own discount from a moment on; null for none.</summary>
public sealed record CustomerDiscountFact(DateTimeOffset At, string Customer, Discount? Discount);
