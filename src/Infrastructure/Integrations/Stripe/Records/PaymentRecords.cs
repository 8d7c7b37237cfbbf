namespace Nexus.Infrastructure.Integrations.Stripe.Records;

/// <summary>A movement on the account's balance. Amounts are in the smallest unit, moments in Unix seconds.</summary>
/// <param name="Category">Stripe's reporting category.</param>
/// <param name="Currency">In which the account settles, not that of the buyer.</param>
/// <param name="Fee">What Stripe kept of it.</param>
internal sealed record BalanceTransactionRecord(
    long Amount,
    string Category,
    long Created,
    string Currency,
    long Fee,
    string? Source
)
{
    public static BalanceTransactionRecord Of(StripeFields fields)
    {
        var source = fields.IdOrNull("source");
        return new BalanceTransactionRecord(
            fields.Number("amount"),
            fields.TextOrNull("reporting_category") ?? CategoryOf(fields.Text("type"), source),
            fields.Number("created"),
            fields.Text("currency"),
            fields.Number("fee"),
            source
        );
    }

    /// <summary>The category that versions before 2019 do not tell.</summary>
    private static string CategoryOf(string type, string? source) =>
        type switch
        {
            "charge" or "payment" => "charge",
            "payment_failure_refund" => "charge_failure",
            "refund" or "payment_refund" => "refund",
            "refund_failure" => "refund_failure",
            "adjustment" when source is not null && IsDispute(source) => "dispute",
            "stripe_fee" or "stripe_fx_fee" => "fee",
            "tax_fee" => "tax",
            _ => type,
        };

    private static bool IsDispute(string source) =>
        source.StartsWith("dp_", StringComparison.Ordinal) || source.StartsWith("du_", StringComparison.Ordinal);
}

/// <summary>One attempt to take money.</summary>
/// <param name="Blocked">Whether Stripe stopped it before any bank saw it.</param>
/// <param name="PaymentIntent">The payment it belongs to; null for a charge that was made by itself.</param>
/// <param name="Status">succeeded, pending or failed.</param>
internal sealed record ChargeRecord(
    long Amount,
    bool Blocked,
    long Created,
    string Currency,
    string? Customer,
    string? PaymentIntent,
    string Status
)
{
    public static ChargeRecord Of(StripeFields fields) =>
        new(
            fields.Number("amount"),
            fields.Object("outcome")?.TextOrNull("type") == "blocked",
            fields.Number("created"),
            fields.Text("currency"),
            fields.IdOrNull("customer"),
            fields.IdOrNull("payment_intent"),
            fields.Text("status")
        );
}

/// <summary>One payment, with however many attempts it takes.</summary>
/// <param name="Failed">Whether its last attempt left an error.</param>
/// <param name="LatestCharge">Its last attempt; null before the first.</param>
internal sealed record PaymentIntentRecord(
    long Amount,
    long Created,
    string Currency,
    string? Customer,
    bool Failed,
    string? LatestCharge,
    string Status
)
{
    public static PaymentIntentRecord Of(StripeFields fields) =>
        new(
            fields.Number("amount"),
            fields.Number("created"),
            fields.Text("currency"),
            fields.IdOrNull("customer"),
            fields.Has("last_payment_error"),
            // Before 2022-11-15 the attempts are a list, newest first.
            fields.IdOrNull("latest_charge")
                ?? (fields.List("charges") is [var latest, ..] ? latest.TextOrNull("id") : null),
            fields.Text("status")
        );
}

/// <param name="Status">pending, succeeded, failed, canceled or requires_action; missing in versions before 2016.</param>
internal sealed record RefundRecord(long Amount, string? Charge, long Created, string Currency, string? Status)
{
    public static RefundRecord Of(StripeFields fields) =>
        new(
            fields.Number("amount"),
            fields.IdOrNull("charge"),
            fields.Number("created"),
            fields.Text("currency"),
            fields.TextOrNull("status")
        );
}

/// <param name="Status">won, lost, needs_response, under_review, or one that begins with <c>warning_</c> for an inquiry.</param>
internal sealed record DisputeRecord(
    long Amount,
    string? Charge,
    long Created,
    string Currency,
    string? Reason,
    string Status
)
{
    public static DisputeRecord Of(StripeFields fields) =>
        new(
            fields.Number("amount"),
            fields.IdOrNull("charge"),
            fields.Number("created"),
            fields.Text("currency"),
            fields.TextOrNull("reason"),
            fields.Text("status")
        );
}

/// <summary>Money sent to the account's bank.</summary>
internal sealed record PayoutRecord(long Amount, long ArrivalDate, long Created, string Currency, string Status)
{
    public static PayoutRecord Of(StripeFields fields) =>
        new(
            fields.Number("amount"),
            fields.Number("arrival_date"),
            fields.Number("created"),
            fields.Text("currency"),
            fields.Text("status")
        );
}
