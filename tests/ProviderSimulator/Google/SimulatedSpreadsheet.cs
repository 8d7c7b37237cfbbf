using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator.Google;

/// <summary>A spreadsheet, whose cells are as UNFORMATTED_VALUE with SERIAL_NUMBER gives them.</summary>
/// <param name="id">At least 20 letters and digits.</param>
public sealed class SimulatedSpreadsheet(string id)
{
    public string Id { get; } = id;

    public string Title { get; set; } = "Figures";

    public string Locale { get; set; } = "en_US";

    public string TimeZone { get; set; } = "Europe/Berlin";

    public HashSet<string> Readers { get; } = new(StringComparer.Ordinal) { "user-1" };

    public List<SimulatedTab> Tabs { get; } = [];

    public SimulatedTab AddTab(string title, int sheetId, params object?[][] rows)
    {
        var tab = new SimulatedTab(title, sheetId) { Rows = [.. rows] };
        Tabs.Add(tab);
        return tab;
    }

    /// <param name="fields">What is asked for.</param>
    internal JsonObject Describe(string fields) =>
        new()
        {
            ["spreadsheetId"] = Id,
            ["properties"] = new JsonObject
            {
                ["title"] = Title,
                ["locale"] = Locale,
                ["timeZone"] = TimeZone,
            },
            ["sheets"] = new JsonArray([
                .. Tabs.Select((tab, at) => tab.Describe(at, fields.Contains("rowMetadata", StringComparison.Ordinal))),
            ]),
        };

    internal SimulatedAnswer Values(string range)
    {
        var title = range is ['\'', .., '\''] ? range[1..^1].Replace("''", "'", StringComparison.Ordinal) : range;
        return Tabs.FirstOrDefault(one => one.Title == title) is { } tab
            ? new() { Json = tab.Values() }
            : GoogleErrors.Answer(400, "INVALID_ARGUMENT", $"Unable to parse range: {range}");
    }
}

/// <summary>One sheet of cells.</summary>
public sealed class SimulatedTab(string title, int sheetId)
{
    public string Title { get; set; } = title;

    public int SheetId { get; } = sheetId;

    public string Type { get; set; } = "GRID";

    /// <summary>Texts, numbers, booleans, and null for an empty cell.</summary>
    public List<object?[]> Rows { get; set; } = [];

    /// <summary>First row, row after the last, first column, column after the last; from 0.</summary>
    public List<(int FirstRow, int EndRow, int FirstColumn, int EndColumn)> Merges { get; } = [];

    public HashSet<int> HiddenRows { get; } = [];

    internal JsonObject Describe(int index, bool withRows) =>
        new()
        {
            ["properties"] = new JsonObject
            {
                ["sheetId"] = SheetId,
                ["title"] = Title,
                ["index"] = index,
                ["sheetType"] = Type,
                ["gridProperties"] = new JsonObject { ["rowCount"] = 1000, ["columnCount"] = 26 },
            },
            ["merges"] = new JsonArray([
                .. Merges.Select(merge => new JsonObject
                {
                    ["sheetId"] = SheetId,
                    ["startRowIndex"] = merge.FirstRow,
                    ["endRowIndex"] = merge.EndRow,
                    ["startColumnIndex"] = merge.FirstColumn,
                    ["endColumnIndex"] = merge.EndColumn,
                }),
            ]),
            ["data"] = !withRows
                ? null
                : new JsonArray(
                    new JsonObject
                    {
                        ["rowMetadata"] = new JsonArray([
                            .. Rows.Select(
                                (_, at) => HiddenRows.Contains(at) ? new JsonObject { ["hiddenByUser"] = true } : []
                            ),
                        ]),
                    }
                ),
        };

    /// <summary>Empty cells and rows at the end are cut off, and an empty tab has no values at all.</summary>
    internal JsonObject Values()
    {
        var answer = new JsonObject { ["range"] = $"'{Title}'!A1:Z1000", ["majorDimension"] = "ROWS" };
        var rows = Rows.Select(Cut).ToList();
        while (rows is [.., { Length: 0 }])
            rows.RemoveAt(rows.Count - 1);
        if (rows.Count > 0)
            answer["values"] = new JsonArray([
                .. rows.Select(row => new JsonArray([.. row.Select(cell => JsonValue.Create(cell ?? ""))])),
            ]);
        return answer;
    }

    private static object?[] Cut(object?[] row)
    {
        var length = row.Length;
        while (length > 0 && row[length - 1] is null or "")
            length--;
        return row[..length];
    }
}
