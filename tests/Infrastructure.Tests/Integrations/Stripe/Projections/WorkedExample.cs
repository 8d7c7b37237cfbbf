using System.Text.Json.Nodes;
using Nexus.Domain.Kpis;
using static Nexus.Infrastructure.Tests.Integrations.Stripe.StripeJson;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.Projections;

/// <summary>Eighteen customers in January 2026 with one of every kind of price, and what they do in February.</summary>
internal static class WorkedExample
{
    public static StripeAccount Account(string policy = "recurring")
    {
        var account = new StripeAccount
        {
            Zone = "America/New_York",
            Settings = new JsonObject { ["discountPolicy"] = policy },
            Rates = new ExchangeRates(
                [
                    ("EUR", new DateOnly(2025, 1, 1), 1.10m),
                    ("EUR", new DateOnly(2026, 2, 10), 1.12m),
                    ("JPY", new DateOnly(2025, 1, 1), 0.0065m),
                    ("UGX", new DateOnly(2025, 1, 1), 0.00027m),
                ]
            ),
        };
        January(account);
        February(account);
        return account;
    }

    private static JsonObject Of(string id, string customer, JsonObject price, int? quantity = 1, string status = "active") =>
        Subscription(id, customer, "2025-06-15T12:00", price, quantity, status);

    private static void January(StripeAccount account)
    {
        account.Put("subscriptions", Of("A", "c01", Price("a", 4900)));
        account.Put("subscriptions", Of("B", "c02", Price("b", 120_000, "year")));
        account.Put("subscriptions", C(7));
        account.Put("subscriptions", D(leaves: false));
        account.Put("subscriptions", Of("E", "c05", Price("e", 1200, "week")));
        account.Put("subscriptions", F("trialing"));
        account.Put("subscriptions", Of("G", "c07", Price("g", 2000), status: "past_due"));
        account.Put("subscriptions", Of("V", "c07", Price("v", 1500)));
        account.Put("subscriptions", Of("H", "c08", Price("h", 2, usage: "metered"), quantity: null));
        account.Put("subscriptions", Of("I", "c09", Price("i", 6000)));
        account.Put("subscriptions", Ended(Of("I", "c09", Price("i", 6000)), "2025-11-15T12:00"), "2025-11-15T12:00");
        account.Put("subscriptions", Of("J", "c10", Price("j", 3500), status: "paused"));
        account.Put("subscriptions", Of("L", "c11", Price("l", null), 12).Tiered());
        account.Put("prices", TieredPrice());
        account.Put("subscriptions", Of("M", "c12", Price("m", 1500).Packaged(10), 25));
        account.Put("subscriptions", Of("N", "c13", Price("n", 4000, currency: "eur")));
        account.Put("subscriptions", Of("O", "c14", Price("o", 5000, currency: "jpy")));
        account.Put("subscriptions", Of("P", "c15", Price("p", 5_000_000, currency: "ugx")));
        account.Put("subscriptions", Of("Q", "c16", Price("q", 8000)).With(Discount("once", percent: 50)));
        account.Put(
            "subscriptions",
            Of("R", "c17", Price("r", 10_000))
                .With(Discount("repeating", percent: 50, start: "2026-01-05", end: "2026-04-05"))
        );
        account.Put("subscriptions", Of("W", "c18", Price("w", 50_000, "day", 30)));
    }

    private static void February(StripeAccount account)
    {
        account.Put("subscriptions", Of("B", "c02", Price("b2", 240_000, "year")), "2026-02-05T12:00");
        account.Put("subscriptions", C(5), "2026-02-06T12:00");
        account.Put(
            "subscriptions",
            Ended(Of("V", "c07", Price("v", 1500)), "2026-02-07T12:00"),
            "2026-02-07T12:00"
        );
        account.Put(
            "subscriptions",
            Ended(Of("E", "c05", Price("e", 1200, "week")), "2026-02-10T12:00"),
            "2026-02-10T12:00"
        );
        account.Put("subscriptions", Subscription("I2", "c09", "2026-02-12T12:00", Price("i", 6000)));
        account.Put("subscriptions", F("active"), "2026-02-14T12:00");
        account.Put("subscriptions", Subscription("S", "c19", "2026-02-16T12:00", Price("s", 2500)));
        account.Put("subscriptions", Subscription("T", "c20", "2026-02-04T12:00", Price("t", 7000)));
        account.Put(
            "subscriptions",
            Ended(Subscription("T", "c20", "2026-02-04T12:00", Price("t", 7000)), "2026-02-20T12:00"),
            "2026-02-20T12:00"
        );
        account.Put("subscriptions", D(leaves: true), "2026-02-18T12:00");
    }

    private static JsonObject C(int seats) =>
        Of("C", "c03", Price("c", 3000), seats).With(Discount("forever", percent: 20));

    private static JsonObject D(bool leaves)
    {
        var subscription = Of("D", "c04", Price("d", 30_000, "month", 3)).With(Discount("forever", amount: 3000));
        subscription["cancel_at_period_end"] = leaves;
        return subscription;
    }

    private static JsonObject F(string status)
    {
        var subscription = Subscription("F", "c06", "2026-01-14T12:00", Price("f", 9900), status: status);
        subscription["trial_start"] = At("2026-01-14T12:00");
        subscription["trial_end"] = At("2026-02-14T12:00");
        return subscription;
    }

    public static JsonObject Ended(JsonObject subscription, string at)
    {
        subscription["status"] = "canceled";
        subscription["canceled_at"] = At(at);
        subscription["ended_at"] = At(at);
        return subscription;
    }

    public static JsonObject With(this JsonObject subscription, params JsonNode[] discounts)
    {
        subscription["discounts"] = new JsonArray(discounts);
        return subscription;
    }

    public static JsonObject Packaged(this JsonObject price, int size, string round = "up")
    {
        price["transform_quantity"] = new JsonObject { ["divide_by"] = size, ["round"] = round };
        return price;
    }

    /// <summary>An item shows that its price has tiers, and not which.</summary>
    private static JsonObject Tiered(this JsonObject subscription)
    {
        var price = subscription["items"]!["data"]![0]!["price"]!;
        (price["billing_scheme"], price["tiers_mode"]) = ("tiered", "graduated");
        return subscription;
    }

    private static JsonObject TieredPrice()
    {
        var price = Price("l", null);
        (price["billing_scheme"], price["tiers_mode"]) = ("tiered", "graduated");
        price["tiers"] = new JsonArray(
            new JsonObject { ["up_to"] = 5, ["unit_amount_decimal"] = "1000" },
            new JsonObject { ["up_to"] = null, ["unit_amount_decimal"] = "800" }
        );
        return price;
    }
}
