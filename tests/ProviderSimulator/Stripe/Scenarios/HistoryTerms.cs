namespace Nexus.ProviderSimulator.Stripe.Scenarios;

/// <summary>What a random history is made of. Chances are per subscription and day, in thousandths, unless said otherwise.</summary>
public sealed record HistoryTerms(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>How many sign up, spread over the time.</summary>
    public int Customers { get; init; } = 6;

    /// <summary>Lower case; more than once makes one likelier.</summary>
    public IReadOnlyList<string> Currencies { get; init; } = ["usd", "usd", "eur", "jpy", "kwd", "ugx"];

    /// <summary>Whether there are invoices and payments, or terms alone.</summary>
    public bool Bills { get; init; } = true;

    /// <summary>A new quantity, or a new price.</summary>
    public int Change { get; init; } = 8;

    public int Cancel { get; init; } = 4;

    public int Pause { get; init; } = 2;

    public int Discount { get; init; } = 3;

    /// <summary>A customer who has gone comes back.</summary>
    public int Return { get; init; } = 5;

    /// <summary>A customer is deleted.</summary>
    public int Delete { get; init; } = 1;

    /// <summary>Per renewal: the payment fails. Most are tried again two days later.</summary>
    public int FailedPayment { get; init; } = 60;

    /// <summary>Per payment.</summary>
    public int Refund { get; init; } = 25;

    /// <summary>Per payment.</summary>
    public int Dispute { get; init; } = 5;
}
