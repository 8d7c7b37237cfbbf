using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe.Api;

namespace Nexus.ProviderSimulator.Stripe.Objects;

public sealed class Charge : StripeObject
{
    public override string Kind => "charge";

    public Customer? Customer { get; init; }

    public PaymentIntent? PaymentIntent { get; init; }

    /// <summary>In minor units of the currency that the buyer saw.</summary>
    public required long Amount { get; init; }

    public required string Currency { get; init; }

    /// <summary>succeeded, pending or failed.</summary>
    public required string Status { get; init; }

    /// <summary>Such as <c>card_declined</c>; null where it succeeded.</summary>
    public string? FailureCode { get; init; }

    /// <summary>authorized, issuer_declined, blocked, manual_review or invalid.</summary>
    public string Outcome { get; init; } = "authorized";

    public long AmountRefunded { get; internal set; }

    public bool Disputed { get; internal set; }

    public BalanceTransaction? BalanceTransaction { get; internal set; }

    public List<Refund> Refunds { get; } = [];

    public override JsonObject Render(Rendering rendering)
    {
        var succeeded = Status == "succeeded";
        var charge = new JsonObject
        {
            ["id"] = Id,
            ["object"] = Kind,
            ["amount"] = Amount,
            ["amount_captured"] = succeeded ? Amount : 0,
            ["amount_refunded"] = AmountRefunded,
            ["application"] = null,
            ["application_fee"] = null,
            ["balance_transaction"] = BalanceTransaction?.Id,
            ["billing_details"] = new JsonObject { ["email"] = Customer?.Email, ["name"] = Customer?.Name },
            ["captured"] = succeeded,
            ["created"] = Json.Time(Created),
            ["currency"] = Currency,
            ["customer"] = Customer?.Id,
            ["description"] = null,
            ["disputed"] = Disputed,
            ["failure_balance_transaction"] = null,
            ["failure_code"] = FailureCode,
            ["failure_message"] = FailureCode is null ? null : "Your card was declined.",
            ["fraud_details"] = new JsonObject(),
            ["livemode"] = rendering.Livemode,
            ["metadata"] = Json.Map(Metadata),
            ["outcome"] = new JsonObject
            {
                ["network_status"] = succeeded ? "approved_by_network" : "declined_by_network",
                ["reason"] = FailureCode is null ? null : "generic_decline",
                ["seller_message"] = succeeded ? "Payment complete." : "The bank did not return any further details.",
                ["type"] = Outcome,
            },
            ["paid"] = succeeded,
            ["payment_intent"] = PaymentIntent?.Id,
            ["payment_method_details"] = new JsonObject
            {
                ["card"] = new JsonObject
                {
                    ["brand"] = "visa",
                    ["country"] = "US",
                    ["last4"] = "4242",
                },
                ["type"] = "card",
            },
            ["refunded"] = AmountRefunded > 0 && AmountRefunded == Amount,
            ["status"] = Status,
        };
        if (!rendering.Version.IsBasil)
        {
            charge["dispute"] = null;
            charge["invoice"] = PaymentIntent?.Invoice?.Id;
        }
        // Includable since 2022-11-15: taken out again unless it is asked for.
        charge["refunds"] = rendering.Embedded(Refunds, $"/v1/charges/{Id}/refunds");
        return charge;
    }
}

public sealed class Refund : StripeObject
{
    public override string Kind => "refund";

    public required Charge Charge { get; init; }

    public required long Amount { get; init; }

    /// <summary>pending, requires_action, succeeded, failed or canceled.</summary>
    public string Status { get; internal set; } = "succeeded";

    public string? FailureReason { get; internal set; }

    public string? Reason { get; init; }

    public BalanceTransaction? BalanceTransaction { get; internal set; }

    public BalanceTransaction? FailureBalanceTransaction { get; internal set; }

    public override JsonObject Render(Rendering rendering)
    {
        var refund = new JsonObject
        {
            ["id"] = Id,
            ["object"] = Kind,
            ["amount"] = Amount,
            ["balance_transaction"] = BalanceTransaction?.Id,
            ["charge"] = Charge.Id,
            ["created"] = Json.Time(Created),
            ["currency"] = Charge.Currency,
            ["destination_details"] = new JsonObject { ["type"] = "card" },
            ["metadata"] = Json.Map(Metadata),
            ["payment_intent"] = Charge.PaymentIntent?.Id,
            ["reason"] = Reason,
            ["receipt_number"] = null,
            ["source_transfer_reversal"] = null,
            ["status"] = Status,
            ["transfer_reversal"] = null,
        };
        if (FailureReason is not null)
        {
            refund["failure_reason"] = FailureReason;
            refund["failure_balance_transaction"] = FailureBalanceTransaction?.Id;
        }
        return refund;
    }
}
