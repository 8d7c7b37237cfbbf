namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Finds where a table begins in its file, and whether its first row names the columns.</summary>
internal static class HeaderSniffer
{
    /// <summary>Rows among which the table has to begin.</summary>
    private const int MaxPreamble = 100;

    /// <param name="rows">The first rows of the file, blank ones left out.</param>
    /// <param name="width">Cells in most rows of the file.</param>
    /// <param name="isFixed">Whether the table begins with the first of <paramref name="rows"/> for certain.</param>
    /// <param name="hasHeader">Whether there is a header, where a person has said so.</param>
    public static (int FirstRow, bool HasHeader) Find(
        IReadOnlyList<SampleRow> rows,
        int width,
        bool isFixed,
        bool? hasHeader
    )
    {
        var first = isFixed ? 0 : FirstOfTable(rows, width);
        return (first, hasHeader ?? IsHeader(rows, first));
    }

    private static int FirstOfTable(IReadOnlyList<SampleRow> rows, int width)
    {
        if (width == 1)
            return 0;
        var needed = Math.Max(2, (width + 1) / 2);
        for (var i = 0; i < rows.Count && i < MaxPreamble; i++)
        {
            if (rows[i].Cells.Count < width || rows[i].Filled < needed)
                continue;
            return i > 0 && NamesAllButOne(rows[i - 1], rows[i], width) ? i - 1 : i;
        }
        return 0;
    }

    /// <summary>A header may lack the name of one column, or the trailing delimiter that the rows below have.</summary>
    private static bool NamesAllButOne(SampleRow row, SampleRow next, int width) =>
        row.Cells.Count >= width - 1
        && row.Filled >= width - 1
        && row.Filled >= 2
        && row.Kinds.All(kind => kind is CellKind.Text or CellKind.Empty)
        && next.Kinds.Any(kind => kind is CellKind.Number or CellKind.Date);

    private static bool IsHeader(IReadOnlyList<SampleRow> rows, int first)
    {
        var row = rows[first];
        var rest = rows.Skip(first + 1).ToList();
        // Exports that were put one after the other repeat their header; that says nothing against its being one.
        var below = row.Cells.Count == 1 ? rest : rest.Where(other => !other.Cells.SequenceEqual(row.Cells)).ToList();
        if (below.Count == 0 && rest.Count > 0)
            return false;
        var kindred = 0;
        var unlike = 0;
        for (var column = 0; column < row.Kinds.Count; column++)
        {
            var kind = row.Kinds[column];
            if (kind == CellKind.Empty)
                continue;
            if (TypeBelow(below, column) is not { } type)
                continue;
            if (kind == CellKind.Text)
                unlike++;
            else if (kind == type || below.Count == 0)
                kindred++;
        }
        if (unlike != kindred)
            return unlike > kindred;
        if (row.Kinds.Any(kind => kind is CellKind.Number or CellKind.Date))
            return false;
        return !Repeats(row, below);
    }

    /// <summary>Number or date where nearly all filled cells of the column are of that kind.</summary>
    private static CellKind? TypeBelow(List<SampleRow> below, int column)
    {
        var numbers = 0;
        var dates = 0;
        var filled = 0;
        foreach (var row in below)
        {
            if (column >= row.Kinds.Count || row.Kinds[column] == CellKind.Empty)
                continue;
            filled++;
            numbers += row.Kinds[column] == CellKind.Number ? 1 : 0;
            dates += row.Kinds[column] == CellKind.Date ? 1 : 0;
        }
        if (filled == 0)
            return null;
        if (numbers >= 0.8 * filled)
            return CellKind.Number;
        return dates >= 0.8 * filled ? CellKind.Date : null;
    }

    /// <summary>Whether a text of the row stands again below it in the same column: then it is data.</summary>
    private static bool Repeats(SampleRow row, List<SampleRow> below)
    {
        for (var column = 0; column < row.Cells.Count; column++)
        {
            if (row.Cells[column].Length == 0)
                continue;
            foreach (var other in below)
            {
                if (column < other.Cells.Count && other.Cells[column] == row.Cells[column])
                    return true;
            }
        }
        return false;
    }
}
