using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Nexus.Infrastructure.Integrations.Shared.Tables;

/// <summary>The cells of a table, found by the texts of its header.</summary>
internal sealed class TableGrid
{
    private readonly IReadOnlyList<IReadOnlyList<JsonElement>> _rows;
    private readonly TableShape _shape;
    private readonly int _header;
    private readonly Dictionary<string, List<int>> _columns = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="rows">Of different lengths: empty cells at the end of a row are missing.</param>
    /// <param name="headerRow">From 1.</param>
    public TableGrid(IReadOnlyList<IReadOnlyList<JsonElement>> rows, TableShape shape, int headerRow)
    {
        (_rows, _shape, _header) = (rows, shape, headerRow - 1);
        var width =
            _header < rows.Count ? Math.Max(rows[_header].Count, shape.Merges.Select(Reach).DefaultIfEmpty().Max()) : 0;
        for (var column = 0; column < width; column++)
        {
            if (Name(Merged(_header, column)) is not { Length: > 0 } name)
                continue;
            if (!_columns.TryGetValue(name, out var places))
                _columns[name] = places = [];
            places.Add(column);
        }
    }

    /// <summary>Whether there is neither a header nor anything below it.</summary>
    public bool IsEmpty => _columns.Count == 0;

    /// <summary>Numbers of the rows below the header that hold anything, from 0.</summary>
    public IEnumerable<int> DataRows =>
        Enumerable
            .Range(_header + 1, Math.Max(0, _rows.Count - _header - 1))
            .Where(row => !_shape.Hidden.Contains(row) && _rows[row].Any(cell => !IsBlank(cell)));

    /// <summary>Where a column stands now; null where there is none of that header.</summary>
    /// <exception cref="Application.Integrations.IntegrationException">Two columns have the same header.</exception>
    public int? Column(string header) =>
        !_columns.TryGetValue(Name(header), out var places) ? null
        : places.Count == 1 ? places[0]
        : throw TableMapping.Wrong(
            $"Several columns of the sheet {_shape.Title} are called '{header}', so that Nexus cannot tell which one is meant. Rename one of them."
        );

    /// <summary>A cell; undefined where it is empty.</summary>
    public JsonElement At(int row, int column) =>
        row >= 0 && row < _rows.Count && column >= 0 && column < _rows[row].Count && !IsBlank(_rows[row][column])
            ? _rows[row][column]
            : default;

    /// <summary>A cell that says what others mean, such as a date: in a merged one, all have the value of the first.</summary>
    public JsonElement Merged(int row, int column)
    {
        var merge = _shape.Merges.FirstOrDefault(one =>
            row >= one.FirstRow && row < one.EndRow && column >= one.FirstColumn && column < one.EndColumn
        );
        return merge is null ? At(row, column) : At(merge.FirstRow, merge.FirstColumn);
    }

    /// <summary>As a person would say it, such as <c>MRR!C17</c>.</summary>
    public string Address(int row, int column)
    {
        var letters = "";
        for (var rest = column + 1; rest > 0; rest = (rest - 1) / 26)
            letters = (char)('A' + ((rest - 1) % 26)) + letters;
        return $"{_shape.Title}!{letters}{(row + 1).ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>Row and column of an address such as <c>B2</c>.</summary>
    public static (int Row, int Column) Place(string address)
    {
        var letters = address.TakeWhile(char.IsAsciiLetterUpper).ToList();
        var column = letters.Aggregate(0, (sum, letter) => (sum * 26) + letter - 'A' + 1);
        return (int.Parse(address[letters.Count..], CultureInfo.InvariantCulture) - 1, column - 1);
    }

    private int Reach(TableMerge merge) => _header >= merge.FirstRow && _header < merge.EndRow ? merge.EndColumn : 0;

    private static string Name(JsonElement cell) =>
        cell.ValueKind == JsonValueKind.Undefined ? "" : Name(cell.ToString());

    /// <summary>Headers that look the same are the same.</summary>
    private static string Name(string header) =>
        string.Join(
            ' ',
            header.Normalize(NormalizationForm.FormC).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );

    private static bool IsBlank(JsonElement cell) =>
        cell.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
        || (cell.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(cell.GetString()));
}

/// <summary>What is known of a table besides its cells.</summary>
/// <param name="Hidden">Numbers of hidden rows, from 0; empty where they count like others.</param>
internal sealed record TableShape(string Title, IReadOnlyList<TableMerge> Merges, IReadOnlySet<int> Hidden);

/// <summary>Merged cells, counted from 0, without the row and column at the end. Only the first one holds a value.</summary>
internal sealed record TableMerge(int FirstRow, int EndRow, int FirstColumn, int EndColumn);
