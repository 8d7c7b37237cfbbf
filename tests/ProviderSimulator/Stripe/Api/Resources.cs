using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Api;

/// <summary>The lists that are served, with their filters and permissions.</summary>
/// <remarks>Names of permissions: the messages of Stripe's 403 answers, as quoted in public issues.</remarks>
internal static class Resources
{
    private static readonly string[] Ended = ["canceled", "incomplete_expired"];

    public static readonly IReadOnlyList<Resource> All =
    [
        new(
            "balance_transactions",
            "balance transaction",
            "rak_balance_transaction_source_read",
            s => s.BalanceTransactions
        )
        {
            Filters = By<BalanceTransaction>(
                ("type", row => row.Type),
                ("currency", row => row.Currency),
                ("source", row => row.Source)
            ),
        },
        new("charges", "charge", "rak_charge_read", s => s.Charges)
        {
            Filters = By<Charge>(
                ("customer", row => row.Customer?.Id),
                ("payment_intent", row => row.PaymentIntent?.Id)
            ),
        },
        new("payment_intents", "payment_intent", "rak_payment_intent_read", s => s.PaymentIntents)
        {
            Filters = By<PaymentIntent>(("customer", row => row.Customer?.Id)),
        },
        new("refunds", "refund", "rak_charge_read", s => s.Refunds)
        {
            Filters = By<Refund>(
                ("charge", row => row.Charge.Id),
                ("payment_intent", row => row.Charge.PaymentIntent?.Id)
            ),
        },
        new("disputes", "dispute", "rak_dispute_read", s => s.Disputes)
        {
            Filters = By<Dispute>(
                ("charge", row => row.Charge.Id),
                ("payment_intent", row => row.Charge.PaymentIntent?.Id)
            ),
        },
        new("invoices", "invoice", "rak_invoice_read", s => s.Invoices)
        {
            Filters = By<Invoice>(
                ("customer", row => row.Customer.Id),
                ("subscription", row => row.Subscription?.Id),
                ("status", row => row.Status),
                ("collection_method", _ => "charge_automatically")
            ),
        },
        new("invoice_payments", "invoice_payment", "rak_invoice_read", s => s.InvoicePayments)
        {
            Since = ApiVersion.Basil,
            Filters = By<InvoicePayment>(("invoice", row => row.Invoice.Id), ("status", row => row.Status)),
        },
        new("subscriptions", "subscription", "rak_subscription_read", s => s.Subscriptions)
        {
            Filters = By<Subscription>(
                ("customer", row => row.Customer.Id),
                ("price", row => row.Items.Count == 1 ? row.Items[0].Price.Id : null),
                ("collection_method", _ => "charge_automatically"),
                ("status", _ => null)
            ),
            Times = At<Subscription>(
                ("current_period_start", row => row.PeriodStart),
                ("current_period_end", row => row.PeriodEnd)
            ),
            IsListed = (row, query) => IsListed((Subscription)row, query["status"]),
        },
        new("subscription_items", "subscription item", "rak_subscription_read", s => s.SubscriptionItems)
        {
            HasCreated = false,
            Required = "subscription",
            Filters = By<SubscriptionItem>(("subscription", row => row.Subscription.Id)),
        },
        new("customers", "customer", "rak_customer_read", s => s.Customers)
        {
            ShowsDeleted = true,
            Filters = By<Customer>(("email", row => row.Email)),
        },
        new("prices", "price", "rak_plan_read", s => s.Prices)
        {
            Filters = By<Price>(
                ("active", row => Flag(row.Active)),
                ("product", row => row.Product.Id),
                ("currency", row => row.Terms.Currency),
                ("type", row => row.Terms.Interval is null ? "one_time" : "recurring")
            ),
        },
        new("products", "product", "rak_product_read", s => s.Products)
        {
            Filters = By<Product>(("active", row => Flag(row.Active))),
        },
        new("coupons", "coupon", "rak_coupon_read", s => s.Coupons),
        new("promotion_codes", "promotion code", "rak_promotion_code_read", s => s.PromotionCodes)
        {
            Filters = By<PromotionCode>(
                ("active", row => Flag(row.Active)),
                ("coupon", row => row.Coupon.Id),
                ("code", row => row.Code)
            ),
        },
        new("payouts", "payout", "rak_payout_read", s => s.Payouts)
        {
            Filters = By<Payout>(("status", row => row.Status)),
            Times = At<Payout>(("arrival_date", row => row.ArrivalDate)),
        },
        new("credit_notes", "credit note", "rak_credit_note_read", s => s.CreditNotes)
        {
            Filters = By<CreditNote>(("invoice", row => row.Invoice.Id), ("customer", row => row.Invoice.Customer.Id)),
        },
        new("events", "event", "rak_event_read", s => s.Events) { Filters = By<StripeEvent>(("type", _ => null)) },
    ];

    private static readonly Dictionary<string, Resource> ByPath = All.ToDictionary(
        one => one.Path,
        StringComparer.Ordinal
    );

    public static Resource? Find(string path) => ByPath.GetValueOrDefault(path);

    /// <summary>Without a status those that ended are left out, and with <c>ended</c> or <c>all</c> they are there.</summary>
    private static bool IsListed(Subscription row, string? status) =>
        status switch
        {
            null => !Ended.Contains(row.Status, StringComparer.Ordinal),
            "all" => true,
            "ended" => Ended.Contains(row.Status, StringComparer.Ordinal),
            _ => row.Status == status,
        };

    private static string Flag(bool value) => value ? "true" : "false";

    private static Dictionary<string, Func<StripeObject, string?>> By<T>(
        params (string Name, Func<T, string?> Of)[] all
    )
        where T : StripeObject =>
        all.ToDictionary(
            one => one.Name,
            one => (Func<StripeObject, string?>)(row => one.Of((T)row)),
            StringComparer.Ordinal
        );

    private static Dictionary<string, Func<StripeObject, DateTimeOffset?>> At<T>(
        params (string Name, Func<T, DateTimeOffset?> Of)[] all
    )
        where T : StripeObject =>
        all.ToDictionary(
            one => one.Name,
            one => (Func<StripeObject, DateTimeOffset?>)(row => one.Of((T)row)),
            StringComparer.Ordinal
        );
}
