using Nexus.Infrastructure.Integrations.Stripe.Projections;
using static Nexus.Infrastructure.Tests.Integrations.Stripe.StripeJson;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.Projections;

public sealed class DisputesProjectionTests
{
    private readonly StripeAccount _account = new();

    private void Dispute(string id, string status)
    {
        var dispute = Sample("disputes");
        (dispute["id"], dispute["status"], dispute["created"]) = (id, status, At("2026-01-10"));
        _account.Put("disputes", dispute);
    }

    [Fact]
    public async Task Inquiries_are_no_disputes()
    {
        Dispute("dp_1", "warning_needs_response");
        Dispute("dp_2", "warning_closed");

        Assert.Empty((await _account.ProjectAsync(new DisputesProjection(), "2026-01-01", "2026-01-31")).All);
    }

    [Fact]
    public async Task What_became_of_a_dispute_counts_on_the_day_it_was_opened()
    {
        Dispute("dp_1", "won");
        Dispute("dp_2", "lost");
        Dispute("dp_3", "lost");
        Dispute("dp_4", "under_review");

        var points = await _account.ProjectAsync(new DisputesProjection(), "2026-01-01", "2026-01-31");

        Assert.Equal(4m, points.Value("disputes.opened", "2026-01-10"));
        Assert.Equal(
            (1m, 2m),
            (points.Value("disputes.won", "2026-01-10")!.Value, points.Value("disputes.lost", "2026-01-10")!.Value)
        );
        Assert.Equal(33.333333333333m, points.OfMonth("disputes.win_rate", "2026-01-01"));
        Assert.True(points.Find("disputes.opened", "2026-01-10")!.Final);
        Assert.False(points.Find("disputes.won", "2026-01-10")!.Final);
    }
}
