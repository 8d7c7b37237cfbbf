using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Stripe.Records;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>All subscriptions of one customer.</summary>
internal sealed record CustomerTimeline(string Customer, IReadOnlyList<SubscriptionTimeline> Subscriptions)
{
    /// <summary>Currencies that it pays in.</summary>
    public IReadOnlyList<string> Currencies { get; } =
    [.. Subscriptions.Select(one => one.Currency).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The days at whose end the customer brings in something else than the day before, with the amounts by currency.</summary>
    public IReadOnlyList<(DateOnly Day, MrrAmounts[] Amounts)> Changes()
    {
        var changes = new List<(DateOnly Day, MrrAmounts[] Amounts)>();
        var now = new MrrAmounts[Currencies.Count];
        var steps = Subscriptions.SelectMany(one =>
            one.Steps.Select(
                (step, i) =>
                    (step.Day, one.Currency, Change: step.Amounts - (i == 0 ? default : one.Steps[i - 1].Amounts))
            )
        );
        foreach (var day in steps.GroupBy(step => step.Day).OrderBy(group => group.Key))
        {
            now = [.. now];
            foreach (var (_, currency, change) in day)
            {
                for (var i = 0; i < now.Length; i++)
                {
                    if (Currencies[i] == currency)
                        now[i] += change;
                }
            }
            changes.Add((day.Key, now));
        }
        return changes;
    }
}

/// <summary>Reads subscriptions, the discounts of their customers and their invoices side by side, one customer at a time.</summary>
internal static class CustomerTimelines
{
    public static async IAsyncEnumerable<CustomerTimeline> ReadAsync(
        ProjectionRequest request,
        PriceBook prices,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var math = new MrrMath(prices, StripeSettings.Of(request.Settings).Discounts);
        var builder = new TimelineBuilder(request, math, prices);
        await using var subscriptions = new GroupCursor<RecordState>(
            request.Records.ReadHistoryAsync(StripeStreams.Subscriptions, cancellationToken),
            state => state.Record.Group
        );
        await using var customers = new GroupCursor<SourceRecord>(
            request.Records.ReadAsync(StripeStreams.Customers, null, cancellationToken),
            record => record.Group
        );
        await using var invoices = new GroupCursor<SourceRecord>(
            request.Records.ReadAsync(
                StripeStreams.Invoices,
                (DateTimeOffset.UnixEpoch, request.SyncedSince ?? DateTimeOffset.UnixEpoch),
                cancellationToken
            ),
            record => record.Group
        );
        while (await subscriptions.NextAsync(cancellationToken) is { } group)
        {
            var customer = await customers.SeekAsync(group.Key, cancellationToken);
            var billed = request.SyncedSince is null ? [] : await invoices.SeekAsync(group.Key, cancellationToken);
            var discount = customer is [var only] ? StoredJson.Read<CustomerRecord>(only)?.Discount : null;
            var billedRecords = billed
                .Where(record => !record.Deleted)
                .Select(StoredJson.Read<InvoiceRecord>)
                .OfType<InvoiceRecord>()
                .ToList();
            var timelines = group
                .Members.GroupBy(state => state.Record.Id, StringComparer.Ordinal)
                .Select(states => builder.Build(states.ToList(), discount, billedRecords))
                .OfType<SubscriptionTimeline>()
                .ToList();
            if (timelines.Count > 0)
                yield return new CustomerTimeline(group.Key, timelines);
        }
    }
}
