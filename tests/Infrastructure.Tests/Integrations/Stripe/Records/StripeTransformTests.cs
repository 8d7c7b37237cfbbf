using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Stripe.Records;
using Nexus.Testing;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.Records;

public sealed class StripeTransformTests
{
    private static readonly DateTimeOffset Fetched = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, string> StreamOf = new()
    {
        ["balance_transaction"] = "balance_transactions",
        ["charge"] = "charges",
        ["payment_intent"] = "payment_intents",
        ["refund"] = "refunds",
        ["dispute"] = "disputes",
        ["invoice"] = "invoices",
        ["invoice_payment"] = "invoice_payments",
        ["subscription"] = "subscriptions",
        ["customer"] = "customers",
        ["price"] = "prices",
        ["product"] = "products",
        ["coupon"] = "coupons",
        ["promotion_code"] = "promotion_codes",
        ["payout"] = "payouts",
        ["credit_note"] = "credit_notes",
    };

    private static Transformed Transform(string stream, JsonNode payload) =>
        StripeTransform.Record(new RawData(stream, JsonSerializer.SerializeToElement(payload), Fetched));

    private static SourceRecord Record(string stream, JsonNode payload) =>
        Assert.Single(Transform(stream, payload).Records);

    [Theory]
    [InlineData("subscriptions", "id")]
    [InlineData("subscriptions", "status")]
    [InlineData("subscriptions", "customer")]
    [InlineData("subscriptions", "items")]
    [InlineData("balance_transactions", "amount")]
    [InlineData("balance_transactions", "fee")]
    [InlineData("balance_transactions", "created")]
    [InlineData("invoices", "attempt_count")]
    [InlineData("disputes", "status")]
    public void What_stripe_always_sends_is_missed_by_name(string stream, string field)
    {
        var payload = StripeJson.Sample(stream);
        payload.Remove(field);

        var fault = Assert.Throws<RawDataException>(() => Transform(stream, payload));

        Assert.Equal(("field_missing", field), (fault.Code, fault.Field));
    }

    [Fact]
    public void A_null_where_a_value_must_be_is_missing_too()
    {
        var payload = StripeJson.Sample("balance_transactions");
        payload["currency"] = null;

        Assert.Equal(
            "field_missing",
            Assert.Throws<RawDataException>(() => Transform("balance_transactions", payload)).Code
        );
    }

    [Fact]
    public void A_field_of_another_kind_is_named_with_its_path()
    {
        var payload = StripeJson.Sample("subscriptions");
        payload["items"]!["data"]![0]!["price"]!["recurring"]!["interval"] = 3;

        var fault = Assert.Throws<RawDataException>(() => Transform("subscriptions", payload));

        Assert.Equal(("field_invalid", "items.data[0].price.recurring.interval"), (fault.Code, fault.Field));
        Assert.DoesNotContain("3", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"sub_1\"")]
    [InlineData("null")]
    public void What_is_no_object_is_refused(string json) =>
        Assert.Equal(
            "field_invalid",
            Assert
                .Throws<RawDataException>(() =>
                    StripeTransform.Record(new RawData("customers", JsonDocument.Parse(json).RootElement, Fetched))
                )
                .Code
        );

    [Fact]
    public void An_object_of_another_kind_does_not_slip_into_a_stream() =>
        Assert.Equal(
            "object",
            Assert.Throws<RawDataException>(() => Transform("invoices", StripeJson.Sample("subscriptions"))).Field
        );

    [Fact]
    public void Fields_that_nobody_knows_are_counted_and_do_no_harm()
    {
        var payload = StripeJson.Sample("disputes");
        payload["shiny"] = new JsonObject();

        Assert.Equal(["shiny"], Transform("disputes", payload).UnknownFields);
    }

    [Fact]
    public void Of_a_deleted_object_its_id_is_left()
    {
        var record = Record(
            "customers",
            new JsonObject
            {
                ["id"] = "cus_1",
                ["object"] = "customer",
                ["deleted"] = true,
            }
        );

        Assert.Equal((true, "cus_1", "cus_1", null), (record.Deleted, record.Id, record.Group, record.Payload));
    }

    [Fact]
    public void A_record_knows_when_it_was_fetched_when_it_occurred_and_whose_it_is()
    {
        var changed = Fetched.AddHours(-1);
        var payload = JsonSerializer.SerializeToElement(StripeJson.Sample("subscriptions"));

        var record = Assert.Single(
            StripeTransform.Record(new RawData("subscriptions", payload, Fetched, changed)).Records
        );

        Assert.Equal(Fetched.ToUnixTimeMilliseconds(), record.Version);
        Assert.Equal(("cus_1", changed), (record.Group, record.ChangedAt));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), record.OccurredAt);
    }

    [Fact]
    public void Attempts_are_grouped_by_their_payment()
    {
        var charge = StripeJson.Sample("charges");
        Assert.Equal("ch_1", Record("charges", charge).Group);

        charge["payment_intent"] = "pi_1";
        Assert.Equal("pi_1", Record("charges", charge).Group);
    }

    [Fact]
    public void Names_are_sorted_and_people_are_left_out()
    {
        var payload = StripeJson.Sample("customers");
        payload["email"] = "someone@example.com";
        payload["name"] = "Someone";

        var stored = Record("customers", payload).Payload!;

        Assert.DoesNotContain("omeone", stored, StringComparison.Ordinal);
        foreach (var stream in StripeTransform.Streams)
            AssertSorted(JsonNode.Parse(Record(stream, StripeJson.Sample(stream)).Payload!)!);
    }

    private static void AssertSorted(JsonNode node)
    {
        if (node is JsonObject fields)
            Assert.Equal(
                fields.Select(field => field.Key).Order(StringComparer.Ordinal),
                fields.Select(field => field.Key)
            );
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject parent => parent.Select(field => field.Value),
            JsonArray list => list,
            _ => [],
        };
        foreach (var child in children.OfType<JsonNode>())
            AssertSorted(child);
    }

    [Fact]
    public void A_discount_is_read_from_all_its_shapes()
    {
        var coupon = new JsonObject
        {
            ["id"] = "half",
            ["object"] = "coupon",
            ["duration"] = "forever",
            ["percent_off"] = 50,
        };
        JsonObject With(string name, JsonNode value)
        {
            var payload = StripeJson.Sample("subscriptions");
            payload[name] = value;
            return payload;
        }
        var old = With(
            "discount",
            new JsonObject
            {
                ["id"] = "di_1",
                ["start"] = 1,
                ["coupon"] = coupon.DeepClone(),
            }
        );
        var basil = With(
            "discounts",
            new JsonArray(
                new JsonObject
                {
                    ["id"] = "di_1",
                    ["start"] = 1,
                    ["coupon"] = coupon.DeepClone(),
                }
            )
        );
        var clover = With(
            "discounts",
            new JsonArray(
                new JsonObject
                {
                    ["id"] = "di_1",
                    ["start"] = 1,
                    ["source"] = new JsonObject { ["type"] = "coupon", ["coupon"] = coupon.DeepClone() },
                }
            )
        );

        var stored = new[] { old, basil, clover }
            .Select(payload => Record("subscriptions", payload).Payload)
            .Distinct();

        Assert.Contains("\"percentOff\":50", Assert.Single(stored), StringComparison.Ordinal);
    }

    [Fact]
    public void The_end_of_a_period_is_that_of_the_item_before_that_of_the_subscription()
    {
        var payload = StripeJson.Sample("subscriptions");
        payload["current_period_end"] = 5;
        Assert.Equal(5, StoredJson.Read<SubscriptionRecord>(Record("subscriptions", payload))!.PeriodEnd);

        payload["items"]!["data"]![0]!["current_period_end"] = 7;
        Assert.Equal(7, StoredJson.Read<SubscriptionRecord>(Record("subscriptions", payload))!.PeriodEnd);
    }

    [Fact]
    public void An_invoice_names_its_subscription_and_prices_in_both_shapes()
    {
        var old = StripeJson.Invoice("in_1", "cus_1", "sub_1", "usd", 1000, "2026-01-01", "2026-02-01");
        var line = old["lines"]!["data"]![0]!.AsObject();
        line.Remove("parent");
        line.Remove("pricing");
        line["type"] = "subscription";
        line["subscription"] = "sub_1";
        line["price"] = StripeJson.Price("price_1", 1000);
        old.Remove("parent");
        old["subscription"] = "sub_1";
        var recent = StripeJson.Invoice("in_1", "cus_1", "sub_1", "usd", 1000, "2026-01-01", "2026-02-01");

        var (one, other) = (
            StoredJson.Read<InvoiceRecord>(Record("invoices", old))!,
            StoredJson.Read<InvoiceRecord>(Record("invoices", recent))!
        );

        Assert.Equal(("sub_1", "sub_1"), (one.Subscription, other.Subscription));
        Assert.Equal((one.Lines[0].Price, one.Lines[0].Recurring), (other.Lines[0].Price, other.Lines[0].Recurring));
        Assert.Equal(("month", null), (one.Lines[0].Interval, other.Lines[0].Interval));
    }

    /// <summary>Objects that a library rewrote or cut, and that Stripe would never send so.</summary>
    private static readonly string[] NotStripes =
    [
        "charge.dispute.closed.json: field_missing id",
        "charge.dispute.updated.json: field_missing id",
        "payout_custom_bank_account.json: field_invalid amount",
        "payout_custom_card.json: field_invalid amount",
    ];

    [Fact]
    public void Every_object_among_the_fixtures_is_read_and_none_of_its_fields_is_new()
    {
        if (Repository.SharedFixtures is not { } shared)
            return;
        var found = Directory
            .EnumerateFiles(Path.Combine(shared, "stripe"), "*.json", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .SelectMany(file => Objects(JsonNode.Parse(File.ReadAllText(file))!).Select(one => (file, one)))
            .ToList();

        var faults = new List<string>();
        foreach (var (file, one) in found)
        {
            // The preview of an invoice has no id at Stripe either.
            if (Path.GetFileName(file) == "invoice.upcoming.json" && !one.ContainsKey("id"))
                continue;
            try
            {
                var read = Transform(StreamOf[(string)one["object"]!], one);
                faults.AddRange(
                    read.UnknownFields.Where(name => !name.StartsWith("djstripe", StringComparison.Ordinal))
                        .Select(name => $"{Path.GetFileName(file)}: {name}")
                );
            }
            catch (RawDataException fault)
            {
                faults.Add($"{Path.GetFileName(file)}: {fault.Code} {fault.Field}");
            }
        }

        Assert.True(found.Count > 70, $"{found.Count} objects");
        Assert.Equal(NotStripes, faults.Distinct().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<JsonObject> Objects(JsonNode node)
    {
        var children = node switch
        {
            JsonObject fields => fields.Select(field => field.Value),
            JsonArray list => list,
            _ => [],
        };
        var below = children.OfType<JsonNode>().SelectMany(Objects);
        return node is JsonObject one && one["object"] is JsonValue kind && StreamOf.ContainsKey((string)kind!)
            ? below.Prepend(one)
            : below;
    }
}
