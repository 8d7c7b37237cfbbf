using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe.Api;

namespace Nexus.ProviderSimulator.Stripe.Objects;

public sealed class Payout : StripeObject
{
    public override string Kind => "payout";

    public required long Amount { get; init; }

    public required string Currency { get; init; }

    /// <summary>pending, in_transit, paid, failed or canceled. A paid one can still fail.</summary>
    public string Status { get; internal set; } = "pending";

    public required DateTimeOffset ArrivalDate { get; init; }

    public string? FailureCode { get; internal set; }

    public BalanceTransaction? BalanceTransaction { get; internal set; }

    public BalanceTransaction? FailureBalanceTransaction { get; internal set; }

    public override JsonObject Render(Rendering rendering) =>
        new()
        {
            ["id"] = Id,
            ["object"] = Kind,
            ["amount"] = Amount,
            ["arrival_date"] = Json.Time(ArrivalDate),
            ["automatic"] = true,
            ["balance_transaction"] = BalanceTransaction?.Id,
            ["created"] = Json.Time(Created),
            ["currency"] = Currency,
            ["description"] = "STRIPE PAYOUT",
            ["destination"] = null,
            ["failure_balance_transaction"] = FailureBalanceTransaction?.Id,
            ["failure_code"] = FailureCode,
            ["failure_message"] = FailureCode is null ? null : "The bank account is closed.",
            ["livemode"] = rendering.Livemode,
            ["metadata"] = Json.Map(Metadata),
            ["method"] = "standard",
            ["original_payout"] = null,
            ["reconciliation_status"] = "completed",
            ["reversed_by"] = null,
            ["source_type"] = "card",
            ["statement_descriptor"] = null,
            ["status"] = Status,
            ["type"] = "bank_account",
        };
}

public sealed class CreditNote : StripeObject
{
    public override string Kind => "credit_note";

    public required Invoice Invoice { get; init; }

    public required long Amount { get; init; }

    public string? Reason { get; init; }

    /// <summary>issued or void.</summary>
    public string Status { get; internal set; } = "issued";

    public DateTimeOffset? VoidedAt { get; internal set; }

    /// <summary>Whether the invoice had been paid before.</summary>
    public bool IsPostPayment { get; init; }

    public Refund? Refund { get; init; }

    public override JsonObject Render(Rendering rendering)
    {
        var note = new JsonObject
        {
            ["id"] = Id,
            ["object"] = Kind,
            ["amount"] = Amount,
            ["created"] = Json.Time(Created),
            ["currency"] = Invoice.Currency,
            ["customer"] = Invoice.Customer.Id,
            ["discount_amount"] = 0,
            ["effective_at"] = Json.Time(Created),
            ["invoice"] = Invoice.Id,
            ["lines"] = Json.List([], hasMore: false, $"/v1/credit_notes/{Id}/lines"),
            ["livemode"] = rendering.Livemode,
            ["metadata"] = Json.Map(Metadata),
            ["number"] = $"NEXUS-{Sequence:D6}-CN-01",
            ["out_of_band_amount"] = null,
            ["post_payment_amount"] = IsPostPayment ? Amount : 0,
            ["pre_payment_amount"] = IsPostPayment ? 0 : Amount,
            ["reason"] = Reason,
            ["status"] = Status,
            ["subtotal"] = Amount,
            ["total"] = Amount,
            ["total_excluding_tax"] = Amount,
            ["type"] = IsPostPayment ? "post_payment" : "pre_payment",
            ["voided_at"] = Json.Time(VoidedAt),
        };
        if (rendering.Version.IsBasil)
            note["refunds"] = Refund is null
                ? new JsonArray()
                : new JsonArray(new JsonObject { ["amount_refunded"] = Refund.Amount, ["refund"] = Refund.Id });
        else
            note["refund"] = Refund?.Id;
        return note;
    }
}
