using System.Text.Json.Nodes;
using Nexus.Infrastructure.Integrations.Stripe.Projections;
using static Nexus.Infrastructure.Tests.Integrations.Stripe.StripeJson;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.Projections;

public sealed class AttemptsProjectionTests
{
    private readonly StripeAccount _account = new();

    private void Payment(
        string id,
        string created,
        string status = "succeeded",
        bool error = false,
        string? latest = null
    )
    {
        var payment = Sample("payment_intents");
        (payment["id"], payment["created"], payment["status"]) = (id, At(created), status);
        payment["last_payment_error"] = error ? new JsonObject { ["code"] = "card_declined" } : null;
        payment["latest_charge"] = latest;
        _account.Put("payment_intents", payment);
    }

    private void Charge(string id, string? payment, string created, string status, bool blocked = false)
    {
        var charge = Sample("charges");
        (charge["id"], charge["created"], charge["status"]) = (id, At(created), status);
        charge["payment_intent"] = payment;
        charge["outcome"] = new JsonObject { ["type"] = blocked ? "blocked" : "issuer_declined" };
        _account.Put("charges", charge);
    }

    private async Task<(decimal? Attempted, decimal? Failed)> CountAsync(string day = "2026-01-10")
    {
        var points = await _account.ProjectAsync(new AttemptsProjection(), "2026-01-01", "2026-01-20");
        return (points.Value("payments.attempted", day), points.Value("payments.failed", day));
    }

    [Fact]
    public async Task A_payment_that_nobody_tried_does_not_count()
    {
        Payment("pi_1", "2026-01-10", "requires_payment_method");

        Assert.Equal((null, null), await CountAsync());
    }

    [Fact]
    public async Task What_stripe_blocked_was_not_tried()
    {
        Payment("pi_1", "2026-01-10", "requires_payment_method", error: true, latest: "ch_1");
        Charge("ch_1", "pi_1", "2026-01-10", "failed", blocked: true);

        Assert.Equal((null, null), await CountAsync());
    }

    [Fact]
    public async Task A_payment_whose_attempts_all_failed_failed_once()
    {
        Payment("pi_1", "2026-01-10", "requires_payment_method");
        Charge("ch_1", "pi_1", "2026-01-10T00:10", "failed");
        Charge("ch_2", "pi_1", "2026-01-12", "failed");

        Assert.Equal((1m, 1m), await CountAsync());
    }

    [Theory]
    [InlineData("2026-01-11T00:00:00", 0)]
    [InlineData("2026-01-11T00:00:01", 1)]
    public async Task A_payment_that_succeeds_within_a_day_has_not_failed(string paid, int failed)
    {
        Payment("pi_1", "2026-01-10");
        Charge("ch_1", "pi_1", "2026-01-10T00:10", "failed");
        Charge("ch_2", "pi_1", paid, "succeeded");

        Assert.Equal((1m, failed), await CountAsync());
    }

    [Fact]
    public async Task A_late_first_attempt_that_succeeds_is_no_failure()
    {
        Payment("pi_1", "2026-01-10");
        Charge("ch_1", "pi_1", "2026-01-14", "succeeded");

        Assert.Equal((1m, 0m), await CountAsync());
    }

    [Fact]
    public async Task A_charge_without_a_payment_is_one_by_itself()
    {
        Charge("ch_1", null, "2026-01-10", "failed");
        Charge("ch_2", null, "2026-01-10", "succeeded");
        Payment("pi_0", "2026-01-10");
        Charge("ch_3", "pi_0", "2026-01-10", "succeeded");

        Assert.Equal((3m, 1m), await CountAsync());
    }

    [Fact]
    public async Task Where_attempts_cannot_be_read_the_payment_says_how_it_went()
    {
        Payment("pi_1", "2026-01-10", "requires_payment_method", error: true, latest: "ch_1");
        Payment("pi_2", "2026-01-10", "succeeded", latest: "ch_2");

        Assert.Equal((2m, 1m), await CountAsync());
    }

    [Fact]
    public async Task Failed_payments_are_named()
    {
        Payment("pi_1", "2026-01-10");
        Charge("ch_1", "pi_1", "2026-01-10T00:10", "failed");

        var part = Assert.Single(
            await _account.ExplainAsync(new AttemptsProjection(), "payments.failed", "2026-01-10", "")
        );

        Assert.Equal(("payment_intents", "pi_1", "1 of 1 attempts failed"), (part.Stream, part.Id, part.Note));
    }
}
