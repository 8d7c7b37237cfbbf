using Nexus.Infrastructure.Integrations.Stripe.Projections;
using static Nexus.Infrastructure.Tests.Integrations.Stripe.StripeJson;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.Projections;

public sealed class BillingProjectionTests
{
    private readonly StripeAccount _account = new();

    private void Trial(string id, string status, string end = "2026-01-15T12:00", string? ended = null)
    {
        var subscription = Subscription(id, $"cus_{id}", "2026-01-01", Price("price_1", 1000), status: status);
        subscription["trial_start"] = At("2026-01-01");
        subscription["trial_end"] = At(end);
        subscription["ended_at"] = ended is null ? null : At(ended);
        _account.Put("subscriptions", subscription);
    }

    private void Paid(string subscription, string at, long amount = 1000, int attempts = 1)
    {
        var invoice = Invoice(
            $"in_{subscription}",
            $"cus_{subscription}",
            subscription,
            "usd",
            amount,
            at,
            "2026-03-01"
        );
        invoice["attempt_count"] = attempts;
        _account.Put("invoices", invoice);
    }

    private async Task<(decimal Ended, decimal Converted)> TrialsAsync()
    {
        var points = await _account.ProjectAsync(new BillingProjection(), "2026-01-01", "2026-01-31");
        return (
            points.Sum("trials.ended", "2026-01-01", "2026-01-31"),
            points.Sum("trials.converted", "2026-01-01", "2026-01-31")
        );
    }

    [Fact]
    public async Task A_trial_that_still_runs_has_not_ended()
    {
        Trial("sub_1", "trialing");

        Assert.Equal((0m, 0m), await TrialsAsync());
    }

    [Fact]
    public async Task A_free_invoice_converts_nobody()
    {
        Trial("sub_1", "active");
        Paid("sub_1", "2026-01-15T12:00", amount: 0);

        Assert.Equal((1m, 0m), await TrialsAsync());
    }

    [Theory]
    [InlineData("2026-01-15T12:00", 1)]
    [InlineData("2026-01-22T12:00", 1)]
    [InlineData("2026-01-22T12:01", 0)]
    public async Task A_trial_converts_when_it_is_paid_within_seven_days(string paid, int converted)
    {
        Trial("sub_1", "active");
        Paid("sub_1", paid);

        Assert.Equal((1m, converted), await TrialsAsync());
    }

    [Fact]
    public async Task A_trial_that_is_canceled_ends_then()
    {
        Trial("sub_1", "canceled", ended: "2026-01-05");

        var points = await _account.ProjectAsync(new BillingProjection(), "2026-01-01", "2026-01-31");

        Assert.Equal(1m, points.Value("trials.ended", "2026-01-05"));
    }

    [Fact]
    public async Task Four_of_ten_are_forty_percent()
    {
        for (var i = 0; i < 10; i++)
        {
            Trial($"sub_{i}", i < 6 ? "active" : "canceled");
            if (i < 4)
                Paid($"sub_{i}", "2026-01-16");
        }
        Trial("sub_open", "trialing");

        var points = await _account.ProjectAsync(new BillingProjection(), "2026-01-01", "2026-01-31");

        Assert.Equal(40m, points.OfMonth("trials.conversion_rate", "2026-01-01"));
        Assert.False(points.Find("trials.converted", "2026-01-24")!.Final);
    }

    [Fact]
    public async Task An_invoice_that_took_more_than_one_attempt_is_recovered_on_the_day_it_was_paid()
    {
        Paid("sub_1", "2026-01-10", attempts: 3);
        Paid("sub_2", "2026-01-10", attempts: 1);

        var points = await _account.ProjectAsync(new BillingProjection(), "2026-01-01", "2026-01-31");

        Assert.Equal(1m, points.Value("payments.recovered", "2026-01-10"));
        Assert.Equal(
            "in_sub_1",
            Assert
                .Single(await _account.ExplainAsync(new BillingProjection(), "payments.recovered", "2026-01-10", ""))
                .Id
        );
    }

    [Fact]
    public void An_invoice_may_decide_a_trial_of_the_week_before()
    {
        var record = _account.Put("invoices", Invoice("in_1", "cus_1", "sub_1", "usd", 1, "2026-01-20", "2026-02-20"));

        var days = new BillingProjection().Touches(null, record, _account.Calendar, new DateOnly(2026, 2, 1))!.Value;

        Assert.Equal((new DateOnly(2026, 1, 12), new DateOnly(2026, 1, 20)), (days.First, days.Last));
    }
}
