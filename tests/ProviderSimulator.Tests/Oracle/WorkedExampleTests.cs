using Nexus.ProviderSimulator.Oracle;
using Nexus.ProviderSimulator.Stripe.Scenarios;

namespace Nexus.ProviderSimulator.Tests.Oracle;

/// <summary>The figures of the worked example, worked out by hand, against the oracle that everything else is held to.</summary>
public sealed class WorkedExampleTests
{
    private const decimal Opening = 1371.9444444444m;
    private const decimal Closing = 1541.7444444444m;

    [Theory]
    [InlineData(DiscountPolicy.Recurring, 1371.94444)]
    [InlineData(DiscountPolicy.None, 1473.94444)]
    [InlineData(DiscountPolicy.ForeverOnly, 1421.94444)]
    [InlineData(DiscountPolicy.All, 1331.94444)]
    public async Task It_opens_as_it_should_under_every_policy(DiscountPolicy policy, decimal expected)
    {
        await using var stripe = await StripeCaller.StartAsync();
        Scenarios.WorkedExample(stripe.Account).PlayThrough(WorkedExample.ClosingDay);

        var oracle = new MrrOracle(stripe.Account.Facts, WorkedExample.Rates, policy: policy);

        Assert.Equal(expected, Math.Round(oracle.On(WorkedExample.OpeningDay), 5));
    }

    [Fact]
    public async Task It_closes_as_it_should_and_the_identity_holds()
    {
        var february = await FebruaryAsync();

        Assert.Equal((Opening, Closing), (Math.Round(february.Opening, 10), Math.Round(february.Closing, 10)));
        Assert.Equal(
            Math.Round(february.Closing, 20),
            Math.Round(february.Opening + february.Movements.Sum(movement => movement.Amount), 20)
        );
    }

    [Theory]
    [InlineData(MovementKind.New, 194)]
    [InlineData(MovementKind.Reactivation, 60)]
    [InlineData(MovementKind.Expansion, 100)]
    [InlineData(MovementKind.Contraction, -63)]
    [InlineData(MovementKind.Churn, -122)]
    [InlineData(MovementKind.Fx, 0.80)]
    public async Task Each_movement_is_what_the_example_says(MovementKind kind, decimal expected) =>
        Assert.Equal(expected, Math.Round((await FebruaryAsync()).Sum(kind), 10));

    [Fact]
    public async Task Its_rates_are_what_the_example_says()
    {
        var february = await FebruaryAsync();

        Assert.Equal((14, 16), (february.Opened.Count, february.ActiveCustomers));
        Assert.Equal(18500.93333m, Math.Round(february.Arr, 5));
        Assert.Equal(96.35903m, Math.Round(february.Arpa!.Value, 5));
        Assert.Equal(0.07142857m, Math.Round(february.LogoChurn!.Value, 8));
        Assert.Equal(0.11764706m, Math.Round(february.StripeLogoChurn!.Value, 8));
        Assert.Equal(0.08382264m, Math.Round(february.GrossChurn!.Value, 8));
        Assert.Equal(0.91617736m, Math.Round(february.Grr!.Value, 8));
        Assert.Equal(0.98906661m, Math.Round(february.Nrr!.Value, 8));
        Assert.Equal(1349.02639m, Math.Round(february.Ltv!.Value, 5));
        Assert.Equal(1.913514m, Math.Round(february.QuickRatio!.Value, 6));
    }

    [Fact]
    public async Task What_is_set_to_end_is_counted_apart()
    {
        await using var stripe = await StripeCaller.StartAsync();
        Scenarios.WorkedExample(stripe.Account).PlayThrough(WorkedExample.ClosingDay);
        var oracle = new MrrOracle(stripe.Account.Facts, WorkedExample.Rates);

        Assert.Equal(0m, oracle.ScheduledChurn(WorkedExample.OpeningDay));
        Assert.Equal(90m, oracle.ScheduledChurn(WorkedExample.ClosingDay));
    }

    [Fact]
    public async Task It_can_be_stopped_at_the_opening_and_played_on()
    {
        await using var stripe = await StripeCaller.StartAsync();
        var example = Scenarios.WorkedExample(stripe.Account);
        example.PlayThrough(WorkedExample.OpeningDay);
        var before = await stripe.IdsAsync("/v1/subscriptions?status=all&limit=100");
        example.PlayThrough(WorkedExample.ClosingDay);

        Assert.Equal(19, before.Count);
        Assert.Equal(22, (await stripe.IdsAsync("/v1/subscriptions?status=all&limit=100")).Count);
        Assert.Equal(new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero), example["D"].PeriodEnd);
    }

    private static async Task<MrrPeriod> FebruaryAsync()
    {
        await using var stripe = await StripeCaller.StartAsync();
        Scenarios.WorkedExample(stripe.Account).PlayThrough(WorkedExample.ClosingDay);
        return new MrrOracle(stripe.Account.Facts, WorkedExample.Rates).Period(
            WorkedExample.OpeningDay.AddDays(1),
            WorkedExample.ClosingDay
        );
    }
}
