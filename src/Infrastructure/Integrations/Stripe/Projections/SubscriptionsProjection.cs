using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>Recurring revenue, its movements and its customers, day by day.</summary>
/// <remarks>
/// The value of a day is that at its end in the workspace's zone; a movement is the difference to the day before, taken over
/// all subscriptions of a customer. What became of the customers of an opening does not add up over time, so it is given for
/// each day, week, month, quarter and year by itself: a bucket that the days asked for begin within is given as a whole, and
/// its point stands at its first day, before them. Reads all states of all subscriptions; holds one customer at a time.
/// </remarks>
internal sealed class SubscriptionsProjection : IRecordProjection
{
    public string Name => "subscriptions";

    public IReadOnlyList<string> Metrics => MrrMetrics.All;

    public DateRange? Touches(SourceRecord? before, SourceRecord after, ZonedCalendar calendar, DateOnly today) =>
        SubscriptionTouches.Of(before, after, calendar, today);

    public async IAsyncEnumerable<KpiData> ProjectAsync(
        ProjectionRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var ledger = new MrrLedger(request);
        var prices = await PriceBook.ReadAsync(request.Records, cancellationToken);
        await foreach (var customer in CustomerTimelines.ReadAsync(request, prices, cancellationToken))
            ledger.Add(customer);
        foreach (var point in new MrrPoints(request, ledger).All())
            yield return point;
    }

    public async IAsyncEnumerable<Contribution> ExplainAsync(
        ProjectionRequest request,
        SeriesKey series,
        DateOnly day,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var narrowed = request with { Days = new DateRange(day, day) };
        var ledger = new MrrLedger(narrowed);
        var prices = await PriceBook.ReadAsync(request.Records, cancellationToken);
        await foreach (var customer in CustomerTimelines.ReadAsync(narrowed, prices, cancellationToken))
            ledger.Add(customer);

        // Only once all customers have been seen is it known whether the account converts.
        var explanation = new MrrExplanation(narrowed, ledger.Currencies, new MrrNotes(narrowed, prices), series, day);
        var found = new List<Contribution>();
        await foreach (var customer in CustomerTimelines.ReadAsync(narrowed, prices, cancellationToken))
            found.AddRange(explanation.Of(customer));
        foreach (
            var part in found
                .OrderByDescending(part => Math.Abs(part.Value))
                .ThenBy(part => part.Id, StringComparer.Ordinal)
        )
            yield return part;
    }
}
