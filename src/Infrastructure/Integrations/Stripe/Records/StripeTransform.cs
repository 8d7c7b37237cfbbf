using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Stripe.Records;

/// <summary>Maps an object of Stripe's to what is kept of it, from the shapes of all API versions since 2019. Pure.</summary>
internal static class StripeTransform
{
    private static readonly Dictionary<string, Shape> Shapes = new(StringComparer.Ordinal)
    {
        [StripeStreams.BalanceTransactions] = Shape.Of("balance_transaction", BalanceTransactionRecord.Of),
        // Attempts are read together with the payment that they belong to.
        [StripeStreams.Charges] = Shape.Of(
            "charge",
            ChargeRecord.Of,
            (id, fields) => fields.IdOrNull("payment_intent") ?? id
        ),
        [StripeStreams.PaymentIntents] = Shape.Of("payment_intent", PaymentIntentRecord.Of, (id, _) => id),
        [StripeStreams.Refunds] = Shape.Of("refund", RefundRecord.Of),
        [StripeStreams.Disputes] = Shape.Of("dispute", DisputeRecord.Of),
        [StripeStreams.Invoices] = Shape.Of("invoice", InvoiceRecord.Of, CustomerOf),
        [StripeStreams.InvoicePayments] = Shape.Of(
            "invoice_payment",
            InvoicePaymentRecord.Of,
            (_, fields) => fields.IdOrNull("invoice")
        ),
        [StripeStreams.Subscriptions] = Shape.Of("subscription", SubscriptionRecord.Of, CustomerOf),
        [StripeStreams.Customers] = Shape.Of("customer", CustomerRecord.Of, (id, _) => id),
        [StripeStreams.Prices] = Shape.Of("price", PriceRecord.Of),
        [StripeStreams.Products] = Shape.Of("product", ProductRecord.Of),
        [StripeStreams.Coupons] = Shape.Of("coupon", CouponRecord.Of),
        [StripeStreams.PromotionCodes] = Shape.Of("promotion_code", PromotionCodeRecord.Of),
        [StripeStreams.Payouts] = Shape.Of("payout", PayoutRecord.Of),
        [StripeStreams.CreditNotes] = Shape.Of("credit_note", CreditNoteRecord.Of, CustomerOf),
    };

    /// <summary>Streams that it can map.</summary>
    public static IReadOnlyCollection<string> Streams => Shapes.Keys;

    /// <exception cref="RawDataException"><c>field_missing</c>, <c>field_invalid</c> or <c>stream_unknown</c>.</exception>
    public static Transformed Record(RawData data)
    {
        if (!Shapes.TryGetValue(data.Stream, out var shape))
            throw new RawDataException("stream_unknown", "", $"Nexus keeps nothing of the stream '{data.Stream}'.");
        var fields = StripeFields.Of(data.Payload);
        var id = fields.Text("id");
        if (fields.TextOrNull("object") is { } kind && kind != shape.Object)
            throw fields.Invalid("object", $"'{shape.Object}'");

        var deleted = fields.Flag("deleted");
        // What is left of a deleted object is its id; Stripe adds the rest only in events.
        var whole = !deleted || fields.Has("created");
        return new Transformed(
            [],
            [
                new SourceRecord(
                    data.Stream,
                    id,
                    data.FetchedAt.ToUnixTimeMilliseconds(),
                    whole ? shape.Payload(fields) : null,
                    deleted,
                    fields.NumberOrNull("created") is { } created ? DateTimeOffset.FromUnixTimeSeconds(created) : null,
                    shape.Group(id, fields),
                    data.ChangedAt
                ),
            ]
        )
        {
            UnknownFields = [.. fields.Names.Where(name => !KnownFields.Contains(shape.Object, name))],
        };
    }

    private static string? CustomerOf(string id, StripeFields fields) =>
        fields.IdOrNull("customer") ?? fields.TextOrNull("customer_account");

    /// <summary>How one kind of object is read.</summary>
    private sealed record Shape(
        string Object,
        Func<StripeFields, string> Payload,
        Func<string, StripeFields, string?> Group
    )
    {
        public static Shape Of<T>(
            string kind,
            Func<StripeFields, T> read,
            Func<string, StripeFields, string?>? group = null
        ) => new(kind, fields => StoredJson.Write(read(fields)), group ?? ((_, _) => null));
    }
}
