using System.Text;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>The texts that stand for "no value", case aside.</summary>
internal sealed class NullTexts(IReadOnlyList<string> texts)
{
    private readonly byte[][] _texts = [.. texts.Select(text => Encoding.UTF8.GetBytes(text.Trim()))];
    private readonly int _longest = texts.Count == 0 ? 0 : texts.Max(text => Encoding.UTF8.GetByteCount(text.Trim()));

    /// <param name="cell">The cell without blanks around it.</param>
    public bool Contains(ReadOnlySpan<byte> cell)
    {
        if (cell.Length == 0)
            return true;
        if (cell.Length > _longest)
            return false;
        foreach (var text in _texts)
        {
            if (Ascii.EqualsIgnoreCase(cell, text) || cell.SequenceEqual(text))
                return true;
        }
        return false;
    }
}
