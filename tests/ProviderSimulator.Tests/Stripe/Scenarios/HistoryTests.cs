using Nexus.ProviderSimulator.Oracle;
using Nexus.ProviderSimulator.Stripe;
using Nexus.ProviderSimulator.Stripe.Scenarios;
using Pasts = Nexus.ProviderSimulator.Stripe.Scenarios.Scenarios;

namespace Nexus.ProviderSimulator.Tests.Stripe.Scenarios;

public sealed class HistoryTests
{
    private static readonly FxTable Rates = new(
        "usd",
        [
            new(DateOnly.MinValue, "eur", 1.1m),
            new(DateOnly.MinValue, "gbp", 1.3m),
            new(DateOnly.MinValue, "jpy", 0.0065m),
            new(DateOnly.MinValue, "kwd", 3.25m),
            new(DateOnly.MinValue, "ugx", 0.00027m),
            new(new DateOnly(2025, 11, 3), "eur", 1.15m),
        ]
    );

    private static HistoryTerms Terms => new(StripeCaller.Start.AddDays(-200), StripeCaller.Start);

    [Fact]
    public async Task A_seed_makes_one_history_only()
    {
        await using var stripe = await StripeCaller.StartAsync();
        var (one, same, other) = (New(stripe, "acct_a"), New(stripe, "acct_b"), New(stripe, "acct_c"));
        Pasts.Random(one, 1, Terms);
        Pasts.Random(same, 1, Terms);
        Pasts.Random(other, 2, Terms);

        Assert.Equal(Sequence(one), Sequence(same));
        Assert.NotEqual(Sequence(one), Sequence(other));
    }

    [Fact]
    public async Task Over_many_seeds_movements_always_explain_the_change()
    {
        await using var stripe = await StripeCaller.StartAsync();
        var kinds = new HashSet<MovementKind>();
        for (var seed = 0; seed < 30; seed++)
        {
            var account = New(stripe, $"acct_{seed}");
            Pasts.Random(account, seed, Terms);
            var oracle = new MrrOracle(account.Facts, Rates);

            var period = oracle.Period(new DateOnly(2025, 9, 1), new DateOnly(2026, 2, 28));

            var explained = period.Opening + period.Movements.Sum(movement => movement.Amount);
            Assert.Equal(Math.Round(period.Closing, 18), Math.Round(explained, 18));
            kinds.UnionWith(period.Movements.Select(movement => movement.Kind));
        }
        Assert.Equal(Enum.GetValues<MovementKind>(), kinds.Order());
    }

    [Fact]
    public async Task Histories_hold_what_is_hard()
    {
        await using var stripe = await StripeCaller.StartAsync();
        var account = New(stripe, "acct_hard");
        Pasts.Random(account, 3, Terms with { Customers = 60, Dispute = 40, FailedPayment = 300 });
        var store = account.Store;

        Assert.Contains(store.Invoices.All, invoice => invoice is { Status: "paid", AttemptCount: > 1 });
        Assert.Contains(store.Invoices.All, invoice => invoice.Lines.Any(line => line.IsProration));
        Assert.Contains(store.Subscriptions.All, subscription => subscription.CancellationReason == "payment_failed");
        Assert.Contains(store.Subscriptions.All, subscription => subscription.TrialEnd is not null);
        Assert.Contains(store.Customers.All, customer => customer.IsDeleted);
        Assert.NotEmpty(store.Disputes.All);
        Assert.NotEmpty(store.Refunds.All);
    }

    [Fact]
    public async Task The_demo_is_a_company_of_a_believable_size()
    {
        await using var stripe = await StripeCaller.StartAsync();
        Pasts.Demo(stripe.Account);
        var oracle = new MrrOracle(stripe.Account.Facts, Rates);

        Assert.InRange(stripe.Account.Store.Customers.Count, 110, 130);
        Assert.InRange(oracle.ActiveCustomers(new DateOnly(2026, 2, 28)), 60, 125);
        Assert.Equal(4, oracle.ByCurrency(new DateOnly(2026, 2, 28)).Count);
        Assert.NotEmpty(stripe.Account.Store.Payouts.All);
    }

    [Fact]
    public async Task Two_hundred_thousand_objects_can_be_paged_through_by_their_dates()
    {
        await using var stripe = await StripeCaller.StartAsync();
        var from = StripeCaller.Start.AddYears(-2);
        Pasts.Bulk(stripe.Account, 200_000, from, StripeCaller.Start);
        var middle = from.AddYears(1).ToUnixTimeSeconds();

        var newest = await stripe.IdsAsync("/v1/charges?limit=100");
        var older = await stripe.IdsAsync($"/v1/charges?limit=100&created[lt]={middle}");

        Assert.Equal(stripe.Account.Store.Charges.All[^1].Id, newest[0]);
        Assert.Equal(100, older.Count);
        Assert.Empty(newest.Intersect(older));
    }

    private static StripeAccount New(StripeCaller stripe, string id) => stripe.Simulator.Stripe.CreateAccount(id);

    private static IEnumerable<(DateTimeOffset, string, int)> Sequence(StripeAccount account) =>
        account.Facts.Subscriptions.Select(fact => (fact.At, fact.Status, fact.Items.Count));
}
