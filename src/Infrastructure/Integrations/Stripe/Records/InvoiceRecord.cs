namespace Nexus.Infrastructure.Integrations.Stripe.Records;

/// <summary>What a customer was billed. Amounts are in the smallest unit, moments in Unix seconds.</summary>
/// <param name="Attempts">How often its payment was tried.</param>
/// <param name="BillingReason">subscription_create, subscription_cycle, subscription_update, manual and others.</param>
/// <param name="Durations">How long the discounts hold that its lines name: forever, repeating or once, by their ids.</param>
/// <param name="PaidAt">Null until it is paid.</param>
internal sealed record InvoiceRecord(
    long AmountPaid,
    long Attempts,
    string? BillingReason,
    long Created,
    string Currency,
    string? Customer,
    SortedDictionary<string, string>? Durations,
    IReadOnlyList<InvoiceLine> Lines,
    long? PaidAt,
    string? Status,
    string? Subscription
)
{
    public static InvoiceRecord Of(StripeFields fields)
    {
        var subscription = SubscriptionOf(fields);
        return new InvoiceRecord(
            fields.Number("amount_paid"),
            fields.Number("attempt_count"),
            fields.TextOrNull("billing_reason"),
            fields.Number("created"),
            fields.Text("currency"),
            fields.IdOrNull("customer") ?? fields.TextOrNull("customer_account"),
            DurationsOf(fields),
            fields.List("lines").Select(line => InvoiceLine.Of(line, subscription)).ToList(),
            fields.Object("status_transitions")?.NumberOrNull("paid_at"),
            fields.TextOrNull("status"),
            subscription
        );
    }

    private static string? SubscriptionOf(StripeFields fields) =>
        fields.Object("parent")?.Object("subscription_details")?.IdOrNull("subscription")
        ?? fields.IdOrNull("subscription");

    private static SortedDictionary<string, string>? DurationsOf(StripeFields fields)
    {
        var durations = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var discount in DiscountRecord.AllOf(fields) ?? [])
        {
            if (discount is { Id: { } id, Coupon: { } coupon })
                durations[id] = coupon.Duration;
        }
        return durations.Count == 0 ? null : durations;
    }
}

/// <summary>One line of an invoice.</summary>
/// <param name="Amount">Before discounts and without tax.</param>
/// <param name="Discounts">What was taken off it.</param>
/// <param name="Interval">Of its price: day, week, month or year; null where the line does not tell.</param>
/// <param name="Metered">Null where the line does not tell.</param>
/// <param name="Recurring">Whether a subscription brought it and not an item that was added by hand.</param>
internal sealed record InvoiceLine(
    long Amount,
    IReadOnlyList<LineDiscount>? Discounts,
    long End,
    string? Interval,
    long IntervalCount,
    bool? Metered,
    string? Price,
    bool Proration,
    long? Quantity,
    bool Recurring,
    long Start,
    string? Subscription
)
{
    public static InvoiceLine Of(StripeFields line, string? subscription)
    {
        var price = line.Object("price") ?? line.Object("plan");
        var terms = price is { } known ? PriceRecord.Of(known) : null;
        var parent = line.Object("parent");
        var item = parent?.Object("subscription_item_details");
        var type = parent?.TextOrNull("type") ?? line.TextOrNull("type");
        var period = line.Object("period") ?? throw line.Missing("period");
        return new InvoiceLine(
            line.Number("amount") - TaxWithin(line),
            DiscountsOf(line),
            period.Number("end"),
            terms?.Interval,
            terms?.IntervalCount ?? 1,
            terms?.Metered,
            terms?.Id ?? line.Object("pricing")?.Object("price_details")?.IdOrNull("price"),
            line.Flag("proration")
                || (type == "subscription_item_details" && item is { } details && details.Flag("proration")),
            line.NumberOrNull("quantity"),
            type is "subscription" or "subscription_item_details",
            period.Number("start"),
            item?.IdOrNull("subscription") ?? line.IdOrNull("subscription") ?? subscription
        );
    }

    private static long TaxWithin(StripeFields line) =>
        line.List("taxes")
            .Where(tax => tax.TextOrNull("tax_behavior") == "inclusive")
            .Sum(tax => tax.NumberOrNull("amount") ?? 0)
        + line.List("tax_amounts").Where(tax => tax.Flag("inclusive")).Sum(tax => tax.NumberOrNull("amount") ?? 0);

    private static List<LineDiscount>? DiscountsOf(StripeFields line)
    {
        var discounts = line.List("discount_amounts")
            .Select(entry => new LineDiscount(entry.Number("amount"), entry.IdOrNull("discount")))
            .ToList();
        return discounts.Count == 0 ? null : discounts;
    }
}

/// <summary>What a discount took off a line.</summary>
internal sealed record LineDiscount(long Amount, string? Discount);

/// <summary>Which payment paid an invoice.</summary>
internal sealed record InvoicePaymentRecord(
    long? AmountPaid,
    long Created,
    string Currency,
    string? Invoice,
    long? PaidAt,
    string? PaymentIntent,
    string Status
)
{
    public static InvoicePaymentRecord Of(StripeFields fields) =>
        new(
            fields.NumberOrNull("amount_paid"),
            fields.Number("created"),
            fields.Text("currency"),
            fields.IdOrNull("invoice"),
            fields.Object("status_transitions")?.NumberOrNull("paid_at"),
            fields.Object("payment")?.IdOrNull("payment_intent"),
            fields.Text("status")
        );
}

/// <summary>A reduction of an invoice that was issued already.</summary>
internal sealed record CreditNoteRecord(long Amount, long Created, string Currency, string? Invoice, string Status)
{
    public static CreditNoteRecord Of(StripeFields fields) =>
        new(
            fields.Number("amount"),
            fields.Number("created"),
            fields.Text("currency"),
            fields.IdOrNull("invoice"),
            fields.Text("status")
        );
}
