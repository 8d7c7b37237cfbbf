using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe.Api;

namespace Nexus.ProviderSimulator.Stripe.Objects;

public sealed class PaymentIntent : StripeObject
{
    public override string Kind => "payment_intent";

    public Customer? Customer { get; init; }

    public Invoice? Invoice { get; init; }

    /// <summary>In minor units.</summary>
    public required long Amount { get; init; }

    public required string Currency { get; init; }

    /// <summary>requires_payment_method, processing, succeeded or canceled.</summary>
    public string Status { get; internal set; } = "requires_payment_method";

    public Charge? LatestCharge { get; internal set; }

    public DateTimeOffset? CanceledAt { get; internal set; }

    public override JsonObject Render(Rendering rendering)
    {
        var intent = new JsonObject
        {
            ["id"] = Id,
            ["object"] = Kind,
            ["amount"] = Amount,
            ["amount_capturable"] = 0,
            ["amount_received"] = Status == "succeeded" ? Amount : 0,
            ["application"] = null,
            ["application_fee_amount"] = null,
            ["canceled_at"] = Json.Time(CanceledAt),
            ["cancellation_reason"] = null,
            ["capture_method"] = "automatic",
            ["confirmation_method"] = "automatic",
            ["created"] = Json.Time(Created),
            ["currency"] = Currency,
            ["customer"] = Customer?.Id,
            ["description"] = null,
            ["last_payment_error"] = Error(),
            ["latest_charge"] = LatestCharge?.Id,
            ["livemode"] = rendering.Livemode,
            ["metadata"] = Json.Map(Metadata),
            ["next_action"] = null,
            ["payment_method"] = null,
            ["payment_method_types"] = new JsonArray("card"),
            ["receipt_email"] = null,
            ["status"] = Status,
            ["transfer_data"] = null,
        };
        if (!rendering.Version.IsBasil)
            intent["invoice"] = Invoice?.Id;
        return intent;
    }

    private JsonObject? Error() =>
        LatestCharge is { FailureCode: { } code } charge
            ? new()
            {
                ["charge"] = charge.Id,
                ["code"] = code,
                ["message"] = "Your card was declined.",
                ["type"] = "card_error",
            }
            : null;
}
