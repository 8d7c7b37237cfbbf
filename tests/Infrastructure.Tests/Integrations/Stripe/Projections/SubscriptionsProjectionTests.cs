using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Stripe.Projections;
using static Nexus.Infrastructure.Tests.Integrations.Stripe.StripeJson;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.Projections;

public sealed class SubscriptionsProjectionTests
{
    private static readonly SubscriptionsProjection Projection = new();

    [Fact]
    public async Task An_account_without_subscriptions_has_no_numbers() =>
        Assert.Empty((await new StripeAccount().ProjectAsync(Projection, "2026-01-01", "2026-01-31")).All);

    [Fact]
    public async Task Records_in_another_order_than_agreed_are_refused()
    {
        await using var cursor = new GroupCursor<string>(Groups(), group => group);

        Assert.Equal("b", (await cursor.NextAsync(CancellationToken.None))!.Key);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await cursor.NextAsync(CancellationToken.None));

        static async IAsyncEnumerable<string> Groups(
            [EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            await Task.Yield();
            yield return "b";
            yield return "a";
        }
    }

    [Fact]
    public async Task Without_a_rate_no_sum_is_converted_in_part()
    {
        var account = new StripeAccount();
        account.Put("subscriptions", Subscription("sub_1", "cus_1", "2026-01-05", Price("p1", 1000)));
        account.Put("subscriptions", Subscription("sub_2", "cus_2", "2026-01-07", Price("p2", 2000, currency: "eur")));

        var points = await account.ProjectAsync(Projection, "2026-01-01", "2026-01-10");

        Assert.Equal(
            (10m, 20m),
            (
                points.Value("revenue.mrr", "2026-01-10", "USD")!.Value,
                points.Value("revenue.mrr", "2026-01-10", "EUR")!.Value
            )
        );
        Assert.All(points.All, point => Assert.Empty(point.Series.Dimensions.Pairs));
        Assert.Equal(2m, points.Value("customers.active", "2026-01-10"));
        Assert.Null(points.Value("revenue.mrr", "2026-01-06", "EUR"));
        Assert.Null(points.Value("revenue.mrr", "2026-01-04", "USD"));
    }

    [Fact]
    public async Task Who_comes_and_goes_within_a_day_is_not_seen()
    {
        var account = new StripeAccount();
        account.Put("subscriptions", Subscription("sub_1", "cus_1", "2026-01-05T10:00", Price("p1", 1000)));
        account.Put(
            "subscriptions",
            WorkedExample.Ended(
                Subscription("sub_1", "cus_1", "2026-01-05T10:00", Price("p1", 1000)),
                "2026-01-05T18:00"
            ),
            "2026-01-05T18:00"
        );

        var points = await account.ProjectAsync(Projection, "2026-01-01", "2026-01-10");

        Assert.Equal(0m, points.Sum("revenue.mrr_new", "2026-01-01", "2026-01-10"));
        Assert.Equal(0m, points.Sum("customers.churned", "2026-01-01", "2026-01-10"));
    }

    [Fact]
    public async Task Today_is_not_final_and_neither_is_a_month_that_runs()
    {
        var account = new StripeAccount();
        account.Put("subscriptions", Subscription("sub_1", "cus_1", "2026-01-05", Price("p1", 1000)));

        var points = await account.ProjectAsync(Projection, "2026-01-01", "2026-02-10", today: "2026-02-10");

        Assert.True(points.Find("revenue.mrr", "2026-02-09")!.Final);
        Assert.False(points.Find("revenue.mrr", "2026-02-10")!.Final);
        Assert.True(points.Find("customers.churned_opening", "2026-01-01", grain: Granularity.Month)!.Final);
        Assert.False(points.Find("customers.churned_opening", "2026-02-01", grain: Granularity.Month)!.Final);
    }

    private static StripeAccount Growing()
    {
        var account = new StripeAccount { SyncedSince = Instant("2026-04-10") };
        account.Put("subscriptions", Subscription("sub_1", "cus_1", "2026-01-05", Price("price_1", 1000), 9));
        account.Put("prices", Price("price_1", 1000));
        account.Put(
            "invoices",
            Invoice("in_1", "cus_1", "sub_1", "usd", 2000, "2026-01-05", "2026-02-05", "subscription_create")
        );
        account.Put("invoices", Invoice("in_2", "cus_1", "sub_1", "usd", 5000, "2026-02-05", "2026-03-05"));
        return account;
    }

    [Fact]
    public async Task What_a_subscription_is_today_is_not_cast_back_over_its_past()
    {
        var points = await Growing().ProjectAsync(Projection, "2026-01-01", "2026-04-12");

        Assert.Equal(20m, points.Value("revenue.mrr", "2026-01-05"));
        Assert.Equal(50m, points.Value("revenue.mrr", "2026-02-05"));
        // March was not invoiced: the last that is known holds on.
        Assert.Equal(50m, points.Value("revenue.mrr", "2026-04-09"));
        Assert.Equal(90m, points.Value("revenue.mrr", "2026-04-10"));
        Assert.True((bool)points.Find("revenue.mrr", "2026-04-09")!.Metadata!["reconstructed"]!);
        Assert.Null(points.Find("revenue.mrr", "2026-04-10")!.Metadata);
    }

    [Fact]
    public async Task Prorations_and_void_invoices_rebuild_nothing()
    {
        var account = Growing();
        var proration = Invoice(
            "in_3",
            "cus_1",
            "sub_1",
            "usd",
            700,
            "2026-02-20",
            "2026-03-05",
            "subscription_update"
        );
        proration["lines"]!["data"]![0]!["parent"]!["subscription_item_details"]!["proration"] = true;
        account.Put("invoices", proration);
        var cancelled = Invoice("in_4", "cus_1", "sub_1", "usd", 100, "2026-03-05", "2026-04-05");
        cancelled["status"] = "void";
        account.Put("invoices", cancelled);

        var points = await account.ProjectAsync(Projection, "2026-01-01", "2026-04-12");

        Assert.Equal(50m, points.Value("revenue.mrr", "2026-03-20"));
    }

    [Fact]
    public async Task Discounts_on_old_invoices_follow_the_policy()
    {
        var account = Growing();
        var invoice = Invoice("in_2", "cus_1", "sub_1", "usd", 5000, "2026-02-05", "2026-03-05");
        invoice["lines"]!["data"]![0]!["discount_amounts"] = new JsonArray(
            new JsonObject { ["amount"] = 1000, ["discount"] = "di_forever_20" },
            new JsonObject { ["amount"] = 500, ["discount"] = "di_once_10" }
        );
        invoice["discounts"] = new JsonArray(Discount("forever", percent: 20), Discount("once", percent: 10));
        account.Put("invoices", invoice, "2026-02-06");

        var points = await account.ProjectAsync(Projection, "2026-01-01", "2026-04-12");

        Assert.Equal(
            (40m, 50m),
            (
                points.Value("revenue.mrr", "2026-02-05")!.Value,
                points.Value("revenue.mrr_contracted", "2026-02-05")!.Value
            )
        );
    }

    [Theory]
    [InlineData("A", "49.00 per month")]
    [InlineData("B", "1,200.00 per year ÷ 12")]
    [InlineData("C", "210.00 per month for 7; 20 % off forever")]
    [InlineData("D", "300.00 per 3 months ÷ 3; 30.00 off each invoice forever")]
    [InlineData("E", "12.00 per week × 52 ÷ 12")]
    [InlineData("G", "20.00 per month; past due")]
    [InlineData("N", "40.00 per month; 40.00 EUR × 1.10")]
    [InlineData("O", "5,000 per month; 5,000 JPY × 0.0065")]
    [InlineData("W", "500.00 per 30 days × 365 ÷ 12 ÷ 30")]
    public async Task A_number_leads_to_the_subscriptions_behind_it(string subscription, string note)
    {
        var parts = await WorkedExample.Account().ExplainAsync(Projection, "revenue.mrr", "2026-01-31");

        Assert.Equal(1371.944444444444m, parts.Sum(part => part.Value));
        Assert.Equal(
            parts.OrderByDescending(part => part.Value).Select(part => part.Value),
            parts.Select(part => part.Value)
        );
        Assert.Equal(note, Assert.Single(parts, part => part.Id == subscription).Note);
    }

    [Theory]
    [InlineData("revenue.mrr_contraction_opening", "c03 c07", "63")]
    [InlineData("revenue.mrr_churned_opening", "c05", "52")]
    [InlineData("revenue.mrr_expansion_opening", "c02", "100")]
    [InlineData("customers.churned_opening", "c05", "1")]
    public async Task What_became_of_the_opening_leads_to_the_customers_behind_it(
        string metric,
        string customers,
        string sum
    )
    {
        var account = WorkedExample.Account();
        var parts = await account.ExplainAsync(
            Projection,
            metric,
            "2026-02-01",
            metric.StartsWith("rev", StringComparison.Ordinal) ? "USD" : "",
            grain: Granularity.Month
        );

        Assert.Equal(customers, string.Join(' ', parts.Select(part => part.Id).Order(StringComparer.Ordinal)));
        Assert.Equal(
            decimal.Parse(sum, System.Globalization.CultureInfo.InvariantCulture),
            parts.Sum(part => part.Value)
        );
    }

    [Fact]
    public async Task Movements_lead_to_customers_and_rates_to_subscriptions()
    {
        var account = WorkedExample.Account();

        var moved = Assert.Single(await account.ExplainAsync(Projection, "revenue.mrr_expansion", "2026-02-05"));
        var rate = Assert.Single(await account.ExplainAsync(Projection, "revenue.mrr_fx", "2026-02-10"));

        Assert.Equal(("c02", 100m, "100.00 → 200.00 per month"), (moved.Id, moved.Value, moved.Note));
        Assert.Equal(("N", 0.80m), (rate.Id, rate.Value));
    }

    [Fact]
    public void A_change_touches_the_year_it_began_in_until_today()
    {
        var account = new StripeAccount();
        var today = new DateOnly(2026, 4, 1);
        var before = account.Put("subscriptions", Subscription("sub_1", "cus_1", "2025-06-05", Price("p1", 1000)));
        var after = account.Put(
            "subscriptions",
            Subscription("sub_1", "cus_1", "2025-06-05", Price("p1", 2000)),
            "2026-03-05"
        );

        var added = Projection.Touches(null, before, account.Calendar, today)!.Value;
        var changed = Projection.Touches(before, after, account.Calendar, today)!.Value;

        Assert.Equal(new DateRange(new DateOnly(2025, 1, 1), today), added);
        Assert.Equal(new DateRange(new DateOnly(2026, 1, 1), today), changed);
        Assert.Null(Projection.Touches(after, after, account.Calendar, today));
    }
}
