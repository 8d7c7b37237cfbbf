namespace Nexus.Infrastructure.Integrations.Stripe.Records;

/// <summary>Names of the streams that are kept, each that of its list at Stripe.</summary>
internal static class StripeStreams
{
    public const string BalanceTransactions = "balance_transactions";
    public const string Charges = "charges";
    public const string PaymentIntents = "payment_intents";
    public const string Refunds = "refunds";
    public const string Disputes = "disputes";
    public const string Invoices = "invoices";
    public const string InvoicePayments = "invoice_payments";
    public const string Subscriptions = "subscriptions";
    public const string Customers = "customers";
    public const string Prices = "prices";
    public const string Products = "products";
    public const string Coupons = "coupons";
    public const string PromotionCodes = "promotion_codes";
    public const string Payouts = "payouts";
    public const string CreditNotes = "credit_notes";
}
