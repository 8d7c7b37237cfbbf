using System.Diagnostics.CodeAnalysis;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Api;

/// <summary>Objects of one kind, in the order of their making. A page costs its own length, however many there are.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is what Stripe calls a list.")]
public sealed class StripeCollection<T> : IStripeRows
    where T : StripeObject
{
    private readonly List<T> _rows = [];
    private readonly Dictionary<string, T> _byId = new(StringComparer.Ordinal);

    public int Count => _rows.Count;

    public IReadOnlyList<T> All => _rows;

    public T? Find(string id) => _byId.GetValueOrDefault(id);

    StripeObject? IStripeRows.Find(string id) => Find(id);

    /// <summary>Newest first from the position on; ties of one second in the reverse of their making.</summary>
    IEnumerable<StripeObject> IStripeRows.NewestFirst(StripeObject? after, DateTimeOffset? before)
    {
        var start = _rows.Count;
        if (after is not null)
            start = FirstAtOrAbove(after.Created, after.Sequence);
        if (before is { } limit)
            start = Math.Min(start, FirstAtOrAbove(limit, long.MinValue));
        for (var position = start - 1; position >= 0; position--)
            yield return _rows[position];
    }

    IEnumerable<StripeObject> IStripeRows.OldestFirst(StripeObject after)
    {
        for (var position = FirstAtOrAbove(after.Created, after.Sequence + 1); position < _rows.Count; position++)
            yield return _rows[position];
    }

    internal T Add(T row)
    {
        _byId.Add(row.Id, row);
        if (_rows.Count == 0 || Compare(_rows[^1], row.Created, row.Sequence) < 0)
            _rows.Add(row);
        else
            _rows.Insert(FirstAtOrAbove(row.Created, row.Sequence), row);
        return row;
    }

    private int FirstAtOrAbove(DateTimeOffset created, long sequence)
    {
        var (low, high) = (0, _rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Compare(_rows[middle], created, sequence) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static int Compare(T row, DateTimeOffset created, long sequence) =>
        (row.Created, row.Sequence).CompareTo((created, sequence));
}

/// <summary>A collection as lists read it.</summary>
internal interface IStripeRows
{
    StripeObject? Find(string id);

    /// <param name="after">The row whose elders are wanted; null for the beginning.</param>
    /// <param name="before">Only what was made before it.</param>
    IEnumerable<StripeObject> NewestFirst(StripeObject? after, DateTimeOffset? before);

    IEnumerable<StripeObject> OldestFirst(StripeObject after);
}
