using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Actions;

/// <summary>How a subscription begins, besides its customer and its first price.</summary>
public sealed record SubscriptionTerms
{
    /// <summary>Of the first item; null for metered prices.</summary>
    public long? Quantity { get; init; } = 1;

    /// <summary>Further items.</summary>
    public IReadOnlyList<(Price Price, long? Quantity)> MoreItems { get; init; } = [];

    /// <summary>Nothing is charged before.</summary>
    public DateTimeOffset? TrialEnd { get; init; }

    /// <summary>Coupons for all of it.</summary>
    public IReadOnlyList<Coupon> Coupons { get; init; } = [];

    /// <summary>Coupons for the first item alone.</summary>
    public IReadOnlyList<Coupon> ItemCoupons { get; init; } = [];

    /// <summary>What it is billed in; the price's where it is null.</summary>
    public string? Currency { get; init; }

    /// <summary>Where false, the first payment fails and the subscription stays incomplete.</summary>
    public bool Pays { get; init; } = true;

    /// <summary>Whether there are invoices and payments at all; without, only the subscription is made.</summary>
    public bool Bills { get; init; } = true;

    /// <summary>Made up where it is null.</summary>
    public string? Id { get; init; }
}
