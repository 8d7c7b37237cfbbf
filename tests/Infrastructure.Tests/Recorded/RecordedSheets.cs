using System.Text.Json;
using Nexus.Infrastructure.Integrations.GoogleSheets;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Tables;

namespace Nexus.Infrastructure.Tests.Recorded;

internal sealed class RecordedSheets : IRecordedProvider
{
    public string Folder => "sheets";

    public IReadOnlyDictionary<string, RecordedReader> Readers { get; } =
        new Dictionary<string, RecordedReader>(StringComparer.Ordinal)
        {
            ["calls about a spreadsheet"] = CallsAsync,
            ["what another connector makes of a sheet"] = file =>
                CallsAsync(new(JsonSerializer.SerializeToUtf8Bytes(new { rows = file.Json }))),
            ["a refusal"] = RefusalAsync,
            ["a refused registration"] = file =>
                RecordedScene.TokenAsync(http => new GoogleSheetsModule(http, RecordedScene.Clock), file.Json, 401),
        };

    private static SheetsClient Client(RecordedHttp http) => new(http, RecordedScene.Consented(), RecordedScene.Clock);

    /// <summary>The shape of a file as the shape, everything else as if it were cells.</summary>
    private static async Task<IReadOnlyList<string>> CallsAsync(RecordedFile file)
    {
        var told = new List<string>();
        foreach (var exchange in file.Exchanges)
        {
            var http = new RecordedHttp().On("", exchange.Response, exchange.Status);
            var isShape = exchange.Response.Member("properties").ValueKind == JsonValueKind.Object;
            var what = $"{exchange.Method} {exchange.Address.Split('/')[^1].Split('?')[0].Split(':')[^1]}".Trim();
            told.Add(
                isShape
                    ? await ShapeAsync(http, exchange.Response.Text("spreadsheetId")!)
                    : $"{Uri.UnescapeDataString(what)}: {await CellsAsync(http)}"
            );
        }
        return told;
    }

    private static async Task<string> ShapeAsync(RecordedHttp http, string id)
    {
        var file = await Client(http).ReadShapeAsync(id, withHidden: true, default);
        var tabs = file.Tabs.Select(tab =>
            RecordedScene.Line($"{tab.Id} {tab.Shape.Title}, {tab.Shape.Merges.Count} merged")
        );
        return $"{file.Title} | {file.Home.Locale} | {file.Home.TimeZone} | {string.Join(" | ", tabs)}";
    }

    private static async Task<string> CellsAsync(RecordedHttp http)
    {
        var cells = "";
        var fault = await RecordedScene.FaultAsync(async () =>
        {
            var (rows, _) = await Client(http).ReadCellsAsync("1aBcDeFgHiJkLmNoPqRsTuVwXyZ", "Sheet1", default);
            if (rows.Count == 0)
                cells = "no rows";
            else
            {
                var grid = new TableGrid(rows, new TableShape("Sheet1", [], new HashSet<int>()), headerRow: 1);
                cells = RecordedScene.Line(
                    $"{grid.DataRows.Count()} rows below {string.Join(',', rows[0])}, last {string.Join(',', rows[^1])}"
                );
            }
        });
        return cells.Length > 0 ? cells : fault;
    }

    private static Task<IReadOnlyList<string>> RefusalAsync(RecordedFile file) =>
        RecordedScene.RefusalsAsync(
            [
                (
                    file.Json.Member("error").Text("status")!,
                    file.Json.Member("error").Whole("code")!.Value,
                    file.Json.GetRawText()
                ),
            ],
            http => Client(http).ReadShapeAsync("1aBcDeFgHiJkLmNoPqRsTuVwXyZ", withHidden: false, default)
        );
}
