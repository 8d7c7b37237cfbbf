using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>Takes one number apart: levels into subscriptions, movements and counts into customers.</summary>
internal sealed class MrrExplanation(
    ProjectionRequest request,
    CurrencyBook book,
    MrrNotes notes,
    SeriesKey series,
    DateOnly day
)
{
    private const string Subscriptions = Records.StripeStreams.Subscriptions;
    private const string Customers = Records.StripeStreams.Customers;

    private readonly bool _converts = series.Dimensions.Pairs.Count == 0 && book.Converts;

    public IEnumerable<Contribution> Of(CustomerTimeline customer) =>
        series.Metric switch
        {
            MrrMetrics.Mrr => Levels(customer, amounts => amounts.Mrr),
            MrrMetrics.Contracted => Levels(customer, amounts => amounts.Contracted),
            MrrMetrics.ScheduledChurn => Levels(customer, amounts => amounts.Leaving),
            MrrMetrics.Fx => Rates(customer),
            MrrMetrics.ActiveCustomers => Present(customer),
            MrrMetrics.ChurnedOpening or MrrMetrics.ContractionOpening or MrrMetrics.ExpansionOpening => Cohort(
                customer
            ),
            MrrMetrics.ChurnedOpeningCustomers => Cohort(customer),
            _ => Moves(customer),
        };

    private IEnumerable<Contribution> Levels(CustomerTimeline customer, Func<MrrAmounts, decimal> part)
    {
        foreach (var one in customer.Subscriptions)
        {
            var amount = part(one.At(day));
            if (amount == 0m || Worth(one.Currency, day) is not { } rate)
                continue;
            var note = notes.Of(one, day);
            yield return new Contribution(
                Subscriptions,
                one.Id,
                amount * rate,
                rate == 1m ? note : $"{note}; {MrrNotes.Money(amount, one.Currency)} {one.Currency} × {rate}"
            );
        }
    }

    private IEnumerable<Contribution> Rates(CustomerTimeline customer)
    {
        foreach (var one in customer.Subscriptions.Where(_ => _converts))
        {
            var amount = one.At(day.AddDays(-1)).Mrr;
            if (
                amount == 0m
                || (Worth(one.Currency, day.AddDays(-1)), Worth(one.Currency, day)) is not ({ } from, { } to)
            )
                continue;
            if (from != to)
            {
                yield return new Contribution(
                    Subscriptions,
                    one.Id,
                    amount * (to - from),
                    $"{MrrNotes.Money(amount, one.Currency)} {one.Currency} at {to} and no longer at {from}"
                );
            }
        }
    }

    private IEnumerable<Contribution> Present(CustomerTimeline customer)
    {
        var active = customer.Subscriptions.Count(one => one.At(day).Mrr > 0m);
        if (active > 0)
            yield return new Contribution(
                Customers,
                customer.Customer,
                1m,
                active == 1 ? "1 subscription" : $"{active} subscriptions"
            );
    }

    private IEnumerable<Contribution> Moves(CustomerTimeline customer)
    {
        var changes = customer.Changes();
        var at = changes.ToList().FindIndex(change => change.Day == day);
        if (at < 0)
            yield break;
        var after = changes[at].Amounts;
        var before = at == 0 ? new MrrAmounts[after.Length] : changes[at - 1].Amounts;
        var move = MrrLedger.MoveOf(before, after, changes.Take(at).Any(change => MrrLedger.IsActive(change.Amounts)));
        var (from, to) = (Sum(customer, before), Sum(customer, after));
        var row = new MrrRow();
        row.Move(move, to - from);
        var value = series.Metric switch
        {
            MrrMetrics.New => row.New,
            MrrMetrics.Expansion => row.Expansion,
            MrrMetrics.Contraction => row.Contraction,
            MrrMetrics.Churned => row.Churned,
            MrrMetrics.Reactivation => row.Reactivation,
            MrrMetrics.NewCustomers => move == CustomerMove.Joined ? 1m : 0m,
            MrrMetrics.ChurnedCustomers => move == CustomerMove.Left ? 1m : 0m,
            MrrMetrics.ReactivatedCustomers => move == CustomerMove.Returned ? 1m : 0m,
            _ => 0m,
        };
        if (value != 0m)
            yield return new Contribution(Customers, customer.Customer, value, FromTo(from, to));
    }

    private IEnumerable<Contribution> Cohort(CustomerTimeline customer)
    {
        var parts = CohortLedger.Parts(customer.Currencies, customer.Changes(), series.Granularity, book, request);
        foreach (var part in parts.Where(part => part.Bucket == day))
        {
            var (from, to) = (part.OpeningConverted, part.ClosingConverted);
            if (!_converts && series.Metric != MrrMetrics.ChurnedOpeningCustomers)
                (from, to) = (Sum(customer, part.Opening), Sum(customer, part.Closing));
            var row = new CohortRow();
            row.Add(from, to, part.Left);
            var value = series.Metric switch
            {
                MrrMetrics.ChurnedOpening => row.Churned,
                MrrMetrics.ContractionOpening => row.Contraction,
                MrrMetrics.ExpansionOpening => row.Expansion,
                _ => part.Left ? 1m : 0m,
            };
            if (value != 0m)
                yield return new Contribution(Customers, customer.Customer, value, FromTo(from, to));
        }
    }

    private decimal Sum(CustomerTimeline customer, MrrAmounts[] amounts) =>
        customer.Currencies.Select((code, i) => amounts[i].Mrr * (Worth(code, day) ?? 0m)).Sum();

    /// <summary>What a unit adds to the number; null for another currency than that of the number.</summary>
    private decimal? Worth(string currency, DateOnly at) =>
        _converts ? book.Rate(currency, at)
        : series.Currency.Length == 0 || currency == series.Currency ? 1m
        : null;

    private string FromTo(decimal from, decimal to)
    {
        var currency = series.Currency.Length == 0 ? request.Currency : series.Currency;
        return $"{MrrNotes.Money(from, currency)} → {MrrNotes.Money(to, currency)} per month";
    }
}
