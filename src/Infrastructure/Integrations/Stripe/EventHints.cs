using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Stripe.Records;

namespace Nexus.Infrastructure.Integrations.Stripe;

/// <summary>What an event says has changed.</summary>
/// <remarks>
/// An event is a hint and no fact: its object is rendered in the version that the account had when it happened, and
/// events come late, twice and out of order. The object itself is fetched.
/// </remarks>
internal static class EventHints
{
    /// <summary>
    /// The types that a webhook endpoint of Nexus's should be sent. Not <c>invoice.upcoming</c>, whose object does not
    /// exist yet.
    /// </summary>
    public static readonly IReadOnlySet<string> Types = new HashSet<string>(
        """
        account.application.deauthorized
        charge.captured charge.expired charge.failed charge.refunded charge.succeeded charge.updated
        charge.dispute.closed charge.dispute.created charge.dispute.funds_reinstated charge.dispute.funds_withdrawn
        charge.dispute.updated charge.refund.updated
        coupon.created coupon.deleted coupon.updated
        credit_note.created credit_note.updated credit_note.voided
        customer.created customer.deleted customer.updated
        customer.discount.created customer.discount.deleted customer.discount.updated
        customer.subscription.created customer.subscription.deleted customer.subscription.paused
        customer.subscription.pending_update_applied customer.subscription.pending_update_expired
        customer.subscription.resumed customer.subscription.trial_will_end customer.subscription.updated
        invoice.created invoice.deleted invoice.finalized invoice.marked_uncollectible invoice.overdue invoice.overpaid
        invoice.paid invoice.payment_failed invoice.payment_succeeded invoice.updated invoice.voided
        invoice_payment.paid
        payment_intent.canceled payment_intent.payment_failed payment_intent.succeeded
        payout.canceled payout.created payout.failed payout.paid payout.reconciliation_completed payout.updated
        price.created price.deleted price.updated
        product.created product.deleted product.updated
        promotion_code.created promotion_code.updated
        refund.created refund.failed refund.updated
        subscription_schedule.aborted subscription_schedule.canceled subscription_schedule.completed
        subscription_schedule.created subscription_schedule.expiring subscription_schedule.released
        subscription_schedule.updated
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal
    );

    /// <summary>None where it is about nothing that is kept, or lacks what an event has.</summary>
    /// <param name="happened">The event as Stripe sent it, of any version.</param>
    public static IReadOnlyList<SourceHint> Of(JsonElement happened)
    {
        if (
            happened.ValueKind != JsonValueKind.Object
            || StripeFaults.Text(happened, "type") is not { } type
            || type == "invoice.upcoming"
            || !happened.TryGetProperty("created", out var created)
            || !created.TryGetInt64(out var seconds)
            || seconds is < 0 or > 253402300799
            || !happened.TryGetProperty("data", out var data)
            || data.ValueKind != JsonValueKind.Object
            || !data.TryGetProperty("object", out var subject)
            || subject.ValueKind != JsonValueKind.Object
        )
            return [];
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        var kind = StripeFaults.Text(subject, "object");
        if (kind is "discount" or "subscription_schedule")
            return [.. Owners(subject, kind).Select(owner => new SourceHint(owner.Stream, owner.Id, at, false))];
        return
            StripeCollections.OfKind(kind) is { HasEvents: true } collection
            && StripeFaults.Text(subject, "id") is { Length: > 0 } id
            ? [new SourceHint(collection.Name, id, at, IsEnd(type, kind), subject.GetRawText())]
            : [];
    }

    /// <summary>
    /// The movements of the balance that the object of an event names. They have no events of their own; a reading of their
    /// list finds them, but may be an hour away.
    /// </summary>
    /// <param name="happened">The event as Stripe sent it, of any version.</param>
    public static IEnumerable<SourceHint> MovementsOf(JsonElement happened)
    {
        if (Of(happened) is not [{ Payload: { } shown, At: var at }])
            return [];
        using var subject = JsonDocument.Parse(shown);
        var ids = new List<string?> { IdOf(subject.RootElement, "balance_transaction") };
        if (
            subject.RootElement.TryGetProperty("balance_transactions", out var several)
            && several.ValueKind == JsonValueKind.Array
        )
            ids.AddRange(several.EnumerateArray().Select(one => IdOf(one)));
        return
        [
            .. ids.OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Select(id => new SourceHint(StripeStreams.BalanceTransactions, id, at, Deleted: false)),
        ];
    }

    /// <summary>Whether what the event shows is of the mode that is read; true where it does not tell.</summary>
    public static bool IsOfMode(SourceHint hint, bool livemode)
    {
        if (hint.Payload is null)
            return true;
        using var subject = JsonDocument.Parse(hint.Payload);
        return !subject.RootElement.TryGetProperty("livemode", out var mode)
            || mode.ValueKind == (livemode ? JsonValueKind.True : JsonValueKind.False);
    }

    /// <summary>What carries a discount, or is changed by a schedule.</summary>
    private static IEnumerable<(string Stream, string Id)> Owners(JsonElement subject, string kind)
    {
        if (IdOf(subject, "subscription") is { } subscription)
            yield return (StripeStreams.Subscriptions, subscription);
        if (kind == "discount" && IdOf(subject, "customer") is { } customer)
            yield return (StripeStreams.Customers, customer);
    }

    private static string? IdOf(JsonElement subject, string name) =>
        subject.TryGetProperty(name, out var owner) ? IdOf(owner) : null;

    /// <summary>Of an object that may be shown whole or by its id alone.</summary>
    private static string? IdOf(JsonElement owner) =>
        owner.ValueKind switch
        {
            JsonValueKind.String => owner.GetString(),
            JsonValueKind.Object => StripeFaults.Text(owner, "id"),
            _ => null,
        };

    /// <remarks>A subscription that is "deleted" was cancelled; it can still be fetched.</remarks>
    private static bool IsEnd(string type, string? kind) =>
        type.EndsWith(".deleted", StringComparison.Ordinal) && kind != "subscription";
}
