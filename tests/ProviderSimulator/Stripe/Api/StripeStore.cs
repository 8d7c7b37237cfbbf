using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Api;

/// <summary>All that one account has in one mode.</summary>
public sealed class StripeStore
{
    public StripeCollection<Customer> Customers { get; } = new();

    public StripeCollection<Product> Products { get; } = new();

    public StripeCollection<Price> Prices { get; } = new();

    public StripeCollection<Coupon> Coupons { get; } = new();

    public StripeCollection<PromotionCode> PromotionCodes { get; } = new();

    public StripeCollection<Discount> Discounts { get; } = new();

    public StripeCollection<Subscription> Subscriptions { get; } = new();

    public StripeCollection<SubscriptionItem> SubscriptionItems { get; } = new();

    public StripeCollection<Invoice> Invoices { get; } = new();

    public StripeCollection<InvoiceLine> InvoiceLines { get; } = new();

    public StripeCollection<InvoicePayment> InvoicePayments { get; } = new();

    public StripeCollection<PaymentIntent> PaymentIntents { get; } = new();

    public StripeCollection<Charge> Charges { get; } = new();

    public StripeCollection<Refund> Refunds { get; } = new();

    public StripeCollection<Dispute> Disputes { get; } = new();

    public StripeCollection<BalanceTransaction> BalanceTransactions { get; } = new();

    public StripeCollection<Payout> Payouts { get; } = new();

    public StripeCollection<CreditNote> CreditNotes { get; } = new();

    public StripeCollection<StripeEvent> Events { get; } = new();

    private IReadOnlyList<IStripeRows> Everything =>
        [
            Customers,
            Products,
            Prices,
            Coupons,
            Discounts,
            Subscriptions,
            SubscriptionItems,
            Invoices,
            InvoicePayments,
            PaymentIntents,
            Charges,
            Refunds,
            Disputes,
            BalanceTransactions,
            Payouts,
            CreditNotes,
            PromotionCodes,
        ];

    /// <summary>Whatever has the id; null for none. Events are not among it.</summary>
    public StripeObject? Find(string id) =>
        Everything.Select(rows => rows.Find(id)).FirstOrDefault(row => row is not null);
}
