using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis.Series;

/// <summary>The lines of all parts of a metric over one range, by currency and group.</summary>
internal sealed class LineSet(TimeBuckets buckets)
{
    private readonly Dictionary<(string Part, string Currency, string? Group), PartLine> _lines = [];
    private readonly PartLine _nothing = new(buckets.Items.Count);

    public TimeBuckets Buckets => buckets;

    /// <summary>Currencies of the money in it, sorted.</summary>
    public IReadOnlyList<string> Currencies =>
        [
            .. _lines
                .Keys.Select(key => key.Currency)
                .Where(code => code.Length > 0)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    public void Add(PartPlan part, IReadOnlyList<KpiCell> cells, bool opened)
    {
        foreach (var cell in cells)
        {
            var key = (part.Metric.Key, cell.Currency, cell.Group);
            if (!_lines.TryGetValue(key, out var line))
                _lines[key] = line = new PartLine(buckets.Items.Count);
            line.Add(cell, opened);
        }
    }

    public void Put(MetricDefinition part, string currency, string? group, PartLine line) =>
        _lines[(part.Key, Of(part, currency), group)] = line;

    public PartLine Line(MetricDefinition part, string currency, string? group) =>
        _lines.GetValueOrDefault((part.Key, Of(part, currency), group), _nothing);

    /// <summary>Values of the grouping's dimension that occur in a currency, or in what has none.</summary>
    public IReadOnlyList<string> Groups(string currency) =>
        [
            .. _lines
                .Keys.Where(key => key.Group is not null && (key.Currency == currency || key.Currency.Length == 0))
                .Select(key => key.Group!)
                .Distinct(),
        ];

    private static string Of(MetricDefinition part, string currency) =>
        part.Unit == MetricUnit.Money ? currency : string.Empty;
}
