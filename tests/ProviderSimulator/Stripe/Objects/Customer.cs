using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe.Api;

namespace Nexus.ProviderSimulator.Stripe.Objects;

public sealed class Customer : StripeObject
{
    public override string Kind => "customer";

    public string? Name { get; internal set; }

    public string? Email { get; internal set; }

    public string? Currency { get; internal set; }

    public bool Delinquent { get; internal set; }

    /// <summary>Counts for subscriptions that have no discount of their own.</summary>
    public Discount? Discount { get; internal set; }

    public override JsonObject Render(Rendering rendering) =>
        IsDeleted
            ? new()
            {
                ["id"] = Id,
                ["object"] = Kind,
                ["deleted"] = true,
            }
            : new()
            {
                ["id"] = Id,
                ["object"] = Kind,
                ["address"] = null,
                ["balance"] = 0,
                ["created"] = Json.Time(Created),
                ["currency"] = Currency,
                ["default_source"] = null,
                ["delinquent"] = Delinquent,
                ["description"] = null,
                ["discount"] = Discount?.Render(rendering),
                ["email"] = Email,
                ["invoice_prefix"] = "NEXUS",
                ["invoice_settings"] = new JsonObject { ["default_payment_method"] = null, ["footer"] = null },
                ["livemode"] = rendering.Livemode,
                ["metadata"] = Json.Map(Metadata),
                ["name"] = Name,
                ["phone"] = null,
                ["preferred_locales"] = new JsonArray(),
                ["shipping"] = null,
                ["tax_exempt"] = "none",
                ["test_clock"] = null,
            };
}
