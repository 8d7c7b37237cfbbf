using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Stripe.Records;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>What one subscription brings in at the end of a day, in its own currency and per month.</summary>
/// <param name="Contracted">The same before any discount.</param>
/// <param name="Leaving">What of it is set to end.</param>
internal readonly record struct MrrAmounts(decimal Mrr, decimal Contracted, decimal Leaving)
{
    public static MrrAmounts operator +(MrrAmounts one, MrrAmounts other) =>
        new(one.Mrr + other.Mrr, one.Contracted + other.Contracted, one.Leaving + other.Leaving);

    public static MrrAmounts operator -(MrrAmounts one, MrrAmounts other) =>
        new(one.Mrr - other.Mrr, one.Contracted - other.Contracted, one.Leaving - other.Leaving);
}

/// <summary>Amounts that hold from the end of a day on.</summary>
internal readonly record struct MrrStep(DateOnly Day, MrrAmounts Amounts);

/// <summary>One subscription from its first day on, as steps at the days at whose end its amounts differ.</summary>
/// <param name="States">What the steps were made from.</param>
internal sealed record SubscriptionTimeline(
    string Id,
    string Currency,
    IReadOnlyList<MrrStep> Steps,
    IReadOnlyList<RecordState> States
)
{
    public MrrAmounts At(DateOnly day) => Steps.LastOrDefault(step => step.Day <= day).Amounts;
}

/// <summary>Follows a subscription through the states that are known of it.</summary>
/// <remarks>
/// A state holds from its moment until the next one's, the first from the subscription's start. Within a state the moments
/// that it names decide: start, end of the trial, end of a pause, windows of discounts. The end of a canceled subscription
/// holds whatever earlier states said, because Stripe never revives one. A canceled first state counts until its end as
/// though it had been active. Before the connection first read anything, invoices say what was charged, where there are any.
/// </remarks>
internal sealed class TimelineBuilder(ProjectionRequest request, MrrMath math, PriceBook prices)
{
    private readonly InvoiceHistory _invoices = new(math, prices);

    /// <summary>Null for a subscription of which nothing is known, or that has not begun yet.</summary>
    /// <param name="invoices">Those of its customer.</param>
    public SubscriptionTimeline? Build(
        IReadOnlyList<RecordState> states,
        DiscountRecord? customer,
        IReadOnlyList<InvoiceRecord> invoices
    )
    {
        var known = states
            .OrderBy(state => state.Since ?? DateTimeOffset.MinValue)
            .Select(state => new State(
                state.Record.Deleted ? null : StoredJson.Read<SubscriptionRecord>(state.Record),
                state.Since?.ToUnixTimeMilliseconds() ?? long.MinValue
            ))
            .ToList();
        if (known.Find(state => state.Subscription is not null)?.Subscription is not { } first)
            return null;

        var ended = EndOf(known);
        var cut = request.SyncedSince is { } synced ? request.Calendar.DateOf(synced) : DateOnly.MinValue;
        var past =
            known[0].Since == long.MinValue && cut > DateOf(first.Start)
                ? _invoices.Of(states[0].Record.Id, first.Currency, invoices)
                : [];

        var steps = new List<MrrStep>();
        foreach (var day in Days(known, customer, past, ended, cut))
        {
            var end = request.Calendar.StartOf(day.AddDays(1)).ToUnixTimeSeconds();
            var amounts =
                past.Count > 0 && day < cut ? InvoiceHistory.At(past, end, ended) : At(known, customer, end, ended);
            if (steps.Count == 0 || steps[^1].Amounts != amounts)
                steps.Add(new MrrStep(day, amounts));
        }
        return steps.Count == 0
            ? null
            : new SubscriptionTimeline(states[0].Record.Id, StripeMoney.Code(first.Currency), steps, states);
    }

    private MrrAmounts At(List<State> states, DiscountRecord? customer, long end, long? ended)
    {
        var state = states.FindLast(state => state.Since < end * 1000) ?? states[0];
        if (state.Subscription is not { } now || !Counts(now, end, ended))
            return default;
        var (discounted, contracted) = math.PerMonth(now, customer, end);
        var leaves = now.Status != "canceled" && (now.CancelAtPeriodEnd || now.CancelAt is not null);
        return new MrrAmounts(discounted, contracted, leaves ? discounted : 0m);
    }

    private static bool Counts(SubscriptionRecord now, long end, long? ended)
    {
        if (now.Start >= end || ended < end || now.TrialEnd >= end)
            return false;
        if (now.PauseBehavior is "void" or "mark_uncollectible" && (now.PauseEnds is null || now.PauseEnds >= end))
            return false;
        return now.Status is "active" or "past_due" || (now.Status == "canceled" && ended is not null);
    }

    private static long? EndOf(List<State> states)
    {
        var state = states.Find(state => state.Subscription?.Status is "canceled" or "incomplete_expired");
        if (state?.Subscription is not { } over)
            return null;
        return over.EndedAt ?? over.CanceledAt ?? (state.Since == long.MinValue ? null : state.Since / 1000);
    }

    /// <summary>The days on which anything may change, in order, up to today.</summary>
    private IEnumerable<DateOnly> Days(
        List<State> states,
        DiscountRecord? customer,
        IReadOnlyList<InvoiceStep> past,
        long? ended,
        DateOnly cut
    )
    {
        var days = new SortedSet<DateOnly>();
        void Add(long? seconds)
        {
            if (seconds is { } moment)
                days.Add(DateOf(moment));
        }

        Add(ended);
        foreach (var state in states)
        {
            if (state.Since != long.MinValue)
                Add(state.Since / 1000);
            if (state.Subscription is not { } now)
                continue;
            Add(now.Start);
            Add(now.TrialEnd);
            Add(now.PauseEnds);
            var discounts = now.Items.SelectMany(item => item.Discounts ?? []).Concat(now.Discounts ?? []);
            foreach (var discount in customer is null ? discounts : discounts.Append(customer))
            {
                Add(discount.Start);
                Add(math.EndOf(discount));
            }
        }
        foreach (var step in past)
            Add(step.From);
        var begin = DateOf(states.Find(state => state.Subscription is not null)!.Subscription!.Start);
        if (cut > begin)
            days.Add(cut);
        days.Add(begin);
        return days.Where(day => day >= begin && day <= request.Today);
    }

    private DateOnly DateOf(long seconds) => request.Calendar.DateOf(DateTimeOffset.FromUnixTimeSeconds(seconds));

    /// <param name="Since">Unix milliseconds; the smallest number for the first state.</param>
    private sealed record State(SubscriptionRecord? Subscription, long Since);
}
