using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Stripe.Projections;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.Projections;

public sealed class StripeProjectionsTests
{
    [Fact]
    public void Every_stored_metric_that_names_stripe_is_supplied_by_exactly_one_projection()
    {
        var named = MetricCatalog
            .All.Where(metric => metric.Formula is null && metric.Sources.Contains("stripe"))
            .Select(metric => metric.Key);

        Assert.Equal(
            named.Order(StringComparer.Ordinal),
            StripeProjections.All.SelectMany(projection => projection.Metrics).Order(StringComparer.Ordinal)
        );
    }
}
