namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>What a cell looks like, taken by itself.</summary>
internal enum CellKind
{
    Empty,
    Number,
    Date,
    Text,
}

internal static class CellKinds
{
    /// <param name="cell">The cell without blanks around it.</param>
    public static CellKind Of(ReadOnlySpan<byte> cell)
    {
        if (cell.Length == 0)
            return CellKind.Empty;
        if (NumberText.Classify(cell, out _) != NumberReading.None)
            return CellKind.Number;
        return DateShapeReader.TryRead(cell, out _) ? CellKind.Date : CellKind.Text;
    }
}
