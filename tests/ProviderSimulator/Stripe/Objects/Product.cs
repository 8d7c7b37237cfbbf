using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe.Api;

namespace Nexus.ProviderSimulator.Stripe.Objects;

public sealed class Product : StripeObject
{
    public override string Kind => "product";

    public required string Name { get; set; }

    public bool Active { get; internal set; } = true;

    public DateTimeOffset Updated { get; internal set; }

    public override JsonObject Render(Rendering rendering) =>
        new()
        {
            ["id"] = Id,
            ["object"] = Kind,
            ["active"] = Active,
            ["created"] = Json.Time(Created),
            ["default_price"] = null,
            ["description"] = null,
            ["images"] = new JsonArray(),
            ["livemode"] = rendering.Livemode,
            ["marketing_features"] = new JsonArray(),
            ["metadata"] = Json.Map(Metadata),
            ["name"] = Name,
            ["package_dimensions"] = null,
            ["shippable"] = null,
            ["statement_descriptor"] = null,
            ["tax_code"] = null,
            ["type"] = "service",
            ["unit_label"] = null,
            ["updated"] = Json.Time(Updated),
            ["url"] = null,
        };
}
