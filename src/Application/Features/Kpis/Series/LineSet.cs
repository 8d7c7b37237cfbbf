using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis.Series;

/// <summary>The lines of all parts of a metric over one range, by currency and group.</summary>
internal sealed class LineSet(TimeBuckets buckets)
{
    private readonly Dictionary<(string Part, string Currency, string? Group), PartLine> _lines = [];
    private readonly List<string> _currencies = [];
    private readonly PartLine _nothing = new(buckets.Items.Count);

    public TimeBuckets Buckets => buckets;

    /// <summary>Currencies of the money in it, sorted.</summary>
    public IReadOnlyList<string> Currencies => _currencies;

    /// <param name="byBucket">Where cells of buckets go, if they come beside those of totals; null for here.</param>
    public void Add(PartPlan part, IReadOnlyList<KpiCell> cells, bool opened, LineSet? byBucket = null)
    {
        // Cells of one line mostly come together: it is looked up where they change.
        PartLine? line = null;
        var (target, currency, group) = (this, string.Empty, (string?)null);
        for (var i = 0; i < cells.Count; i++)
        {
            var cell = cells[i];
            var owner = cell.Bucket == KpiCell.Total ? this : byBucket ?? this;
            if (line is null || owner != target || cell.Group != group || cell.Currency != currency)
            {
                (target, currency, group) = (owner, cell.Currency, cell.Group);
                line = target.Open((part.Metric.Key, currency, group));
            }
            line.Add(cell, opened);
        }
    }

    public void Put(MetricDefinition part, string currency, string? group, PartLine line)
    {
        Note(Of(part, currency));
        _lines[(part.Key, Of(part, currency), group)] = line;
    }

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

    private PartLine Open((string Part, string Currency, string? Group) key)
    {
        if (!_lines.TryGetValue(key, out var line))
        {
            Note(key.Currency);
            _lines[key] = line = new PartLine(buckets.Items.Count);
        }
        return line;
    }

    private void Note(string currency)
    {
        if (currency.Length == 0)
            return;
        var at = _currencies.BinarySearch(currency, StringComparer.Ordinal);
        if (at < 0)
            _currencies.Insert(~at, currency);
    }

    private static string Of(MetricDefinition part, string currency) =>
        part.Unit == MetricUnit.Money ? currency : string.Empty;
}
