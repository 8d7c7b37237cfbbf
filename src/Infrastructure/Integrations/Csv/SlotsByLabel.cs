using System.Text;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Which slots a row of the long layout feeds, by the cell of its metric column; case aside.</summary>
internal sealed class SlotsByLabel
{
    private readonly Dictionary<string, int[]> _byLabel;
    private readonly Dictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _byChars;
    private char[] _chars = new char[256];

    public SlotsByLabel(IReadOnlyList<ValueSlot> slots)
    {
        _byLabel = slots
            .Select((slot, index) => (Label: slot.Label ?? "", index))
            .GroupBy(pair => pair.Label, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                group => group.Key,
                group => group.Select(pair => pair.index).ToArray(),
                StringComparer.OrdinalIgnoreCase
            );
        _byChars = _byLabel.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int[]? Find(ReadOnlySpan<byte> label)
    {
        if (label.Length > _chars.Length)
            _chars = new char[label.Length];
        var length = Encoding.UTF8.GetChars(label, _chars);
        return _byChars.TryGetValue(_chars.AsSpan(0, length), out var slots) ? slots : null;
    }
}
