namespace Nexus.ProviderSimulator.Oracle;

/// <summary>What a period came to. Rates are shares of one, and null where there is nothing to divide by.</summary>
/// <param name="Opened">MRR by customer before the first day.</param>
/// <param name="Closed">MRR by customer at the end of the last day.</param>
public sealed record MrrPeriod(
    IReadOnlyDictionary<string, decimal> Opened,
    IReadOnlyDictionary<string, decimal> Closed,
    IReadOnlyList<Movement> Movements
)
{
    public decimal Opening => Opened.Values.Sum();

    public decimal Closing => Closed.Values.Sum();

    public int ActiveCustomers => Closed.Count;

    public decimal Arr => Closing * 12m;

    public decimal? Arpa => Divide(Closing, ActiveCustomers);

    /// <summary>Customers of the opening who have nothing at the end.</summary>
    public int ChurnedCustomers => Opened.Keys.Count(customer => !Closed.ContainsKey(customer));

    public int NewCustomers => Movements.Count(one => one.Kind == MovementKind.New);

    public int ReactivatedCustomers => Movements.Count(one => one.Kind == MovementKind.Reactivation);

    /// <summary>Churned of the opening cohort, by the opening.</summary>
    public decimal? LogoChurn => Divide(ChurnedCustomers, Opened.Count);

    /// <summary>Stripe's own: all who churned, by the opening and those who came in the period.</summary>
    public decimal? StripeLogoChurn =>
        Divide(Movements.Count(one => one.Kind == MovementKind.Churn), Opened.Count + NewCustomers);

    /// <summary>What the opening cohort lost, by what it had.</summary>
    public decimal? GrossChurn => Divide(-OfCohort(MovementKind.Churn, MovementKind.Contraction), Opening);

    public decimal? Grr => 1m - GrossChurn;

    public decimal? Nrr =>
        Divide(
            Opening
                + OfCohort(
                    MovementKind.Churn,
                    MovementKind.Contraction,
                    MovementKind.Expansion,
                    MovementKind.Reactivation
                ),
            Opening
        );

    public decimal? Ltv => LogoChurn is { } churn ? Divide(Arpa ?? 0m, churn) : null;

    public decimal? QuickRatio =>
        Divide(
            Sum(MovementKind.New) + Sum(MovementKind.Reactivation) + Sum(MovementKind.Expansion),
            -(Sum(MovementKind.Contraction) + Sum(MovementKind.Churn))
        );

    /// <summary>All movements of a kind; what is lost is negative.</summary>
    public decimal Sum(MovementKind kind) => Movements.Where(one => one.Kind == kind).Sum(one => one.Amount);

    private decimal OfCohort(params MovementKind[] kinds) =>
        Movements.Where(one => kinds.Contains(one.Kind) && Opened.ContainsKey(one.Customer)).Sum(one => one.Amount);

    private static decimal? Divide(decimal part, decimal whole) => whole == 0m ? null : part / whole;
}
