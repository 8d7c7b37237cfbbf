using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Api;

/// <summary>Values as Stripe writes them.</summary>
internal static class Json
{
    /// <summary>Seconds since 1970.</summary>
    public static JsonNode Time(DateTimeOffset time) => time.ToUnixTimeSeconds();

    public static JsonNode? Time(DateTimeOffset? time) => time is { } known ? Time(known) : null;

    /// <summary>A decimal as text, without idle zeros.</summary>
    public static JsonNode? Decimal(decimal? value) => value?.ToString("0.############", CultureInfo.InvariantCulture);

    /// <summary>Null where the value has a fraction, as <c>unit_amount</c> is then.</summary>
    public static JsonNode? Whole(decimal? value) =>
        value is { } known && decimal.Truncate(known) == known ? (long)known : null;

    public static JsonObject Map(IEnumerable<KeyValuePair<string, string>> values) =>
        new(values.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    public static JsonArray Ids(IEnumerable<StripeObject> objects) =>
        new([.. objects.Select(one => (JsonNode?)one.Id)]);

    public static JsonObject List(IEnumerable<JsonNode> rows, bool hasMore, string url) =>
        new()
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. rows]),
            ["has_more"] = hasMore,
            ["url"] = url,
        };

    public static JsonObject Tax(long amount) =>
        new()
        {
            ["amount"] = amount,
            ["tax_behavior"] = "exclusive",
            ["taxability_reason"] = "standard_rated",
            ["type"] = "tax_rate_details",
        };

    public static JsonObject OldTax(long amount) =>
        new()
        {
            ["amount"] = amount,
            ["inclusive"] = false,
            ["tax_rate"] = "txr_1",
        };
}
