using System.Text.Json.Nodes;
using Nexus.Infrastructure.Integrations.Stripe.Projections;
using static Nexus.Infrastructure.Tests.Integrations.Stripe.StripeJson;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.Projections;

public sealed class MrrMathTests
{
    private static async Task<decimal> MrrAsync(JsonObject subscription, params JsonObject[] coupons)
    {
        var account = new StripeAccount();
        account.Put("subscriptions", subscription);
        foreach (var coupon in coupons)
            account.Put("coupons", coupon);
        var points = await account.ProjectAsync(new SubscriptionsProjection(), "2026-01-01", "2026-01-10");
        return points.Value("revenue.mrr", "2026-01-10", ((string)subscription["currency"]!).ToUpperInvariant())!.Value;
    }

    private static JsonObject Of(JsonObject price, int? quantity = 1) =>
        Subscription("sub_1", "cus_1", "2026-01-01", price, quantity);

    [Fact]
    public async Task A_discount_above_the_price_leaves_nothing_and_never_less() =>
        Assert.Equal(0m, await MrrAsync(Of(Price("p", 1000)).With(Discount("forever", amount: 5000))));

    [Fact]
    public async Task An_amount_off_in_another_currency_does_not_apply() =>
        Assert.Equal(10m, await MrrAsync(Of(Price("p", 1000)).With(Discount("forever", amount: 500, currency: "eur"))));

    [Fact]
    public async Task A_discount_of_unknown_terms_takes_nothing_off() =>
        Assert.Equal(10m, await MrrAsync(Of(Price("p", 1000)).With("di_1")));

    [Fact]
    public async Task A_price_that_does_not_exist_in_the_currency_brings_in_nothing()
    {
        var subscription = Of(Price("p", 1000, currency: "eur"));
        subscription["currency"] = "usd";

        Assert.Equal(0m, await MrrAsync(subscription));
    }

    [Fact]
    public async Task A_subscription_in_another_currency_takes_the_price_of_that_currency()
    {
        var price = Price("p", 1000, currency: "eur");
        price["currency_options"] = new JsonObject { ["usd"] = new JsonObject { ["unit_amount"] = 1200 } };
        var subscription = Of(price);
        subscription["currency"] = "usd";

        Assert.Equal(12m, await MrrAsync(subscription));
    }

    [Fact]
    public async Task A_coupon_that_is_only_named_is_looked_up()
    {
        var discount = Discount("forever", percent: 50);
        discount["source"]!["coupon"] = "half";
        var coupon = Sample("coupons");
        (coupon["id"], coupon["percent_off"]) = ("half", 50);

        Assert.Equal(5m, await MrrAsync(Of(Price("p", 1000)).With(discount), coupon));
    }

    [Fact]
    public async Task Fractions_of_a_cent_count() => Assert.Equal(0.25m, await MrrAsync(Of(Price("p", 0.025m), 1000)));

    [Fact]
    public async Task Tax_within_the_price_is_no_revenue()
    {
        var subscription = Of(Price("p", 1200));
        subscription["default_tax_rates"] = new JsonArray(new JsonObject { ["inclusive"] = true, ["percentage"] = 20 });

        Assert.Equal(10m, await MrrAsync(subscription));
    }

    [Theory]
    [InlineData("void", 0)]
    [InlineData("mark_uncollectible", 0)]
    [InlineData("keep_as_draft", 10)]
    public async Task A_pause_counts_by_what_becomes_of_the_invoices(string behavior, int expected)
    {
        var subscription = Of(Price("p", 1000));
        subscription["pause_collection"] = new JsonObject { ["behavior"] = behavior };

        Assert.Equal(expected, await MrrAsync(subscription));
    }
}
