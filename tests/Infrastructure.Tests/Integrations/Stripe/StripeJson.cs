using System.Globalization;
using System.Text.Json.Nodes;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe;

/// <summary>Objects as Stripe sends them in its present version.</summary>
internal static class StripeJson
{
    /// <summary>Unix seconds of a day or an instant in UTC, such as <c>2026-02-10</c> or <c>2026-02-10T08:00</c>.</summary>
    public static long At(string text) => Instant(text).ToUnixTimeSeconds();

    public static DateTimeOffset Instant(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static JsonObject Price(
        string id,
        decimal? unitAmount,
        string interval = "month",
        int count = 1,
        string currency = "usd",
        string usage = "licensed"
    ) =>
        new()
        {
            ["id"] = id,
            ["object"] = "price",
            ["billing_scheme"] = "per_unit",
            ["created"] = 1_600_000_000,
            ["currency"] = currency,
            ["product"] = $"prod_{id}",
            ["recurring"] = new JsonObject
            {
                ["interval"] = interval,
                ["interval_count"] = count,
                ["usage_type"] = usage,
            },
            ["type"] = "recurring",
            ["unit_amount_decimal"] = unitAmount?.ToString(CultureInfo.InvariantCulture),
        };

    public static JsonObject Item(JsonObject price, int? quantity = 1) =>
        new()
        {
            ["id"] = $"si_{price["id"]}",
            ["object"] = "subscription_item",
            ["price"] = price,
            ["quantity"] = quantity,
        };

    public static JsonObject Subscription(
        string id,
        string customer,
        string start,
        JsonObject price,
        int? quantity = 1,
        string status = "active"
    ) =>
        new()
        {
            ["id"] = id,
            ["object"] = "subscription",
            ["created"] = At(start),
            ["currency"] = (string)price["currency"]!,
            ["customer"] = customer,
            ["items"] = new JsonObject { ["object"] = "list", ["data"] = new JsonArray(Item(price, quantity)) },
            ["start_date"] = At(start),
            ["status"] = status,
        };

    /// <param name="end">Null for a discount that holds on.</param>
    public static JsonObject Discount(
        string duration,
        decimal? percent = null,
        long? amount = null,
        string start = "2025-01-01",
        string? end = null,
        string currency = "usd"
    ) =>
        new()
        {
            ["id"] = $"di_{duration}_{percent}{amount}",
            ["object"] = "discount",
            ["start"] = At(start),
            ["end"] = end is null ? null : At(end),
            ["source"] = new JsonObject
            {
                ["type"] = "coupon",
                ["coupon"] = new JsonObject
                {
                    ["id"] = $"coupon_{duration}_{percent}{amount}",
                    ["object"] = "coupon",
                    ["duration"] = duration,
                    ["percent_off"] = percent,
                    ["amount_off"] = amount,
                    ["currency"] = amount is null ? null : currency,
                },
            },
        };

    /// <summary>An invoice of one cycle of a subscription, paid at once.</summary>
    public static JsonObject Invoice(
        string id,
        string customer,
        string subscription,
        string currency,
        long amount,
        string from,
        string to,
        string reason = "subscription_cycle"
    ) =>
        new()
        {
            ["id"] = id,
            ["object"] = "invoice",
            ["amount_paid"] = amount,
            ["attempt_count"] = 1,
            ["billing_reason"] = reason,
            ["created"] = At(from),
            ["currency"] = currency,
            ["customer"] = customer,
            ["lines"] = new JsonObject
            {
                ["object"] = "list",
                ["data"] = new JsonArray(
                    new JsonObject
                    {
                        ["id"] = $"il_{id}",
                        ["object"] = "line_item",
                        ["amount"] = amount,
                        ["currency"] = currency,
                        ["parent"] = new JsonObject
                        {
                            ["type"] = "subscription_item_details",
                            ["subscription_item_details"] = new JsonObject
                            {
                                ["proration"] = false,
                                ["subscription"] = subscription,
                            },
                        },
                        ["period"] = new JsonObject { ["start"] = At(from), ["end"] = At(to) },
                        ["pricing"] = new JsonObject
                        {
                            ["type"] = "price_details",
                            ["price_details"] = new JsonObject { ["price"] = "price_1" },
                        },
                        ["quantity"] = 1,
                    }
                ),
            },
            ["parent"] = new JsonObject
            {
                ["type"] = "subscription_details",
                ["subscription_details"] = new JsonObject { ["subscription"] = subscription },
            },
            ["status"] = "paid",
            ["status_transitions"] = new JsonObject { ["paid_at"] = At(from) },
        };

    /// <summary>A valid object of a stream with little more than what it must have.</summary>
    public static JsonObject Sample(string stream)
    {
        var sample = stream switch
        {
            "balance_transactions" => Of("balance_transaction", "txn_1", "amount currency fee type=charge"),
            "charges" => Of("charge", "ch_1", "amount currency status=succeeded"),
            "payment_intents" => Of("payment_intent", "pi_1", "amount currency status=succeeded"),
            "refunds" => Of("refund", "re_1", "amount currency status=succeeded"),
            "disputes" => Of("dispute", "dp_1", "amount currency status=lost"),
            "invoices" => Invoice("in_1", "cus_1", "sub_1", "usd", 100, "2026-01-01", "2026-02-01"),
            "invoice_payments" => Of("invoice_payment", "inpay_1", "currency status=paid"),
            "subscriptions" => Subscription("sub_1", "cus_1", "2026-01-01", Price("price_1", 100)),
            "customers" => Of("customer", "cus_1", ""),
            "prices" => Price("price_1", 100),
            "products" => Of("product", "prod_1", "name=Plan"),
            "coupons" => Of("coupon", "coupon_1", "duration=forever"),
            "promotion_codes" => Of("promotion_code", "promo_1", "code=SAVE"),
            "payouts" => Of("payout", "po_1", "amount arrival_date currency status=paid"),
            "credit_notes" => Of("credit_note", "cn_1", "amount currency status=issued"),
            _ => throw new ArgumentOutOfRangeException(nameof(stream), stream, "No sample."),
        };
        sample["created"] = 1_700_000_000;
        return sample;
    }

    private static JsonObject Of(string kind, string id, string fields)
    {
        var made = new JsonObject { ["id"] = id, ["object"] = kind };
        foreach (var field in fields.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = field.Split('=');
            made[parts[0]] = parts.Length == 2 ? parts[1]
                : field == "currency" ? "usd"
                : 100;
        }
        return made;
    }
}
