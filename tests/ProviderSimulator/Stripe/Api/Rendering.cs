using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Api;

/// <summary>What an object needs to know to show itself.</summary>
/// <param name="Now">By which pending money is available.</param>
public sealed record Rendering(ApiVersion Version, bool Livemode, DateTimeOffset Now)
{
    /// <summary>How many rows of a list inside an object are shown.</summary>
    public const int EmbeddedLimit = 10;

    /// <summary>A list inside an object: its first rows, and where the rest is.</summary>
    internal JsonObject Embedded(IReadOnlyList<StripeObject> rows, string url) =>
        Json.List(rows.Take(EmbeddedLimit).Select(row => row.Render(this)), rows.Count > EmbeddedLimit, url);
}
