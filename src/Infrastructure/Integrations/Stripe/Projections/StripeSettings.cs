using System.Text.Json;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>Which discounts lower the recurring revenue.</summary>
internal enum DiscountPolicy
{
    /// <summary>Those that last: forever, and repeating while they hold. The default.</summary>
    Recurring,
    ForeverOnly,

    /// <summary>Those of a single invoice as well.</summary>
    All,
    None,
}

/// <summary>What a connection's settings say about its KPIs.</summary>
/// <param name="Discounts"><c>discountPolicy</c>: recurring (unless set), forever_only, all or none.</param>
/// <param name="IncludeConnectTransfers">
/// <c>includeConnectTransfers</c>: whether money passed on to connected accounts lowers the net volume, as on Stripe's own
/// dashboard; false unless set.
/// </param>
internal sealed record StripeSettings(DiscountPolicy Discounts, bool IncludeConnectTransfers)
{
    public static StripeSettings Of(JsonElement settings)
    {
        if (settings.ValueKind != JsonValueKind.Object)
            return new StripeSettings(DiscountPolicy.Recurring, false);
        var policy = settings.TryGetProperty("discountPolicy", out var text) ? text.GetString() : null;
        return new StripeSettings(
            policy switch
            {
                null or "recurring" => DiscountPolicy.Recurring,
                "forever_only" => DiscountPolicy.ForeverOnly,
                "all" => DiscountPolicy.All,
                "none" => DiscountPolicy.None,
                _ => throw new JsonException("'discountPolicy' is recurring, forever_only, all or none."),
            },
            settings.TryGetProperty("includeConnectTransfers", out var flag) && flag.ValueKind == JsonValueKind.True
        );
    }
}
