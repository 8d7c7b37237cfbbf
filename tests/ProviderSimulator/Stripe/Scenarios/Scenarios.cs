namespace Nexus.ProviderSimulator.Stripe.Scenarios;

/// <summary>Ready-made pasts for an account.</summary>
public static class Scenarios
{
    /// <inheritdoc cref="Stripe.Scenarios.WorkedExample"/>
    /// <param name="until">Played up to here; the rest follows by <c>PlayUntil</c>. Null plays nothing yet.</param>
    public static WorkedExample WorkedExample(StripeAccount account, DateTimeOffset? until = null)
    {
        var example = new WorkedExample(account);
        if (until is { } moment)
            example.PlayUntil(moment);
        return example;
    }

    /// <inheritdoc cref="LedgerExample"/>
    public static void Ledger(StripeAccount account) => LedgerExample.Play(account);
}
