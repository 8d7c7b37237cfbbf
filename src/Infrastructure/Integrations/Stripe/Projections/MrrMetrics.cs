namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>Keys of what subscriptions come to.</summary>
internal static class MrrMetrics
{
    public const string Mrr = "revenue.mrr";
    public const string Contracted = "revenue.mrr_contracted";
    public const string ScheduledChurn = "revenue.mrr_scheduled_churn";
    public const string New = "revenue.mrr_new";
    public const string Expansion = "revenue.mrr_expansion";
    public const string Contraction = "revenue.mrr_contraction";
    public const string Churned = "revenue.mrr_churned";
    public const string Reactivation = "revenue.mrr_reactivation";
    public const string Fx = "revenue.mrr_fx";
    public const string ChurnedOpening = "revenue.mrr_churned_opening";
    public const string ContractionOpening = "revenue.mrr_contraction_opening";
    public const string ExpansionOpening = "revenue.mrr_expansion_opening";
    public const string ActiveCustomers = "customers.active";
    public const string NewCustomers = "customers.new";
    public const string ChurnedCustomers = "customers.churned";
    public const string ReactivatedCustomers = "customers.reactivated";
    public const string ChurnedOpeningCustomers = "customers.churned_opening";

    public static readonly IReadOnlyList<string> All =
    [
        Mrr,
        Contracted,
        ScheduledChurn,
        New,
        Expansion,
        Contraction,
        Churned,
        Reactivation,
        Fx,
        ChurnedOpening,
        ContractionOpening,
        ExpansionOpening,
        ActiveCustomers,
        NewCustomers,
        ChurnedCustomers,
        ReactivatedCustomers,
        ChurnedOpeningCustomers,
    ];
}
