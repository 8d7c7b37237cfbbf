using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Stripe.Records;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>Payments that were tried, and those that did not go through.</summary>
/// <remarks>
/// A payment counts on the day it was created, once it has been tried. It failed if an attempt failed and none succeeded
/// within 24 hours of its creation. What Stripe blocked was never tried. A charge without a payment is one by itself. Where
/// attempts cannot be read, the payment's own last error says how it went.
/// </remarks>
internal sealed class AttemptsProjection : IRecordProjection
{
    private const long Patience = 24 * 60 * 60;
    private const string Attempted = "payments.attempted";
    private const string Failed = "payments.failed";

    public string Name => "payment-attempts";

    public IReadOnlyList<string> Metrics { get; } = [Attempted, Failed];

    /// <remarks>A charge may belong to a payment that was created before it; that one changes with it, and says its own day.</remarks>
    public DateRange? Touches(SourceRecord? before, SourceRecord after, ZonedCalendar calendar, DateOnly today)
    {
        if (after.Stream is not (StripeStreams.PaymentIntents or StripeStreams.Charges))
            return null;
        var days = RecordDays.Of(before, after, calendar);
        return after.Stream == StripeStreams.Charges && days is { } own
            ? own with
            {
                First = own.First.AddDays(-1),
            }
            : days;
    }

    public async IAsyncEnumerable<KpiData> ProjectAsync(
        ProjectionRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var counts = new DailyCounts(request, [(Attempted, 1), (Failed, 1)]);
        await foreach (var payment in ReadAsync(request, cancellationToken))
            counts.Add(payment.Day, 1, payment.Failed ? 1 : 0);
        foreach (var point in counts.Points())
            yield return point;
    }

    public async IAsyncEnumerable<Contribution> ExplainAsync(
        ProjectionRequest request,
        SeriesKey series,
        DateOnly day,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var payment in ReadAsync(request, cancellationToken))
        {
            if (payment.Day == day && (payment.Failed || series.Metric == Attempted))
                yield return new Contribution(payment.Stream, payment.Id, 1m, payment.Note);
        }
    }

    /// <summary>Payments and their attempts side by side: both are grouped by the payment.</summary>
    private static async IAsyncEnumerable<Payment> ReadAsync(
        ProjectionRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var payments = new GroupCursor<SourceRecord>(
            request.Records.ReadAsync(StripeStreams.PaymentIntents, null, cancellationToken),
            record => record.Group
        );
        await using var charges = new GroupCursor<SourceRecord>(
            request.Records.ReadAsync(StripeStreams.Charges, null, cancellationToken),
            record => record.Group
        );
        await foreach (var (payment, attempts) in payments.JoinAsync(charges, cancellationToken))
        {
            if (Judge(payment.Count > 0 ? payment[0] : null, attempts, request.Calendar) is { } tried)
                yield return tried;
        }
    }

    private static Payment? Judge(SourceRecord? record, IReadOnlyList<SourceRecord> attempts, ZonedCalendar calendar)
    {
        var payment = record is null ? null : StoredJson.Read<PaymentIntentRecord>(record);
        var all = attempts.Select(StoredJson.Read<ChargeRecord>).OfType<ChargeRecord>().ToList();
        var tried = all.Where(charge => !charge.Blocked).OrderBy(charge => charge.Created).ToList();
        if (payment is null && tried.Count == 0)
            return null;
        var created = payment?.Created ?? tried[0].Created;
        var day = calendar.DateOf(DateTimeOffset.FromUnixTimeSeconds(created));
        var (stream, id) = record is null
            ? (StripeStreams.Charges, attempts[0].Id)
            : (StripeStreams.PaymentIntents, record.Id);
        if (payment is not null && all.Count == 0)
        {
            var failed = payment.Failed && payment.Status != "succeeded";
            return payment.LatestCharge is null && !payment.Failed
                ? null
                : new Payment(day, stream, id, failed, failed ? "last attempt failed" : "last attempt went through");
        }
        if (tried.Count == 0)
            return null;
        var lost = tried.Count(charge => charge.Status == "failed");
        var paid = tried.Exists(charge => charge.Status == "succeeded" && charge.Created <= created + Patience);
        return new Payment(day, stream, id, lost > 0 && !paid, $"{lost} of {tried.Count} attempts failed");
    }

    private sealed record Payment(DateOnly Day, string Stream, string Id, bool Failed, string Note);
}
