using System.Text.Json;
using Nexus.Infrastructure.Integrations.GoogleSheets;
using Nexus.Infrastructure.Integrations.Shared.Tables;
using Nexus.Testing;

namespace Nexus.Infrastructure.Tests.Integrations.GoogleSheets;

/// <summary>Exchanges that were recorded with Google; the tests end at once where the folder is absent.</summary>
public sealed class SheetsFixtureTests
{
    [Fact]
    public void Every_recorded_spreadsheet_and_range_is_read()
    {
        if (Repository.SharedFixtures is not { } shared)
            return;
        var (files, ranges) = (0, 0);
        foreach (var path in Directory.EnumerateFiles(Path.Combine(shared, "sheets"), "*.json"))
        {
            foreach (var answer in Answers(JsonDocument.Parse(File.ReadAllText(path)).RootElement))
            {
                if (answer.TryGetProperty("spreadsheetId", out var id) && answer.TryGetProperty("properties", out _))
                {
                    var file = Spreadsheet.Read(answer, id.GetString()!, null);
                    Assert.NotEmpty(file.Tabs);
                    files++;
                }
                if (answer.TryGetProperty("range", out _) && answer.TryGetProperty("values", out var values))
                {
                    var rows = values
                        .EnumerateArray()
                        .Select(row => (IReadOnlyList<JsonElement>)[.. row.EnumerateArray()])
                        .ToList();
                    var grid = new TableGrid(rows, new TableShape("Sheet1", [], new HashSet<int>()), headerRow: 1);
                    Assert.All(grid.DataRows, row => Assert.InRange(row, 1, rows.Count - 1));
                    ranges++;
                }
            }
        }
        Assert.True(files > 15 && ranges > 10, $"{files} files, {ranges} ranges");
    }

    private static IEnumerable<JsonElement> Answers(JsonElement root) =>
        root.ValueKind switch
        {
            JsonValueKind.Array => root.EnumerateArray().SelectMany(Answers),
            JsonValueKind.Object when root.TryGetProperty("response", out var response) => response.ValueKind
            == JsonValueKind.Object
                ? [response]
                : [],
            JsonValueKind.Object => [root],
            _ => [],
        };
}
