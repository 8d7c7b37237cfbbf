using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis.Series;

/// <summary>One stored metric over the buckets of a range.</summary>
internal sealed class PartLine
{
    private readonly Cell[] _cells;
    private Cell _opening;

    public PartLine(int buckets) => _cells = new Cell[buckets];

    /// <summary>The level before the first bucket.</summary>
    public decimal? Opening => _opening.Value;

    /// <summary>Index of the last bucket that holds anything, or −1.</summary>
    public int Latest => Array.FindLastIndex(_cells, cell => cell.Points > 0);

    public decimal? this[int bucket] => _cells[bucket].Value;

    public bool IsProvisional(int bucket) => _cells[bucket].Provisional;

    public bool IsOverridden(int bucket) => _cells[bucket].Overridden;

    /// <param name="opened">Whether the first bucket of the read holds the opening level.</param>
    public void Add(KpiCell cell, bool opened)
    {
        ref var target = ref _opening;
        if (!opened || cell.Bucket > 0)
            target = ref _cells[opened ? cell.Bucket - 1 : cell.Bucket];
        target.Sum += cell.Value;
        target.Points += cell.Points;
        target.Provisional |= cell.Provisional;
        target.Overridden |= cell.Overridden;
    }

    /// <summary>What the range comes to.</summary>
    /// <param name="whole">The line that this one is a share of: its latest bucket decides where a level is read.</param>
    public decimal? Total(MetricAggregation aggregation, PartLine whole)
    {
        switch (aggregation)
        {
            case MetricAggregation.Sum:
                return Sum();
            case MetricAggregation.Last:
                return whole.Latest is >= 0 and var latest ? this[latest] : null;
            default:
                return _cells.Length == 1 ? this[0] : null;
        }
    }

    /// <summary>What is left of a line when others are taken out of it.</summary>
    public PartLine Less(IEnumerable<PartLine> others)
    {
        var rest = new PartLine(_cells.Length) { _opening = _opening };
        Array.Copy(_cells, rest._cells, _cells.Length);
        foreach (var other in others)
        {
            rest._opening.Sum -= other._opening.Sum;
            rest._opening.Points -= other._opening.Points;
            for (var i = 0; i < _cells.Length; i++)
            {
                rest._cells[i].Sum -= other._cells[i].Sum;
                rest._cells[i].Points -= other._cells[i].Points;
            }
        }
        return rest;
    }

    private decimal? Sum()
    {
        var (sum, any) = (0m, false);
        foreach (ref readonly var cell in _cells.AsSpan())
        {
            sum += cell.Sum;
            any |= cell.Points > 0;
        }
        return any ? sum : null;
    }

    private struct Cell
    {
        public decimal Sum;
        public long Points;
        public bool Provisional;
        public bool Overridden;

        public readonly decimal? Value => Points > 0 ? Sum : null;
    }
}
