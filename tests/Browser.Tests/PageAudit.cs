using System.Text.Json;
using Nexus.Testing;

namespace Nexus.Browser.Tests;

/// <summary>
/// What every page is held to: axe finds nothing, nothing widens the page, scripts and policies complain of nothing, and it
/// can be read without scripts. Takes a picture of each look into artifacts/screenshots.
/// </summary>
internal static class PageAudit
{
    private static readonly Lazy<string> Axe = new(() =>
        File.ReadAllText(Path.Combine(Repository.Root, "src", "Host", "node_modules", "axe-core", "axe.min.js"))
    );

    /// <param name="name">Of the pictures.</param>
    /// <param name="path">Address of the page.</param>
    public static Task HoldAsync(BrowserFixture browser, string name, string path, string role = "owner") =>
        HoldAsync(look => browser.OpenAsync(look, role), name, path);

    /// <param name="open">Opens a window of that look.</param>
    /// <inheritdoc cref="HoldAsync(BrowserFixture, string, string, string)" />
    public static async Task HoldAsync(Func<Look, Task<Window>> open, string name, string path)
    {
        var faults = new List<string>();
        foreach (var look in Look.All)
        {
            await using var window = await open(look);
            await window.GoAsync(path);
            faults.AddRange((await FaultsAsync(window)).Select(fault => $"{look.Theme} {look.Width}: {fault}"));
            await PictureAsync(window, $"{name}-{look.Theme}-{look.Width}");
        }
        faults.AddRange(await WithoutScriptsAsync(open, path));
        Assert.True(faults.Count == 0, $"{path}\n{string.Join('\n', faults)}");
    }

    /// <summary>What is wrong with the page that a window shows.</summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(Window window) =>
        [.. await AxeAsync(window), .. await OverflowAsync(window), .. window.Complaints];

    public static async Task PictureAsync(Window window, string name)
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "screenshots");
        Directory.CreateDirectory(folder);
        await window.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    }

    private static async Task<IEnumerable<string>> AxeAsync(Window window)
    {
        await window.Page.EvaluateAsync(Axe.Value);
        var found = await window.Page.EvaluateAsync<JsonElement>(
            """
            () => axe.run(document, { resultTypes: ["violations"] }).then((result) => result.violations.flatMap((violation) =>
                violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")} (${node.failureSummary})`)))
            """
        );
        return found.EnumerateArray().Select(fault => "axe " + fault.GetString()).ToList();
    }

    private static async Task<IEnumerable<string>> OverflowAsync(Window window)
    {
        var (wide, room) = (
            await window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"),
            await window.Page.EvaluateAsync<int>("() => document.documentElement.clientWidth")
        );
        if (wide <= room)
            return [];
        var culprits = await window.Page.EvaluateAsync<string>(
            """
            () => [...document.querySelectorAll("body *")].filter((one) => !one.closest(".tbl, .seg, .tabs")
                && one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
                .slice(0, 5).map((one) => one.tagName + "." + one.className).join(", ")
            """
        );
        return [$"the page is {wide} wide in {room}: {culprits}"];
    }

    private static async Task<IEnumerable<string>> WithoutScriptsAsync(Func<Look, Task<Window>> open, string path)
    {
        await using var window = await open(Look.Desk with { Scripts = false });
        await window.Page.GotoAsync(path);
        var heading = await window.Page.Locator("h1").AllInnerTextsAsync();
        var text = await window.Page.Locator("main").InnerTextAsync();
        if (heading.Count != 1 || heading[0].Length == 0)
            return ["without scripts: the page has no h1, or more than one"];
        return text.Length > heading[0].Length + 10 ? [] : ["without scripts: there is nothing to read"];
    }
}
