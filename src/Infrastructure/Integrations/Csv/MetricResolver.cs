using System.Text.RegularExpressions;
using Nexus.Domain.Imports;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Finds the metrics that a mapping names, and defines those that it describes.</summary>
internal sealed partial class MetricResolver(Func<string, MetricDefinition?> metrics, PlanProblems problems)
{
    private const int MaxNameLength = 200;

    private readonly Dictionary<string, MetricDefinition> _used = new(StringComparer.Ordinal);
    private readonly List<MetricDefinition> _created = [];

    public IReadOnlyList<MetricDefinition> Used => [.. _used.Values];

    public IReadOnlyList<MetricDefinition> Created => _created;

    /// <summary>The metric, or null and a problem.</summary>
    /// <param name="field">Path of the value in the mapping.</param>
    public MetricDefinition? Resolve(ValueMapping value, string field)
    {
        var key = value.Metric?.Trim() ?? "";
        if (_used.TryGetValue(key, out var used))
            return used;
        var definition = metrics(key) ?? Define(value, key, field);
        if (definition is null)
            return null;
        if (definition.Aggregation == MetricAggregation.Ratio || definition.Formula is not null)
        {
            problems.Add(
                $"{field}.metric",
                "ratio_not_importable",
                $"'{key}' is computed from its parts when read. Import the parts."
            );
            return null;
        }
        return _used[key] = definition;
    }

    private MetricDefinition? Define(ValueMapping value, string key, string field)
    {
        if (!key.StartsWith(MetricCatalog.CustomPrefix, StringComparison.Ordinal))
        {
            problems.Add(
                $"{field}.metric",
                "unknown_metric",
                $"There is no metric '{key}'. A new one is named custom. and a word."
            );
            return null;
        }
        if (!CustomKey().IsMatch(key))
        {
            problems.Add(
                $"{field}.metric",
                "bad_metric_key",
                $"'{key}' is no key: after custom. stand up to 60 lower-case letters, digits and underscores."
            );
            return null;
        }
        if (value.Unit is null || value.Aggregation is null || value.Direction is null)
        {
            problems.Add(
                $"{field}.metric",
                "unknown_metric",
                $"There is no metric '{key}' yet. Give unit, aggregation and direction to create it."
            );
            return null;
        }
        var unit = Parse<MetricUnit>(value.Unit, $"{field}.unit", "bad_unit");
        var aggregation = Parse<MetricAggregation>(value.Aggregation, $"{field}.aggregation", "bad_aggregation");
        var direction = Parse<MetricDirection>(value.Direction, $"{field}.direction", "bad_direction");
        if (unit is null || aggregation is null || direction is null)
            return null;
        var name = string.IsNullOrWhiteSpace(value.Name) ? NameOf(key) : value.Name.Trim();
        if (name.Length > MaxNameLength || name.Contains('\0', StringComparison.Ordinal))
        {
            problems.Add($"{field}.name", "bad_name", $"A metric's name has at most {MaxNameLength} characters.");
            return null;
        }
        var created = new MetricDefinition(
            key,
            name,
            unit.Value,
            aggregation.Value,
            direction.Value,
            "custom",
            "Defined by an import.",
            ["csv"]
        );
        if (aggregation != MetricAggregation.Ratio)
            _created.Add(created);
        return created;
    }

    private T? Parse<T>(string text, string field, string code)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(value.ToString(), text.Trim(), StringComparison.OrdinalIgnoreCase))
                return value;
        }
        var known = string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()));
        problems.Add(field, code, $"'{text}' is none of {known}.");
        return null;
    }

    private static string NameOf(string key)
    {
        var words = key[MetricCatalog.CustomPrefix.Length..].Replace('_', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    [GeneratedRegex("^custom\\.[a-z0-9][a-z0-9_]{0,59}$", RegexOptions.CultureInvariant)]
    private static partial Regex CustomKey();
}
