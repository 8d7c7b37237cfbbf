using Nexus.ProviderSimulator.Oracle;
using Nexus.ProviderSimulator.Stripe.Scenarios;

namespace Nexus.ProviderSimulator.Tests.Oracle;

public sealed class LedgerOracleTests
{
    [Fact]
    public async Task The_ledger_of_22_rows_adds_up_to_the_figures_of_the_example()
    {
        await using var stripe = await StripeCaller.StartAsync();
        Scenarios.Ledger(stripe.Account);

        var totals = new LedgerOracle(stripe.Account.Store.BalanceTransactions.All).Total("usd");

        Assert.Equal(22, (await stripe.IdsAsync("/v1/balance_transactions?limit=100")).Count);
        Assert.Equal(new LedgerTotals(8981.00m, 2000.00m, 7.00m, 323.38m), totals);
        Assert.Equal(6650.62m, totals.Net);
    }

    [Fact]
    public async Task A_day_ends_where_its_zone_says()
    {
        await using var stripe = await StripeCaller.StartAsync();
        using (stripe.Account.At(new DateTimeOffset(2026, 2, 3, 23, 30, 0, TimeSpan.Zero)))
            stripe.Account.Payments.Charge(null, 1000, "usd", fee: 0);
        var rows = stripe.Account.Store.BalanceTransactions.All;

        Assert.Equal((new DateOnly(2026, 2, 3), "usd"), Assert.Single(new LedgerOracle(rows).ByDay()).Key);
        Assert.Equal(
            (new DateOnly(2026, 2, 4), "usd"),
            Assert.Single(new LedgerOracle(rows, "Europe/Berlin").ByDay()).Key
        );
    }

    [Theory]
    [InlineData("usd", 1234, 12.34)]
    [InlineData("jpy", 1234, 1234)]
    [InlineData("kwd", 1230, 1.23)]
    [InlineData("ugx", 500, 5)]
    [InlineData("isk", 500, 5)]
    public async Task Minor_units_are_counted_as_Stripe_counts_them(string currency, long amount, decimal expected)
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Account.Payments.Charge(null, amount, currency, fee: 0);

        var totals = new LedgerOracle(stripe.Account.Store.BalanceTransactions.All).Total(currency);

        Assert.Equal(expected, totals.Gross);
    }
}
