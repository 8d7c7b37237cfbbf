using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Tests.Stripe;

/// <summary>What moved between versions is where each version has it, and nowhere else.</summary>
public sealed class ShapeTests
{
    public static TheoryData<string> Versions =>
        ["2024-09-30.acacia", "2025-03-31.basil", "2025-09-30.clover", "2026-08-26.dahlia"];

    [Fact]
    public async Task A_version_that_does_not_exist_is_refused()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Version = new("2026-08-26.edelweiss", default);

        Assert.Equal(400, (await stripe.FailAsync("/v1/charges")).Status);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task The_version_and_the_request_are_named_in_the_answer(string version)
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Version = ApiVersion.Parse(version);

        using var response = await stripe.SendAsync("/v1/charges");

        Assert.Equal([version], response.Headers.GetValues("stripe-version"));
        Assert.StartsWith("req_", Assert.Single(response.Headers.GetValues("Request-Id")));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_period_is_on_the_subscription_before_basil_and_on_its_items_since(string text)
    {
        var (version, row) = await ReadAsync(text, "subscriptions");

        Assert.Equal(version.IsBasil, row["current_period_end"] is null);
        Assert.Equal(version.IsBasil, row["items"]!["data"]![0]!["current_period_end"] is not null);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_discount_names_its_coupon_below_a_source_since_clover(string text)
    {
        var (version, row) = await ReadAsync(text, "subscriptions?expand[]=data.discounts");
        var discount = row["discounts"]![0]!;

        Assert.Equal(version.IsClover, discount["coupon"] is null);
        Assert.Equal(version.IsClover, discount["source"]?["coupon"] is not null);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task An_invoice_names_its_subscription_below_its_parent_since_basil(string text)
    {
        var (version, row) = await ReadAsync(text, "invoices");
        var line = row["lines"]!["data"]![0]!;

        Assert.Equal(version.IsBasil, row["subscription"] is null);
        Assert.Equal(version.IsBasil, row["parent"]?["subscription_details"]?["subscription"] is not null);
        Assert.Equal(version.IsBasil, row["paid"] is null);
        Assert.Equal(version.IsBasil, line["price"] is null);
        Assert.Equal(version.IsBasil, line["pricing"]?["price_details"]?["price"] is not null);
        Assert.Equal(version.IsDahlia, line["quantity_decimal"] is not null);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_charge_names_its_invoice_before_basil_only(string text)
    {
        var (version, row) = await ReadAsync(text, "charges");

        Assert.Equal(version.IsBasil, row["invoice"] is null);
    }

    [Fact]
    public async Task Payments_of_invoices_are_unknown_before_basil()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Version = ApiVersion.Acacia;

        var (status, error) = await stripe.FailAsync("/v1/invoice_payments");

        Assert.Equal(404, status);
        Assert.StartsWith("Unrecognized request URL", (string?)error["message"]);
    }

    [Fact]
    public async Task Tiers_and_other_currencies_are_there_only_where_they_are_asked_for()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Account.Catalog.CreatePrice(
            new("usd", null) { TiersMode = "volume", Tiers = [new(10, 100), new(null, 50, 900)] }
        );

        var plain = (await stripe.GetAsync("/v1/prices"))["data"]![0]!.AsObject();
        var full = (await stripe.GetAsync("/v1/prices?expand[]=data.tiers&expand[]=data.currency_options"))["data"]![
            0
        ]!;

        Assert.False(plain.ContainsKey("tiers") || plain.ContainsKey("currency_options"));
        Assert.Equal(900, (int)full["tiers"]![1]!["flat_amount"]!);
        Assert.NotNull(full["currency_options"]!["usd"]);
    }

    [Fact]
    public async Task An_id_becomes_its_object_through_four_levels_and_no_further()
    {
        await using var stripe = await StripeCaller.StartAsync();
        Subscribe(stripe.Account);

        var row = (await stripe.GetAsync("/v1/subscriptions?expand[]=data.discounts.source.coupon"))["data"]![0]!;

        Assert.Equal(20, (int)row["discounts"]![0]!["source"]!["coupon"]!["percent_off"]!);
        Assert.Equal(400, (await stripe.FailAsync("/v1/subscriptions?expand[]=data.items.data.price.tiers")).Status);
        Assert.Equal(400, (await stripe.FailAsync("/v1/subscriptions?expand[]=data.weather")).Status);
    }

    [Fact]
    public async Task An_amount_below_a_minor_unit_is_a_decimal_only()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Account.Catalog.CreatePrice(new("usd", 0.25m));

        var price = (await stripe.GetAsync("/v1/prices"))["data"]![0]!;

        Assert.Null(price["unit_amount"]);
        Assert.Equal("0.25", (string?)price["unit_amount_decimal"]);
    }

    private static async Task<(ApiVersion Version, JsonNode Row)> ReadAsync(string version, string list)
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Version = ApiVersion.Parse(version);
        Subscribe(stripe.Account);
        return (stripe.Version, (await stripe.GetAsync($"/v1/{list}"))["data"]![0]!);
    }

    private static Subscription Subscribe(StripeAccount account) =>
        account.Subscriptions.Create(
            account.Customers.Create(),
            account.Catalog.CreatePrice(new("usd", 1000)),
            new() { Coupons = [account.Catalog.CreateCoupon(new("forever", 20))] }
        );
}
