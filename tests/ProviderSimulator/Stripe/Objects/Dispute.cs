using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe.Api;

namespace Nexus.ProviderSimulator.Stripe.Objects;

public sealed class Dispute : StripeObject
{
    public override string Kind => "dispute";

    public required Charge Charge { get; init; }

    public required long Amount { get; init; }

    /// <summary>warning_needs_response, warning_under_review, warning_closed, needs_response, under_review, won or lost.</summary>
    public string Status { get; internal set; } = "needs_response";

    public string Reason { get; init; } = "fraudulent";

    public List<BalanceTransaction> BalanceTransactions { get; } = [];

    public override JsonObject Render(Rendering rendering) =>
        new()
        {
            ["id"] = Id,
            ["object"] = Kind,
            ["amount"] = Amount,
            ["balance_transactions"] = new JsonArray([
                .. BalanceTransactions.Select(transaction => transaction.Render(rendering)),
            ]),
            ["charge"] = Charge.Id,
            ["created"] = Json.Time(Created),
            ["currency"] = Charge.Currency,
            ["evidence_details"] = new JsonObject
            {
                ["due_by"] = Json.Time(Created.AddDays(7)),
                ["has_evidence"] = false,
                ["past_due"] = false,
                ["submission_count"] = 0,
            },
            ["is_charge_refundable"] = Status.StartsWith("warning_", StringComparison.Ordinal),
            ["livemode"] = rendering.Livemode,
            ["metadata"] = Json.Map(Metadata),
            ["payment_intent"] = Charge.PaymentIntent?.Id,
            ["reason"] = Reason,
            ["status"] = Status,
        };
}
