using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Stripe.Records;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>Invoices that were paid in the end, and trials that became paying customers.</summary>
/// <remarks>
/// An invoice is recovered on the day it was paid, if that took more than one attempt. A trial ends on its last day or with its
/// subscription; it converted if an invoice of more than zero was paid within seven days of that. One that still runs has not
/// ended. Subscriptions and invoices are read side by side, one customer at a time.
/// </remarks>
internal sealed class BillingProjection : IRecordProjection
{
    private const int ConversionDays = 7;
    private const string Recovered = "payments.recovered";
    private const string Ended = "trials.ended";
    private const string Converted = "trials.converted";

    public string Name => "billing";

    public IReadOnlyList<string> Metrics { get; } = [Recovered, Ended, Converted];

    public DateRange? Touches(SourceRecord? before, SourceRecord after, ZonedCalendar calendar, DateOnly today)
    {
        if (after.Stream is not (StripeStreams.Invoices or StripeStreams.Subscriptions))
            return null;
        if (before is not null && before.Payload == after.Payload && before.Deleted == after.Deleted)
            return null;
        var moments = new[] { before, after }.OfType<SourceRecord>().SelectMany(Moments).ToList();
        if (moments.Count == 0)
            return null;
        var days = moments.ConvertAll(moment => calendar.DateOf(DateTimeOffset.FromUnixTimeSeconds(moment)));
        // A paid invoice may decide a trial that ended up to a week before.
        var lookback = after.Stream == StripeStreams.Invoices ? ConversionDays + 1 : 0;
        return new DateRange(days.Min().AddDays(-lookback), days.Max());
    }

    public async IAsyncEnumerable<KpiData> ProjectAsync(
        ProjectionRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var recovered = new DailyCounts(request, [(Recovered, 0)]);
        var trials = new DailyCounts(request, [(Ended, 0), (Converted, ConversionDays + 1)]);
        await foreach (var customer in ReadAsync(request, cancellationToken))
        {
            foreach (var invoice in customer.Invoices)
            {
                if (DayOf(invoice.Record.PaidAt, request) is { } day)
                    recovered.Add(day, IsRecovered(invoice.Record) ? 1 : 0);
            }
            foreach (var trial in Trials(customer))
                trials.Add(DayOf(trial.End, request)!.Value, 1, trial.Converted ? 1 : 0);
        }
        foreach (var point in recovered.Points().Concat(trials.Points()))
            yield return point;
    }

    public async IAsyncEnumerable<Contribution> ExplainAsync(
        ProjectionRequest request,
        SeriesKey series,
        DateOnly day,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var customer in ReadAsync(request, cancellationToken))
        {
            if (series.Metric == Recovered)
            {
                foreach (var (id, invoice) in customer.Invoices)
                {
                    if (IsRecovered(invoice) && DayOf(invoice.PaidAt, request) == day)
                        yield return new Contribution(
                            StripeStreams.Invoices,
                            id,
                            1m,
                            $"paid at attempt {invoice.Attempts}"
                        );
                }
                continue;
            }
            foreach (var trial in Trials(customer))
            {
                if (DayOf(trial.End, request) == day && (trial.Converted || series.Metric == Ended))
                    yield return new Contribution(
                        StripeStreams.Subscriptions,
                        trial.Subscription,
                        1m,
                        trial.Converted ? "paid within seven days" : "not paid within seven days"
                    );
            }
        }
    }

    private static bool IsRecovered(InvoiceRecord invoice) => invoice is { Status: "paid", Attempts: > 1 };

    private static DateOnly? DayOf(long? moment, ProjectionRequest request) =>
        moment is { } seconds ? request.Calendar.DateOf(DateTimeOffset.FromUnixTimeSeconds(seconds)) : null;

    private static IEnumerable<long> Moments(SourceRecord record)
    {
        if (record.Stream == StripeStreams.Invoices)
            return StoredJson.Read<InvoiceRecord>(record)?.PaidAt is { } paid ? [paid] : [];
        return StoredJson.Read<SubscriptionRecord>(record) is { } subscription && EndOf(subscription) is { } end
            ? [end]
            : [];
    }

    private static IEnumerable<Trial> Trials(Customer customer)
    {
        foreach (var (id, subscription) in customer.Subscriptions)
        {
            if (EndOf(subscription) is not { } end)
                continue;
            var converted = customer.Invoices.Any(invoice =>
                invoice.Record is { Status: "paid", AmountPaid: > 0, PaidAt: { } paid }
                && (invoice.Record.Subscription == id || invoice.Record.Lines.Any(line => line.Subscription == id))
                && paid >= end
                && paid <= end + (ConversionDays * 86_400L)
            );
            yield return new Trial(id, end, converted);
        }
    }

    /// <summary>When a trial ended, in Unix seconds; null where there was none or it still runs.</summary>
    private static long? EndOf(SubscriptionRecord subscription) =>
        subscription is { TrialEnd: { } end, Status: not ("trialing" or "incomplete" or "incomplete_expired") }
        && end > (subscription.TrialStart ?? subscription.Start)
            ? Math.Min(end, subscription.EndedAt ?? end)
            : null;

    private static async IAsyncEnumerable<Customer> ReadAsync(
        ProjectionRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var subscriptions = new GroupCursor<SourceRecord>(
            request.Records.ReadAsync(StripeStreams.Subscriptions, null, cancellationToken),
            record => record.Group
        );
        await using var invoices = new GroupCursor<SourceRecord>(
            request.Records.ReadAsync(StripeStreams.Invoices, null, cancellationToken),
            record => record.Group
        );
        await foreach (var (subscribed, billed) in subscriptions.JoinAsync(invoices, cancellationToken))
            yield return new Customer(Kept<SubscriptionRecord>(subscribed), Kept<InvoiceRecord>(billed));
    }

    private static List<(string Id, T Record)> Kept<T>(IReadOnlyList<SourceRecord> records)
        where T : class =>
        records
            .Where(record => !record.Deleted)
            .Select(record => (record.Id, StoredJson.Read<T>(record)!))
            .Where(entry => entry.Item2 is not null)
            .ToList();

    private sealed record Customer(
        IReadOnlyList<(string Id, SubscriptionRecord Record)> Subscriptions,
        IReadOnlyList<(string Id, InvoiceRecord Record)> Invoices
    );

    private sealed record Trial(string Subscription, long End, bool Converted);
}
