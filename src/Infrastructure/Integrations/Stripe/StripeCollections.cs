using Nexus.Infrastructure.Integrations.Stripe.Records;

namespace Nexus.Infrastructure.Integrations.Stripe;

/// <summary>The lists that are read, in the order in which a run reads them.</summary>
/// <remarks>
/// Expansions reach the coupon within <c>source</c>, where it stands since 2025-09-30.clover. Discounts of a subscription's
/// items come without it, as Stripe expands four levels and no more; their coupons are looked up in the list of coupons.
/// </remarks>
internal static class StripeCollections
{
    public const string Events = "events";
    public const string EventsPermission = "rak_event_read";

    public static readonly IReadOnlyList<StripeCollection> All =
    [
        new(
            StripeStreams.BalanceTransactions,
            "Balance transactions",
            "balance_transaction",
            "rak_balance_transaction_source_read"
        )
        {
            IsDated = true,
            HasEvents = false,
            UsuallyHasData = true,
        },
        new(StripeStreams.Charges, "Charges", "charge", "rak_charge_read") { IsDated = true, UsuallyHasData = true },
        new(StripeStreams.PaymentIntents, "Payments", "payment_intent", "rak_payment_intent_read") { IsDated = true },
        new(StripeStreams.Refunds, "Refunds", "refund", "rak_charge_read") { IsDated = true },
        new(StripeStreams.Disputes, "Disputes", "dispute", "rak_dispute_read") { IsDated = true },
        new(StripeStreams.Subscriptions, "Subscriptions", "subscription", "rak_subscription_read")
        {
            // Without it the list leaves out those that ended, and nobody ever churns.
            Filters = [("status", "all")],
            Expand = ["discounts.source.coupon", "items.data.discounts"],
            Embedded = ("items", "subscription_item"),
            KeepsHistory = true,
        },
        new(StripeStreams.Customers, "Customers", "customer", "rak_customer_read")
        {
            Expand = ["discount.source.coupon"],
        },
        new(StripeStreams.Prices, "Prices", "price", "rak_plan_read") { Expand = ["tiers", "currency_options"] },
        new(StripeStreams.Products, "Products", "product", "rak_product_read"),
        new(StripeStreams.Coupons, "Coupons", "coupon", "rak_coupon_read")
        {
            Expand = ["applies_to", "currency_options"],
        },
        new(StripeStreams.PromotionCodes, "Promotion codes", "promotion_code", "rak_promotion_code_read"),
        new(StripeStreams.Invoices, "Invoices", "invoice", "rak_invoice_read")
        {
            IsDated = true,
            Expand = ["discounts.source.coupon"],
            Embedded = ("lines", "line_item"),
        },
        new(StripeStreams.InvoicePayments, "Payments of invoices", "invoice_payment", "rak_invoice_read")
        {
            IsDated = true,
        },
        new(StripeStreams.CreditNotes, "Credit notes", "credit_note", "rak_credit_note_read") { IsDated = true },
        new(StripeStreams.Payouts, "Payouts", "payout", "rak_payout_read") { IsDated = true },
    ];

    private static readonly Dictionary<string, StripeCollection> ByName = All.ToDictionary(
        one => one.Name,
        StringComparer.Ordinal
    );

    private static readonly Dictionary<string, StripeCollection> ByKind = All.ToDictionary(
        one => one.Kind,
        StringComparer.Ordinal
    );

    /// <summary>Those whose changes are told by events, and that have to be read again where events were missed.</summary>
    public static IReadOnlyList<string> WithEvents { get; } =
    [.. All.Where(one => one.HasEvents).Select(one => one.Name)];

    /// <exception cref="ArgumentException">There is no such stream.</exception>
    public static StripeCollection Get(string name) =>
        ByName.TryGetValue(name, out var found)
            ? found
            : throw new ArgumentException($"Stripe has no stream '{name}'.", nameof(name));

    /// <summary>By what Stripe calls one of its objects; null where none of it is kept.</summary>
    public static StripeCollection? OfKind(string? kind) => kind is null ? null : ByKind.GetValueOrDefault(kind);
}
