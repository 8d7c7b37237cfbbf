using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Stripe.Records;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>Which days of the recurring revenue a changed record affects: from the first on, all until today.</summary>
/// <remarks>
/// The days begin with the year, or the week, that holds the first one, since what became of an opening is told for these too.
/// </remarks>
internal static class SubscriptionTouches
{
    public static DateRange? Of(SourceRecord? before, SourceRecord after, ZonedCalendar calendar, DateOnly today)
    {
        if (before is not null && before.Payload == after.Payload && before.Deleted == after.Deleted)
            return null;
        var since = after.Stream switch
        {
            StripeStreams.Subscriptions => Subscription(before, after),
            StripeStreams.Customers => Customer(before, after),
            StripeStreams.Invoices => Invoice(before, after),
            StripeStreams.Prices or StripeStreams.Coupons => Earliest([after.OccurredAt, before?.OccurredAt]),
            _ => null,
        };
        if (since is not { } moment)
            return null;
        var day = calendar.DateOf(moment);
        if (day > today)
            return null;
        var (year, week) = (calendar.BucketOf(day, Granularity.Year), calendar.BucketOf(day, Granularity.Week));
        return new DateRange(year < week ? year : week, today);
    }

    /// <remarks>A later state changes what follows it, and what its moments say about the time before.</remarks>
    private static DateTimeOffset? Subscription(SourceRecord? before, SourceRecord after)
    {
        var now = StoredJson.Read<SubscriptionRecord>(after);
        var was = before is null ? null : StoredJson.Read<SubscriptionRecord>(before);
        if (was is null)
            return now is null ? null : Moment(now.Start);
        return Earliest([
            after.ChangedAt ?? DateTimeOffset.FromUnixTimeMilliseconds(after.Version),
            now?.EndedAt == was.EndedAt ? null : Moment(now?.EndedAt ?? was.EndedAt),
            now?.CanceledAt == was.CanceledAt ? null : Moment(now?.CanceledAt ?? was.CanceledAt),
        ]);
    }

    private static DateTimeOffset? Customer(SourceRecord? before, SourceRecord after)
    {
        var now = StoredJson.Read<CustomerRecord>(after)?.Discount;
        var was = before is null ? null : StoredJson.Read<CustomerRecord>(before)?.Discount;
        return now == was ? null : Earliest([Moment(now?.Start), Moment(was?.Start)]);
    }

    private static DateTimeOffset? Invoice(SourceRecord? before, SourceRecord after) =>
        Earliest(
            new[] { before, after }
                .OfType<SourceRecord>()
                .Select(StoredJson.Read<InvoiceRecord>)
                .OfType<InvoiceRecord>()
                .SelectMany(invoice => invoice.Lines)
                .Where(line => line is { Recurring: true, Proration: false })
                .Select(line => Moment(line.Start))
        );

    private static DateTimeOffset? Moment(long? seconds) =>
        seconds is { } value ? DateTimeOffset.FromUnixTimeSeconds(value) : null;

    private static DateTimeOffset? Earliest(IEnumerable<DateTimeOffset?> moments) => moments.Min();
}
