namespace Nexus.ProviderSimulator.Oracle;

public enum MovementKind
{
    /// <summary>A customer pays for the first time.</summary>
    New,

    /// <summary>A customer who had gone is back.</summary>
    Reactivation,

    Expansion,
    Contraction,

    /// <summary>A customer pays nothing any more.</summary>
    Churn,

    /// <summary>A rate changed; the customer did not.</summary>
    Fx,
}

/// <summary>What a customer's MRR did from one day to the next, in the base currency.</summary>
/// <param name="Amount">Negative for contraction and churn.</param>
public sealed record Movement(DateOnly Day, string Customer, MovementKind Kind, decimal Amount);
