using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe.Api;

namespace Nexus.ProviderSimulator.Stripe.Objects;

/// <summary>Something that happened. Its object is rendered once, in the account's version, and never again.</summary>
public sealed class StripeEvent : StripeObject
{
    public override string Kind => "event";

    /// <summary>As in <c>customer.subscription.updated</c>.</summary>
    public required string Type { get; init; }

    public required ApiVersion Version { get; init; }

    /// <summary>What it is about.</summary>
    public required StripeObject Subject { get; init; }

    public required JsonObject Snapshot { get; init; }

    /// <summary>The fields that changed, as they were before; null where nothing was before.</summary>
    public JsonObject? Previous { get; init; }

    public override JsonObject Render(Rendering rendering) => Render(rendering, Version, Snapshot);

    /// <summary>As an endpoint with a version of its own gets it.</summary>
    internal JsonObject Render(Rendering rendering, ApiVersion version, JsonObject snapshot)
    {
        var data = new JsonObject { ["object"] = snapshot.DeepClone() };
        if (Previous is not null)
            data["previous_attributes"] = Previous.DeepClone();
        return new()
        {
            ["id"] = Id,
            ["object"] = Kind,
            ["api_version"] = version.Text,
            ["created"] = Json.Time(Created),
            ["data"] = data,
            ["livemode"] = rendering.Livemode,
            ["pending_webhooks"] = 0,
            ["request"] = new JsonObject { ["id"] = null, ["idempotency_key"] = null },
            ["type"] = Type,
        };
    }

    /// <summary>The thin form: what it was about and where to fetch it, without a version.</summary>
    internal JsonObject RenderThin(Rendering rendering) =>
        new()
        {
            ["id"] = Id,
            ["object"] = "v2.core.event",
            ["type"] = $"v1.{Type}",
            ["created"] = Created.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            ["livemode"] = rendering.Livemode,
            ["related_object"] = new JsonObject
            {
                ["id"] = Subject.Id,
                ["type"] = Subject.Kind,
                ["url"] = $"/v1/{Subject.Kind}s/{Subject.Id}",
            },
        };
}
