using System.Text.Json;

namespace Nexus.Browser.Tests;

/// <summary>What a page is without scripts: its parts are there to be read, and it can be left and used.</summary>
internal static class Bareness
{
    /// <summary>Links that are tried of each page.</summary>
    private const int Tried = 3;

    /// <summary>What an element says itself, without what goes on in it, such as an age.</summary>
    private const string Own = """
        const own = (one) => [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent).join("").trim()
            || (one.querySelector("a")?.textContent ?? one.textContent).trim();
        """;

    /// <summary>Names of the parts of a page that can be seen.</summary>
    public static async Task<IReadOnlyList<string>> HeadingsAsync(Window window) =>
        await window.Page.EvaluateAsync<string[]>(
            $$"""
            () => {
                {{Own}}
                return [...document.querySelectorAll("main h2, main h3")].filter((one) => one.checkVisibility()).map(own);
            }
            """
        );

    /// <param name="headings">Names of the parts that the page has with scripts.</param>
    /// <returns>What is wrong with the page that a window without scripts shows.</returns>
    public static async Task<IReadOnlyList<string>> FaultsAsync(Window window, IReadOnlyList<string> headings)
    {
        var page = await window.Page.EvaluateAsync<JsonElement>(
            $$"""
            () => {
                {{Own}}
                const main = document.querySelector("main") ?? document.body;
                const ways = [...document.querySelectorAll("a[href]")].filter((one) => one.origin === location.origin && !one.closest(".skip, .sr"));
                const links = ways.filter((one) => main.contains(one) && !/\/consent|export|\/rejects$|\/share\//.test(one.href) && !one.hasAttribute("download"));
                return {
                    h1: [...document.querySelectorAll("h1")].map((one) => one.textContent.trim()),
                    text: main.innerText.trim().length,
                    parts: [...main.querySelectorAll("h2, h3")].filter((one) => one.checkVisibility()).map(own),
                    links: [...new Set(links.map((one) => one.href.split("#")[0]))],
                    ways: ways.length + document.querySelectorAll("form").length,
                    mute: [...main.querySelectorAll("form:not([hidden])")]
                        .filter((form) => !form.querySelector("button:not([type=button]), input[type=submit]")).map((form) => form.action),
                    waiting: [...document.querySelectorAll("[aria-busy=true]")].filter((one) => one.checkVisibility()).map((one) => one.id || one.className),
                };
            }
            """
        );
        var h1 = Texts(page, "h1");
        var faults = new List<string>(await PageAudit.OverflowAsync(window));
        if (h1 is not [{ Length: > 0 } title])
            return [.. faults, "the page has no h1, or more than one"];
        if (page.GetProperty("text").GetInt32() <= title.Length + 10)
            faults.Add("there is nothing to read");
        if (page.GetProperty("ways").GetInt32() == 0 && !IsEnd(title))
            faults.Add("there is no link and no form");
        faults.AddRange(
            headings.Except(Texts(page, "parts"), StringComparer.Ordinal).Select(one => $"'{one}' is missing")
        );
        faults.AddRange(Texts(page, "mute").Select(form => $"nothing sends the form to {form}"));
        faults.AddRange(Texts(page, "waiting").Select(part => $"{part} waits for ever"));
        foreach (var link in Texts(page, "links").Take(Tried))
        {
            var answer = await window.Page.APIRequest.GetAsync(link, new() { MaxRedirects = 0 });
            if (answer.Status >= 400)
                faults.Add($"{link} leads to {answer.Status}");
        }
        return faults;
    }

    /// <summary>Where a share link has ended, a stranger has nowhere to go.</summary>
    private static bool IsEnd(string title) => title == "This link does not open anything";

    private static string[] Texts(JsonElement page, string name) =>
        [.. page.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
}
