using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Nexus.Browser.Tests;

/// <summary>Goes through a page by the key Tab alone.</summary>
internal static class KeyboardWalk
{
    /// <summary>More than any page has to pass.</summary>
    private const int MostPresses = 150;

    /// <summary>Presses Tab until what the selector names has the focus.</summary>
    public static async Task ReachAsync(IPage page, string selector)
    {
        for (var pressed = 0; pressed < MostPresses; pressed++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("(selector) => document.activeElement.matches(selector)", selector))
                return;
        }
        Assert.Fail($"The keyboard does not reach {selector}.");
    }

    /// <summary>Chooses a file by the space bar, which a browser that is busy does not always hear the first time.</summary>
    public static async Task ChooseAsync(IPage page, FilePayload file)
    {
        var chosen = false;
        for (var pressed = 0; !chosen && pressed < 3; pressed++)
        {
            await page.Locator("body").EvaluateAsync("() => document.activeElement.blur()");
            await ReachAsync(page, "input[type=file]");
            try
            {
                var chooser = await page.RunAndWaitForFileChooserAsync(
                    () => page.Keyboard.PressAsync("Space"),
                    new() { Timeout = 10_000 }
                );
                await chooser.SetFilesAsync(file);
                chosen = true;
            }
            catch (TimeoutException) { }
        }
        Assert.True(chosen, "The space bar does not open the choice of a file.");
    }

    /// <summary>Presses Tab until what has the focus is called so.</summary>
    /// <param name="name">A regular expression.</param>
    public static async Task ReachNamedAsync(IPage page, string name)
    {
        for (var pressed = 0; pressed < MostPresses; pressed++)
        {
            await page.Keyboard.PressAsync("Tab");
            var focused = await page.EvaluateAsync<string>(
                """
                () => {
                    const one = document.activeElement;
                    const label = one.labels?.[0]?.textContent ?? one.getAttribute("aria-label") ?? one.textContent ?? "";
                    return label.trim();
                }
                """
            );
            if (Regex.IsMatch(focused, name, RegexOptions.None, TimeSpan.FromSeconds(1)))
                return;
        }
        Assert.Fail($"Nothing called '{name}' gets the focus.");
    }
}
