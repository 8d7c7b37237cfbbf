using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis.Series;

/// <summary>One stored metric over the buckets of a range.</summary>
/// <remarks>
/// Room is made for what comes: of hundreds of groups most are only a total, and a range without data is nothing at all.
/// </remarks>
/// <param name="buckets">How many the range has.</param>
internal sealed class PartLine(int buckets)
{
    private Cell[] _cells = [];
    private Cell _opening;

    /// <summary>The level before the first bucket.</summary>
    public decimal? Opening => _opening.Value;

    /// <summary>Index of the last bucket that holds anything, or −1.</summary>
    public int Latest => Array.FindLastIndex(_cells, cell => cell.Points > 0);

    public decimal? this[int bucket] => bucket < _cells.Length ? _cells[bucket].Value : null;

    public bool IsProvisional(int bucket) => bucket < _cells.Length && _cells[bucket].Provisional;

    public bool IsOverridden(int bucket) => bucket < _cells.Length && _cells[bucket].Overridden;

    /// <param name="cell">That of a total counts as one of the first bucket.</param>
    /// <param name="opened">Whether the first bucket of the read holds the opening level.</param>
    public void Add(in KpiCell cell, bool opened)
    {
        ref var target = ref _opening;
        if (!opened || cell.Bucket > 0)
        {
            var bucket = opened ? cell.Bucket - 1 : Math.Max(cell.Bucket, 0);
            MakeRoom(bucket);
            target = ref _cells[bucket];
        }
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
                return buckets == 1 ? this[0] : null;
        }
    }

    /// <summary>What is left of a line when others are taken out of it.</summary>
    public PartLine Less(IEnumerable<PartLine> others)
    {
        var rest = new PartLine(buckets) { _opening = _opening, _cells = new Cell[buckets] };
        _cells.CopyTo(rest._cells, 0);
        foreach (var other in others)
        {
            rest._opening.Sum -= other._opening.Sum;
            rest._opening.Points -= other._opening.Points;
            for (var i = 0; i < other._cells.Length; i++)
            {
                rest._cells[i].Sum -= other._cells[i].Sum;
                rest._cells[i].Points -= other._cells[i].Points;
            }
        }
        return rest;
    }

    private void MakeRoom(int bucket)
    {
        if (bucket >= _cells.Length)
            Array.Resize(ref _cells, bucket == 0 ? 1 : buckets);
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
