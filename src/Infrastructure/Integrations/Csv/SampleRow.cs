using CsvHelper;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>One record of a sample.</summary>
/// <param name="Line">1-based line within the sample.</param>
/// <param name="Cells">Without blanks around them.</param>
internal sealed record SampleRow(int Line, IReadOnlyList<string> Cells, IReadOnlyList<CellKind> Kinds)
{
    public int Filled => Kinds.Count(kind => kind != CellKind.Empty);

    public static SampleRow Of(CsvReader reader)
    {
        var cells = new string[reader.FieldCount];
        var kinds = new CellKind[reader.FieldCount];
        for (var i = 0; i < cells.Length; i++)
        {
            var cell = Utf8Text.Trim(reader.GetSpan(i));
            cells[i] = Utf8Text.Printable(cell);
            kinds[i] = CellKinds.Of(cell);
        }
        return new((int)reader.LineNumber, cells, kinds);
    }
}
