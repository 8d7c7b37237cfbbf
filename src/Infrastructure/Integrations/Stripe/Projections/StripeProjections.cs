using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>All that is computed from what is kept of an account.</summary>
internal static class StripeProjections
{
    public static readonly IReadOnlyList<IRecordProjection> All =
    [
        new PaymentsProjection(),
        new UsageProjection(),
        new AttemptsProjection(),
        new DisputesProjection(),
        new BillingProjection(),
        new SubscriptionsProjection(),
    ];
}
