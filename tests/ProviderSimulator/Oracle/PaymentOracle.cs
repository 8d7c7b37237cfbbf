using Nexus.ProviderSimulator.Stripe.Api;
using Nexus.ProviderSimulator.Stripe.Objects;
using NodaTime;

namespace Nexus.ProviderSimulator.Oracle;

/// <summary>Counts of payments, disputes and trials in the days from the first to the last, both included.</summary>
public sealed class PaymentOracle
{
    private readonly StripeStore _store;
    private readonly DateTimeZone _zone;
    private readonly DateOnly _first;
    private readonly DateOnly _last;

    public PaymentOracle(StripeStore store, DateOnly first, DateOnly last, string zone = "UTC")
    {
        _store = store;
        _zone = OracleDay.Zone(zone);
        _first = first;
        _last = last;
    }

    /// <summary>Payment intents of the period with at least one attempt that was not blocked.</summary>
    public int Attempted => Attempts().Count();

    /// <summary>Those of them that failed and did not succeed within 24 hours of being made.</summary>
    public int Failed =>
        Attempts().Count(group => group.Any(charge => charge.Status == "failed") && !group.Any(SucceedsWithinADay));

    public int FailedCharges => ChargesOfPeriod().Count(charge => charge.Status == "failed");

    public int Charges => ChargesOfPeriod().Count();

    /// <summary>Invoices paid in the period that needed more than one attempt.</summary>
    public int Recovered =>
        _store.Invoices.All.Count(invoice => invoice is { Status: "paid", AttemptCount: > 1 } && IsIn(invoice.PaidAt));

    /// <summary>Without inquiries, which take no money.</summary>
    public int Disputes =>
        _store.Disputes.All.Count(dispute =>
            IsIn(dispute.Created) && !dispute.Status.StartsWith("warning_", StringComparison.Ordinal)
        );

    /// <summary>Trials whose end lies in the period; open ones are not among them.</summary>
    public int TrialsEnded => EndedTrials().Count();

    /// <summary>Those of them with an invoice above zero that was paid within 7 days of the end.</summary>
    public int TrialsConverted =>
        EndedTrials()
            .Count(subscription =>
                _store.Invoices.All.Any(invoice =>
                    invoice.Subscription == subscription
                    && invoice is { Status: "paid", Total: > 0 }
                    && invoice.PaidAt <= subscription.TrialEnd!.Value.AddDays(7)
                )
            );

    private IEnumerable<IGrouping<PaymentIntent?, Charge>> Attempts() =>
        _store
            .Charges.All.Where(charge =>
                charge.Outcome != "blocked" && charge.PaymentIntent is { } intent && IsIn(intent.Created)
            )
            .GroupBy(charge => charge.PaymentIntent);

    private IEnumerable<Charge> ChargesOfPeriod() =>
        _store.Charges.All.Where(charge => charge.Outcome != "blocked" && IsIn(charge.Created));

    private IEnumerable<Subscription> EndedTrials() =>
        _store.Subscriptions.All.Where(subscription =>
            IsIn(subscription.TrialEnd) && subscription.Status != "trialing"
        );

    private static bool SucceedsWithinADay(Charge charge) =>
        charge.Status == "succeeded" && charge.Created <= charge.PaymentIntent!.Created.AddHours(24);

    private bool IsIn(DateTimeOffset? moment) =>
        moment is { } known && OracleDay.Of(known, _zone) is var day && day >= _first && day <= _last;
}
