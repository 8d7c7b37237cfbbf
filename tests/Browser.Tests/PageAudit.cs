using System.Text.Json;
using Nexus.Testing;

namespace Nexus.Browser.Tests;

/// <summary>
/// What every page is held to: axe finds nothing, nothing widens the page, scripts and policies complain of nothing, and it
/// can be read and left without scripts. Takes a picture of each look into artifacts/screenshots.
/// </summary>
internal static class PageAudit
{
    private static readonly Lazy<string> Axe = new(() =>
        File.ReadAllText(Path.Combine(Repository.Root, "src", "Host", "node_modules", "axe-core", "axe.min.js"))
    );

    private static readonly string[] Every = [];

    /// <summary>What a theme is nothing but; whatever else axe looks at was looked at in the theme before.</summary>
    private static readonly string[] OfColours = ["color-contrast", "link-in-text-block"];

    /// <param name="name">Of the pictures.</param>
    /// <param name="path">Address of the page.</param>
    public static Task HoldAsync(BrowserFixture browser, string name, string path, string role = "owner") =>
        HoldAsync(look => browser.VisitAsync(look, role), name, path);

    /// <param name="open">Opens a window of that look.</param>
    /// <inheritdoc cref="HoldAsync(BrowserFixture, string, string, string)" />
    public static Task HoldAsync(Func<Look, Task<Window>> open, string name, string path) =>
        HoldAsync(
            open,
            name,
            async window =>
            {
                await window.GoAsync(path);
                var arrived = new Uri(window.Page.Url).PathAndQuery;
                Assert.True(arrived == path, $"{name}: {path} leads on to {arrived}");
            }
        );

    /// <param name="arrive">Brings a window to the page, with scripts and without.</param>
    /// <inheritdoc cref="HoldAsync(Func{Look, Task{Window}}, string, string)" />
    public static async Task HoldAsync(Func<Look, Task<Window>> open, string name, Func<Window, Task> arrive)
    {
        var faults = new List<string>();
        IReadOnlyList<string> headings = [];
        await using (var window = await open(Look.Desk))
        {
            foreach (var look in new[] { Look.Desk, Look.Phone })
            {
                await window.TurnAsync(look);
                await arrive(window);
                if (look == Look.Desk)
                    headings = await Bareness.HeadingsAsync(window);
                faults.AddRange(await SeenInBothThemesAsync(window, name));
            }
            faults.AddRange(window.Complaints);
        }
        await using var bare = await open(Look.Desk with { Scripts = false });
        await arrive(bare);
        faults.AddRange((await Bareness.FaultsAsync(bare, headings)).Select(fault => $"without scripts: {fault}"));
        await bare.TurnAsync(Look.Phone);
        faults.AddRange((await OverflowAsync(bare)).Select(fault => $"without scripts: {fault}"));
        Assert.True(faults.Count == 0, $"{name}\n{string.Join('\n', faults)}");
    }

    /// <summary>What is wrong with a page in light and in dark; leaves a picture of each.</summary>
    public static async Task<IReadOnlyList<string>> SeenInBothThemesAsync(Window window, string name)
    {
        var faults = new List<string>();
        foreach (var (theme, rules) in new[] { ("light", Every), ("dark", OfColours) })
        {
            await window.DressAsync(theme);
            var seen = (IEnumerable<string>)[.. await AxeAsync(window, rules), .. await OverflowAsync(window)];
            faults.AddRange(seen.Select(fault => $"{theme} {window.Look.Width}: {fault}"));
            await PictureAsync(window, $"{name}-{theme}-{window.Look.Width}");
        }
        return faults;
    }

    /// <summary>What is wrong with the page that a window shows.</summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(Window window) =>
        [.. await SeenAsync(window), .. window.Complaints];

    public static async Task PictureAsync(Window window, string name)
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "screenshots");
        Directory.CreateDirectory(folder);
        await window.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    }

    /// <summary>What makes the page wider than its window.</summary>
    public static async Task<IReadOnlyList<string>> OverflowAsync(Window window)
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

    private static async Task<IReadOnlyList<string>> SeenAsync(Window window) =>
        [.. await AxeAsync(window, Every), .. await OverflowAsync(window)];

    /// <param name="rules">Names of axe's; none for all of them.</param>
    private static async Task<IEnumerable<string>> AxeAsync(Window window, string[] rules)
    {
        if (!await window.Page.EvaluateAsync<bool>("() => 'axe' in window"))
            await window.Page.EvaluateAsync(Axe.Value);
        var found = await window.Page.EvaluateAsync<JsonElement>(
            """
            (rules) => axe.run(document, { resultTypes: ["violations"], ...(rules.length ? { runOnly: rules } : {}) })
                .then((result) => result.violations.flatMap((violation) =>
                    violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")} (${node.failureSummary})`)))
            """,
            rules
        );
        return found.EnumerateArray().Select(fault => "axe " + fault.GetString()).ToList();
    }
}
