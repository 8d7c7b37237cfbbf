namespace Nexus.Infrastructure.Storage.Ingest;

/// <summary>
/// Finds out in passing that no two points share series and time: exports run through the dates of each series forwards or
/// backwards, and then a point has to be compared with the one before it only.
/// </summary>
internal sealed class KeyOrder
{
    private readonly HashSet<int> _ids = [];
    private readonly List<int> _direction = [];
    private long[] _last = [];

    /// <summary>False where two points may share their key: nothing is said about whether they do.</summary>
    public bool IsStrict { get; private set; } = true;

    /// <summary>Takes in the ids of the series that follow in number. One that has a number already ends the certainty.</summary>
    public void AddSeries(ReadOnlySpan<int> ids)
    {
        foreach (var id in ids)
        {
            IsStrict &= _ids.Add(id);
            _direction.Add(0);
        }
        if (_last.Length < _direction.Count)
        {
            var known = _last.Length;
            Array.Resize(ref _last, Math.Max(_direction.Count, known * 2));
            _last.AsSpan(known).Fill(long.MinValue);
        }
    }

    /// <param name="series">Its number.</param>
    /// <param name="ticks">When the point is.</param>
    public void Add(int series, long ticks)
    {
        if (!IsStrict)
            return;
        ref var last = ref _last[series];
        if (last != long.MinValue)
        {
            var step = ticks.CompareTo(last);
            var direction = _direction[series];
            IsStrict = step != 0 && (direction == 0 || direction == step);
            _direction[series] = step;
        }
        last = ticks;
    }
}
