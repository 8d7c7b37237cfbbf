using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Nexus.Domain.Kpis;

/// <summary>Every metric that Nexus defines itself. A workspace may add its own under <c>custom.</c>.</summary>
public static partial class MetricCatalog
{
    public const string CustomPrefix = "custom.";

    private static readonly FrozenDictionary<string, MetricDefinition> ByKey = Definitions()
        .ToFrozenDictionary(definition => definition.Key, StringComparer.Ordinal);

    public static IReadOnlyCollection<MetricDefinition> All => ByKey.Values;

    public static bool TryFind(string key, [NotNullWhen(true)] out MetricDefinition? definition) =>
        ByKey.TryGetValue(key, out definition);

    /// <summary>Whether a known metric is money, whose points have a currency.</summary>
    public static bool IsMoney(string key) => TryFind(key, out var definition) && definition.Unit == MetricUnit.Money;

    // Methods and properties, never fields: the order in which the fields of partial files start is not defined.
    private static IEnumerable<MetricDefinition> Definitions() =>
        [.. Revenue(), .. Customers(), .. Books(), .. Web(), .. Ads(), .. Operations()];

    private static MetricDefinition Sum(
        string key,
        string name,
        MetricUnit unit,
        MetricDirection direction,
        Origin origin,
        string description
    ) => Stored(key, name, unit, MetricAggregation.Sum, direction, origin, description);

    private static MetricDefinition Last(
        string key,
        string name,
        MetricUnit unit,
        MetricDirection direction,
        Origin origin,
        string description
    ) => Stored(key, name, unit, MetricAggregation.Last, direction, origin, description);

    private static MetricDefinition AsGiven(
        string key,
        string name,
        MetricUnit unit,
        MetricDirection direction,
        Origin origin,
        string description
    ) => Stored(key, name, unit, MetricAggregation.None, direction, origin, description);

    private static MetricDefinition Ratio(
        string key,
        string name,
        MetricUnit unit,
        MetricDirection direction,
        Origin origin,
        string description,
        MetricFormula formula
    ) =>
        new(
            key,
            name,
            unit,
            MetricAggregation.Ratio,
            direction,
            origin.Category,
            description,
            origin.Sources,
            unit == MetricUnit.Percent ? formula with { Scale = 100m * formula.Scale } : formula
        );

    private static MetricDefinition Stored(
        string key,
        string name,
        MetricUnit unit,
        MetricAggregation aggregation,
        MetricDirection direction,
        Origin origin,
        string description
    ) => new(key, name, unit, aggregation, direction, origin.Category, description, origin.Sources);

    private static FormulaTerm Part(string metric) => new(metric);

    private static FormulaTerm Minus(string metric) => new(metric, -1m);

    /// <summary>A flow of which a quiet bucket has none.</summary>
    private static FormulaTerm Flow(string metric, decimal weight = 1m) => new(metric, weight, ZeroWhenMissing: true);

    private static FormulaTerm Opening(string metric) => new(metric, 1m, FormulaMoment.AtOpening);

    /// <summary>What the metrics of one area share.</summary>
    private sealed record Origin(string Category, params string[] Sources);
}
