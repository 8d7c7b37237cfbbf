using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe.Api;

namespace Nexus.ProviderSimulator.Stripe.Objects;

/// <summary>What a coupon takes off.</summary>
/// <param name="Duration"><c>forever</c>, <c>once</c> or <c>repeating</c>.</param>
/// <param name="PercentOff">From 0 to 100; null where an amount comes off.</param>
/// <param name="AmountOff">In minor units, of each invoice; null where a percentage comes off.</param>
/// <param name="Currency">Of the amount.</param>
/// <param name="Months">How long a repeating one lasts.</param>
public sealed record CouponTerms(
    string Duration,
    decimal? PercentOff = null,
    long? AmountOff = null,
    string? Currency = null,
    int? Months = null
)
{
    /// <summary>The products it holds for; empty for all.</summary>
    public IReadOnlyList<Product> AppliesTo { get; init; } = [];
}

public sealed class Coupon : StripeObject
{
    public override string Kind => "coupon";

    public string? Name { get; init; }

    public required CouponTerms Terms { get; init; }

    public int TimesRedeemed { get; internal set; }

    public override JsonObject Render(Rendering rendering)
    {
        var coupon = new JsonObject
        {
            ["id"] = Id,
            ["object"] = Kind,
            ["amount_off"] = Terms.AmountOff,
            ["created"] = Json.Time(Created),
            ["currency"] = Terms.Currency,
            ["duration"] = Terms.Duration,
            ["duration_in_months"] = Terms.Months,
            ["livemode"] = rendering.Livemode,
            ["max_redemptions"] = null,
            ["metadata"] = Json.Map(Metadata),
            ["name"] = Name,
            ["percent_off"] = Terms.PercentOff,
            ["redeem_by"] = null,
            ["times_redeemed"] = TimesRedeemed,
            ["valid"] = !IsDeleted,
        };
        // Includable: taken out again unless it is asked for.
        if (Terms.AppliesTo.Count > 0)
        {
            var products = Terms.AppliesTo.Select(product => (JsonNode)product.Id);
            coupon["applies_to"] = new JsonObject { ["products"] = new JsonArray([.. products]) };
        }
        return coupon;
    }
}

public sealed class PromotionCode : StripeObject
{
    public override string Kind => "promotion_code";

    public required string Code { get; init; }

    public required Coupon Coupon { get; init; }

    public bool Active { get; internal set; } = true;

    public override JsonObject Render(Rendering rendering)
    {
        var code = new JsonObject
        {
            ["id"] = Id,
            ["object"] = Kind,
            ["active"] = Active,
            ["code"] = Code,
            ["created"] = Json.Time(Created),
            ["customer"] = null,
            ["expires_at"] = null,
            ["livemode"] = rendering.Livemode,
            ["max_redemptions"] = null,
            ["metadata"] = Json.Map(Metadata),
            ["restrictions"] = new JsonObject
            {
                ["first_time_transaction"] = false,
                ["minimum_amount"] = null,
                ["minimum_amount_currency"] = null,
            },
            ["times_redeemed"] = 0,
        };
        if (rendering.Version.IsClover)
            code["promotion"] = new JsonObject { ["coupon"] = Coupon.Id, ["type"] = "coupon" };
        else
            code["coupon"] = Coupon.Render(rendering);
        return code;
    }
}

/// <summary>A coupon in use by a customer, a subscription or an item.</summary>
public sealed class Discount : StripeObject
{
    public override string Kind => "discount";

    public required Coupon Coupon { get; init; }

    public required DateTimeOffset Start { get; init; }

    /// <summary>When a repeating one stops to count; null for the others.</summary>
    public DateTimeOffset? End { get; init; }

    public string? Customer { get; init; }

    public string? Subscription { get; init; }

    public string? SubscriptionItem { get; init; }

    public override JsonObject Render(Rendering rendering)
    {
        var discount = new JsonObject
        {
            ["id"] = Id,
            ["object"] = Kind,
            ["checkout_session"] = null,
            ["customer"] = Customer,
            ["end"] = Json.Time(End),
            ["invoice"] = null,
            ["invoice_item"] = null,
            ["promotion_code"] = null,
            ["start"] = Json.Time(Start),
            ["subscription"] = Subscription,
            ["subscription_item"] = SubscriptionItem,
        };
        if (rendering.Version.IsClover)
            discount["source"] = new JsonObject { ["coupon"] = Coupon.Id, ["type"] = "coupon" };
        else
            discount["coupon"] = Coupon.Render(rendering);
        return discount;
    }
}
