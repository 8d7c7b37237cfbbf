using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Host.Cli;
using Nexus.Testing;

namespace Nexus.Host.Tests.Cli;

public sealed partial class DemoCommandTests
{
    /// <summary>The build of the simulated providers that the tests run with, too.</summary>
    private static readonly string Build = AppContext.BaseDirectory.Contains(
        "release",
        StringComparison.OrdinalIgnoreCase
    )
        ? "Release"
        : "Debug";

    [Fact]
    public async Task A_demonstration_ends_with_the_figures_of_eight_sources_on_their_schedules()
    {
        using var folder = new TemporaryFolder();
        await using var demo = Start(folder);

        var mrr = await demo.WaitForAsync("  Monthly recurring revenue");
        var ask = Ask().Match(await demo.WaitForAsync("Ask more:"));
        await demo.WaitForAsync("The payment's webhook");
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(ask.Groups["url"].Value) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ask.Groups["key"].Value);
        var connections = await ItemsAsync(http, "connections");
        var notes = await ItemsAsync(http, "annotations");
        var goals = await http.GetFromJsonAsync<JsonElement>("api/v1/goals");
        var shown = await ShownAsync(http);
        await demo.SignalAsync("INT");

        Assert.Equal(0, await demo.EndAsync());
        Assert.Matches(Amount(), mrr);
        Assert.Equal(
            [
                "csv active  synced",
                "google-analytics active PT1H synced",
                "google-sheets active manual synced",
                "linkedin-ads active PT6H synced",
                "meta-ads active PT4H synced",
                "notion active P1D synced",
                "stripe active PT1H synced",
                "x-ads active PT6H synced",
            ],
            connections
                .Select(one =>
                    $"{one.GetProperty("provider")} {one.GetProperty("status")} {one.GetProperty("schedule")} {(one.GetProperty("lastSuccessAt").ValueKind == JsonValueKind.String ? "synced" : "never")}"
                )
                .Order(StringComparer.Ordinal)
        );
        Assert.NotEmpty(notes);
        Assert.Contains(notes, note => note.GetProperty("source").ValueKind == JsonValueKind.Null);
        Assert.Equal(["Revenue", "Marketing", "Business health"], shown.Select(one => one.Name));
        Assert.All(shown, one => Assert.True(one.Filled >= 6, $"{one.Name} has {one.Filled} tiles with data."));
        Assert.All(shown, one => Assert.Equal(0, one.Problems));
        Assert.All(Goals(goals), goal => Assert.NotEqual("no_data", goal.GetProperty("status").GetString()));
        Assert.True(Goals(goals).Count >= 3);
        Assert.DoesNotContain("no figure", demo.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("\"level\":\"Error\"", demo.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_holds_something_else_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["letter.txt"], "mine");

        await using var demo = Start(folder);

        Assert.Equal(1, await demo.EndAsync());
        Assert.Contains("--data", demo.Said, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(folder["letter.txt"]));
    }

    /// <summary>What somebody sees on each dashboard: tiles with a figure, and tiles that cannot be shown.</summary>
    private static async Task<List<(string Name, int Filled, int Problems)>> ShownAsync(HttpClient http)
    {
        var listed = await http.GetFromJsonAsync<JsonElement>("api/v1/dashboards");
        var dashboards = listed.ValueKind == JsonValueKind.Array ? listed : listed.GetProperty("items");
        var shown = new List<(string, int, int)>();
        foreach (var one in dashboards.EnumerateArray())
        {
            var data = await http.GetFromJsonAsync<JsonElement>($"api/v1/dashboards/{one.GetProperty("id")}/data");
            var tiles = data.GetProperty("tiles").EnumerateArray().ToList();
            shown.Add(
                (
                    one.GetProperty("name").GetString()!,
                    tiles.Count(tile =>
                        tile.GetProperty("series") is { ValueKind: JsonValueKind.Object } series
                        && series
                            .GetProperty("points")
                            .EnumerateArray()
                            .Any(point => point.GetProperty("value").ValueKind == JsonValueKind.Number)
                    ),
                    tiles.Count(tile => tile.GetProperty("problem").ValueKind == JsonValueKind.Object)
                )
            );
        }
        return shown;
    }

    private static List<JsonElement> Goals(JsonElement listed) =>
        [.. (listed.ValueKind == JsonValueKind.Array ? listed : listed.GetProperty("items")).EnumerateArray()];

    private static async Task<List<JsonElement>> ItemsAsync(HttpClient http, string path)
    {
        var page = await http.GetFromJsonAsync<JsonElement>($"api/v1/{path}");
        return [.. page.GetProperty("items").EnumerateArray()];
    }

    private static HostProcess Start(TemporaryFolder folder) =>
        HostProcess.Start(
            ["demo", "--urls", "http://127.0.0.1:0", "--data", folder.Path],
            (RepositoryProgram.ConfigurationVariable, Build)
        );

    [GeneratedRegex(
        "Bearer (?<key>[^']+)' '(?<url>http://[^/]+/)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Ask();

    [GeneratedRegex("[0-9,]+\\.[0-9]{2} USD$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Amount();
}
