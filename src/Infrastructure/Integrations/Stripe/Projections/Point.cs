using System.Text.Json.Nodes;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>Shapes the points of Stripe's projections.</summary>
internal static class Point
{
    /// <summary>Name of the dimension that tells amounts per currency.</summary>
    public const string Currency = "currency";

    /// <summary>What the dimension values of an amount in its own currency are.</summary>
    public static DimensionSet In(string currency) =>
        DimensionSet.Of([new KeyValuePair<string, string>(Currency, currency)]);

    public static KpiData Of(
        string metric,
        Granularity grain,
        DateOnly day,
        decimal value,
        string currency,
        DimensionSet dimensions,
        bool final,
        JsonObject? metadata = null
    ) =>
        new(
            new SeriesKey(metric, grain, currency, dimensions),
            day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
            value,
            final,
            metadata
        );
}
