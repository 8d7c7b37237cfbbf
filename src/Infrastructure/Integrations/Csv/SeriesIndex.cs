using System.Text;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Numbers the series of a file in the order in which they appear.</summary>
/// <remarks>
/// Rows are told apart by the bytes of their dimension cells, compared in full. Past <see cref="MaxRows"/> different ones
/// the table starts anew and series are introduced again, which storing allows.
/// </remarks>
internal sealed class SeriesIndex
{
    private const int MaxRows = 262_144;

    private readonly ReadPlan _plan;
    private readonly Dictionary<byte[], int[]> _rows = new(new Utf8Comparer());
    private readonly Dictionary<byte[], int[]>.AlternateLookup<ReadOnlySpan<byte>> _rowsBySpan;
    private byte[] _key = new byte[256];
    private int _keyLength;
    private int[] _series = [];
    private DimensionSet? _dimensions;
    private int _next;

    public SeriesIndex(ReadPlan plan)
    {
        _plan = plan;
        _rowsBySpan = _rows.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Series that appeared since they were last taken.</summary>
    public List<SeriesKey> Introduced { get; private set; } = [];

    public void BeginKey() => _keyLength = 0;

    /// <summary>Adds what tells the row from others: dimension cells in order, and currencies of its own.</summary>
    public void AddToKey(ReadOnlySpan<byte> part)
    {
        var needed = _keyLength + part.Length + sizeof(int);
        if (needed > _key.Length)
            Array.Resize(ref _key, Math.Max(needed, _key.Length * 2));
        BitConverter.TryWriteBytes(_key.AsSpan(_keyLength), part.Length);
        part.CopyTo(_key.AsSpan(_keyLength + sizeof(int)));
        _keyLength = needed;
    }

    /// <summary>Ends the key; the row's values are then numbered by <see cref="Of"/>.</summary>
    public void EndKey()
    {
        _dimensions = null;
        var key = _key.AsSpan(0, _keyLength);
        if (_rowsBySpan.TryGetValue(key, out var known))
        {
            _series = known;
            return;
        }
        if (_rows.Count >= MaxRows)
            _rows.Clear();
        _series = new int[_plan.Slots.Count];
        Array.Fill(_series, -1);
        _rowsBySpan[key] = _series;
    }

    /// <param name="slot">Which of the plan's slots the value comes from.</param>
    /// <param name="currency">Of the value in this row; part of the key unless it is the slot's own.</param>
    public int Of(CsvRows rows, int slot, string currency)
    {
        if (_series[slot] >= 0)
            return _series[slot];
        _dimensions ??= Dimensions(rows);
        Introduced.Add(new(_plan.Slots[slot].Metric.Key, _plan.Grain, currency, _dimensions));
        return _series[slot] = _next++;
    }

    public IReadOnlyList<SeriesKey> TakeIntroduced()
    {
        if (Introduced.Count == 0)
            return [];
        var taken = Introduced;
        Introduced = [];
        return taken;
    }

    private DimensionSet Dimensions(CsvRows rows) =>
        _plan.Dimensions.Count == 0
            ? DimensionSet.Empty
            : DimensionSet.Of(
                _plan.Dimensions.Select(dimension =>
                    KeyValuePair.Create(dimension.Name, Encoding.UTF8.GetString(rows.Cell(dimension.Column)).Trim())
                )
            );
}
