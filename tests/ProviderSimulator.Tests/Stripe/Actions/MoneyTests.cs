using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Oracle;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Tests.Stripe.Actions;

public sealed class MoneyTests
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(StripeCaller.Start.UtcDateTime);

    [Fact]
    public async Task A_payment_that_failed_leaves_no_money_and_can_be_recovered()
    {
        await using var stripe = await StripeCaller.StartAsync();
        var subscription = Subscribe(stripe, pays: false);
        var status = subscription.Status;
        stripe.Account.Invoices.Pay(subscription.LatestInvoice!);
        var payments = new PaymentOracle(stripe.Account.Store, Today, Today);

        Assert.Equal(("incomplete", "active"), (status, subscription.Status));
        Assert.Equal((2, 1), (payments.Charges, payments.FailedCharges));
        Assert.Equal((1, 0, 1), (payments.Attempted, payments.Failed, payments.Recovered));
        Assert.Single(stripe.Account.Store.BalanceTransactions.All);
    }

    [Fact]
    public async Task A_refund_that_fails_brings_the_money_back()
    {
        await using var stripe = await StripeCaller.StartAsync();
        var charge = stripe.Account.Payments.Charge(null, 1000, "usd", fee: 59);
        stripe.Account.Payments.FailRefund(stripe.Account.Payments.Refund(charge, 400));

        Assert.Equal(new LedgerTotals(10m, 0m, 0m, 0.59m), Ledger(stripe));
        Assert.Equal(0, charge.AmountRefunded);
    }

    [Theory]
    [InlineData(false, false, 10, 15)]
    [InlineData(true, false, 0, 0)]
    [InlineData(false, true, 0, 0)]
    public async Task A_dispute_takes_money_unless_it_is_won_or_an_inquiry(
        bool won,
        bool inquiry,
        decimal disputes,
        decimal fees
    )
    {
        await using var stripe = await StripeCaller.StartAsync();
        var charge = stripe.Account.Payments.Charge(null, 1000, "usd", fee: 0);
        var dispute = stripe.Account.Payments.Dispute(charge, isInquiry: inquiry);
        stripe.Account.Payments.CloseDispute(dispute, won);

        Assert.Equal(new LedgerTotals(10m, 0m, disputes, fees), Ledger(stripe));
    }

    [Fact]
    public async Task A_payment_can_be_settled_in_another_currency()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Account.Payments.Settles = _ => new("usd", 1.1m);
        stripe.Account.Payments.Charge(null, 1000, "eur", fee: 0);

        var row = (await stripe.GetAsync("/v1/balance_transactions"))["data"]![0]!;

        Assert.Equal(
            (1100, "usd", 1.1m),
            ((int)row["amount"]!, (string)row["currency"]!, (decimal)row["exchange_rate"]!)
        );
    }

    [Fact]
    public async Task A_change_in_the_middle_is_billed_with_the_next_invoice()
    {
        await using var stripe = await StripeCaller.StartAsync();
        var subscription = Subscribe(stripe);
        stripe.Clock.Set(subscription.PeriodStart + (subscription.PeriodEnd - subscription.PeriodStart) / 2);
        stripe.Account.Subscriptions.ChangeQuantity(subscription, 3);
        stripe.Clock.Set(subscription.PeriodEnd);
        var invoice = stripe.Account.Subscriptions.Renew(subscription);

        Assert.Equal([3000, -500, 1500], invoice.Lines.Select(line => line.Amount));
        Assert.Equal([false, true, true], invoice.Lines.Select(line => line.IsProration));
    }

    [Fact]
    public async Task A_coupon_that_counts_once_is_used_up_by_the_first_invoice()
    {
        await using var stripe = await StripeCaller.StartAsync();
        var subscription = Subscribe(stripe, coupon: new("once", 50));
        var first = subscription.LatestInvoice!;
        stripe.Clock.Set(subscription.PeriodEnd);
        var second = stripe.Account.Subscriptions.Renew(subscription);

        Assert.Equal((500, 1000), (first.Total, second.Total));
    }

    [Fact]
    public async Task The_state_that_a_copy_must_reach_is_what_the_api_shows()
    {
        await using var stripe = await StripeCaller.StartAsync();
        var subscription = Subscribe(stripe);
        var state = StateOracle.Of(stripe.Account);

        foreach (var list in new[] { "subscriptions", "invoices", "charges", "balance_transactions", "prices" })
        {
            var row = (await stripe.GetAsync($"/v1/{list}"))["data"]![0]!;
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(state[(string)row["id"]!].ToJsonString()), row), list);
        }
    }

    private static Subscription Subscribe(StripeCaller stripe, bool pays = true, CouponTerms? coupon = null) =>
        stripe.Account.Subscriptions.Create(
            stripe.Account.Customers.Create(),
            stripe.Account.Catalog.CreatePrice(new("usd", 1000)),
            new() { Pays = pays, Coupons = coupon is null ? [] : [stripe.Account.Catalog.CreateCoupon(coupon)] }
        );

    private static LedgerTotals Ledger(StripeCaller stripe) =>
        new LedgerOracle(stripe.Account.Store.BalanceTransactions.All).Total("usd");
}
