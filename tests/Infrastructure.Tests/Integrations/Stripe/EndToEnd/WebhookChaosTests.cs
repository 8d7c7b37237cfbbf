using Nexus.Testing.Integrations.Stripe;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.EndToEnd;

/// <summary>The short form of a storm; the long one has 10,000 events.</summary>
public sealed class WebhookChaosTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    [Fact]
    public async Task Deliveries_in_any_order_and_number_end_in_the_state_that_is_true()
    {
        var outcome = await WebhookChaos.RunAsync(database.Database, events: 500, seed: 11);

        Assert.True(outcome.Events >= 500, $"{outcome}");
        Assert.True(outcome.Deliveries > 2 * outcome.Events, $"{outcome}");
        Assert.Empty(outcome.Different);
        Assert.True(outcome.IsRight, $"{outcome}");
    }
}
