using System.Text.Json.Nodes;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.Projections;

/// <summary>Writes made-up subscriptions as Stripe's objects.</summary>
internal static class MadeJson
{
    public static JsonObject Of(MadeSubscription made, MadeState state) =>
        new()
        {
            ["id"] = made.Id,
            ["object"] = "subscription",
            ["created"] = made.Start,
            ["start_date"] = made.Start,
            ["currency"] = made.Currency,
            ["customer"] = made.Customer,
            ["status"] = state.Status,
            ["ended_at"] = state.Ended,
            ["canceled_at"] = state.Ended,
            ["trial_end"] = state.TrialEnd,
            ["cancel_at_period_end"] = state.Leaves,
            ["pause_collection"] = state.Pause is null
                ? null
                : new JsonObject { ["behavior"] = state.Pause, ["resumes_at"] = state.PauseEnds },
            ["discounts"] = new JsonArray([.. state.Discounts.Select(Of)]),
            ["items"] = new JsonObject
            {
                ["data"] = new JsonArray([.. state.Items.Select(item => Of(item, made.Currency))]),
            },
        };

    public static JsonNode Of(MadeDiscount discount) =>
        new JsonObject
        {
            ["id"] = "di",
            ["start"] = discount.Start,
            ["end"] = discount.End,
            ["coupon"] = new JsonObject
            {
                ["id"] = "made",
                ["duration"] = discount.Duration,
                ["percent_off"] = discount.Percent,
                ["amount_off"] = discount.Off,
                ["currency"] = discount.Off is null ? null : discount.Currency,
                ["applies_to"] = discount.OnlyPrice is null
                    ? null
                    : new JsonObject { ["products"] = new JsonArray($"prod_{discount.OnlyPrice}") },
            },
        };

    private static JsonNode Of(MadeItem item, string currency)
    {
        var price = StripeJson.Price(
            item.Price,
            item.Cents,
            item.Interval,
            item.Count,
            currency,
            item.Kind == "metered" ? "metered" : "licensed"
        );
        if (item.Kind == "custom")
            price["custom_unit_amount"] = new JsonObject { ["minimum"] = 1 };
        if (item.Kind.StartsWith("package", StringComparison.Ordinal))
            price.Packaged(7, item.Kind == "package_up" ? "up" : "down");
        if (item.Kind is "graduated" or "volume")
        {
            (price["billing_scheme"], price["tiers_mode"]) = ("tiered", item.Kind);
            price["unit_amount_decimal"] = null;
            price["tiers"] = new JsonArray(
                new JsonObject
                {
                    ["up_to"] = 5,
                    ["unit_amount"] = item.Cents,
                    ["flat_amount"] = 300,
                },
                new JsonObject { ["up_to"] = 20, ["unit_amount"] = item.Cents / 2 },
                new JsonObject
                {
                    ["up_to"] = null,
                    ["unit_amount"] = item.Cents / 3,
                    ["flat_amount"] = 50,
                }
            );
        }
        var made = StripeJson.Item(price, item.Quantity);
        made["discounts"] = new JsonArray([.. item.Discounts.Select(Of)]);
        if (item.Tax > 0)
            made["tax_rates"] = new JsonArray(new JsonObject { ["inclusive"] = true, ["percentage"] = item.Tax });
        return made;
    }
}
