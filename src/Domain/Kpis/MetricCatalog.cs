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
}
