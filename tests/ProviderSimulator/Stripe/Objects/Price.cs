using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe.Api;

namespace Nexus.ProviderSimulator.Stripe.Objects;

/// <summary>One step of a tiered price, in minor units.</summary>
/// <param name="UpTo">The last unit of the step; null for all above.</param>
/// <param name="Unit">For each unit of the step.</param>
/// <param name="Flat">Once, where the step is reached.</param>
public sealed record PriceTier(long? UpTo, decimal? Unit, decimal? Flat = null);

/// <summary>What is charged for; like at Stripe, amounts never change once it is made.</summary>
/// <param name="Currency">Lower case.</param>
/// <param name="UnitAmount">In minor units, fractions allowed; null for tiered and custom amounts.</param>
/// <param name="Interval"><c>day</c>, <c>week</c>, <c>month</c> or <c>year</c>; null for a one-time price.</param>
public sealed record PriceTerms(string Currency, decimal? UnitAmount, string? Interval = "month", int IntervalCount = 1)
{
    /// <summary><c>licensed</c> or <c>metered</c>.</summary>
    public string UsageType { get; init; } = "licensed";

    /// <summary><c>graduated</c> or <c>volume</c>; null for a price per unit.</summary>
    public string? TiersMode { get; init; }

    public IReadOnlyList<PriceTier> Tiers { get; init; } = [];

    /// <summary>Units that are sold together; null for single ones.</summary>
    public long? DivideBy { get; init; }

    /// <summary>What becomes of a rest: <c>up</c> or <c>down</c>.</summary>
    public string Round { get; init; } = "up";

    /// <summary>Unit amounts in other currencies.</summary>
    public IReadOnlyDictionary<string, decimal> CurrencyOptions { get; init; } = new Dictionary<string, decimal>();

    /// <summary>Whether the buyer names the amount.</summary>
    public bool IsCustomAmount { get; init; }

    /// <summary><c>exclusive</c>, <c>inclusive</c> or <c>unspecified</c>.</summary>
    public string TaxBehavior { get; init; } = "unspecified";
}

public sealed class Price : StripeObject
{
    public override string Kind => "price";

    public required Product Product { get; init; }

    public required PriceTerms Terms { get; init; }

    public bool Active { get; internal set; } = true;

    public string? Nickname { get; init; }

    /// <summary>With <c>tiers</c> and <c>currency_options</c>, which are taken out again where they are not asked for.</summary>
    public override JsonObject Render(Rendering rendering)
    {
        var price = new JsonObject
        {
            ["id"] = Id,
            ["object"] = Kind,
            ["active"] = Active,
            ["billing_scheme"] = BillingScheme,
            ["created"] = Json.Time(Created),
            ["currency"] = Terms.Currency,
            ["custom_unit_amount"] = Terms.IsCustomAmount
                ? new JsonObject
                {
                    ["maximum"] = null,
                    ["minimum"] = null,
                    ["preset"] = null,
                }
                : null,
            ["livemode"] = rendering.Livemode,
            ["lookup_key"] = null,
            ["metadata"] = Json.Map(Metadata),
            ["nickname"] = Nickname,
            ["product"] = Product.Id,
            ["recurring"] = Recurring(rendering.Version),
            ["tax_behavior"] = Terms.TaxBehavior,
            ["tiers_mode"] = Terms.TiersMode,
            ["transform_quantity"] = Terms.DivideBy is { } units
                ? new JsonObject { ["divide_by"] = units, ["round"] = Terms.Round }
                : null,
            ["type"] = Terms.Interval is null ? "one_time" : "recurring",
            ["unit_amount"] = Json.Whole(Terms.UnitAmount),
            ["unit_amount_decimal"] = Json.Decimal(Terms.UnitAmount),
            ["currency_options"] = CurrencyOptions(),
        };
        if (Terms.TiersMode is not null)
            price["tiers"] = new JsonArray([.. Terms.Tiers.Select(Tier)]);
        return price;
    }

    /// <summary>The older name of the same thing, which items and older lines still carry.</summary>
    internal JsonObject RenderPlan(Rendering rendering) =>
        new()
        {
            ["id"] = Id,
            ["object"] = "plan",
            ["active"] = Active,
            ["amount"] = Json.Whole(Terms.UnitAmount),
            ["amount_decimal"] = Json.Decimal(Terms.UnitAmount),
            ["billing_scheme"] = BillingScheme,
            ["created"] = Json.Time(Created),
            ["currency"] = Terms.Currency,
            ["interval"] = Terms.Interval,
            ["interval_count"] = Terms.IntervalCount,
            ["livemode"] = rendering.Livemode,
            ["metadata"] = Json.Map(Metadata),
            ["nickname"] = Nickname,
            ["product"] = Product.Id,
            ["tiers_mode"] = Terms.TiersMode,
            ["transform_usage"] = null,
            ["trial_period_days"] = null,
            ["usage_type"] = Terms.UsageType,
        };

    private string BillingScheme => Terms.TiersMode is null ? "per_unit" : "tiered";

    private JsonObject? Recurring(ApiVersion version)
    {
        if (Terms.Interval is null)
            return null;
        var recurring = new JsonObject
        {
            ["interval"] = Terms.Interval,
            ["interval_count"] = Terms.IntervalCount,
            ["meter"] = null,
            ["trial_period_days"] = null,
            ["usage_type"] = Terms.UsageType,
        };
        if (!version.IsBasil)
            recurring["aggregate_usage"] = Terms.UsageType == "metered" ? "sum" : null;
        return recurring;
    }

    private JsonObject CurrencyOptions()
    {
        var options = new JsonObject { [Terms.Currency] = Option(Terms.UnitAmount) };
        foreach (var (currency, amount) in Terms.CurrencyOptions)
            options[currency] = Option(amount);
        return options;
    }

    private JsonObject Option(decimal? amount) =>
        new()
        {
            ["custom_unit_amount"] = null,
            ["tax_behavior"] = Terms.TaxBehavior,
            ["unit_amount"] = Json.Whole(amount),
            ["unit_amount_decimal"] = Json.Decimal(amount),
        };

    private static JsonObject Tier(PriceTier tier) =>
        new()
        {
            ["flat_amount"] = Json.Whole(tier.Flat),
            ["flat_amount_decimal"] = Json.Decimal(tier.Flat),
            ["unit_amount"] = Json.Whole(tier.Unit),
            ["unit_amount_decimal"] = Json.Decimal(tier.Unit),
            ["up_to"] = tier.UpTo,
        };
}
