using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nexus.Testing.Http;
using Xunit.Abstractions;

namespace Nexus.Browser.Tests;

/// <summary>From the one-time link of a new Nexus to dashboards that show a number of a file and those of a source.</summary>
public sealed class FirstRunTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly SourcesBrowser _sources = new();

    public Task InitializeAsync() => _sources.InitializeAsync();

    public Task DisposeAsync() => _sources.DisposeAsync();

    [BoundedFact]
    public async Task At_a_desk_by_keyboard_alone()
    {
        await using var window = await _sources.Browser.OpenAsStrangerAsync(Look.Desk);

        await WalkAsync(window, new Keys(window.Page));
    }

    [BoundedFact]
    public async Task On_a_phone_by_touch()
    {
        await using var window = await _sources.Browser.OpenAsStrangerAsync(Look.Phone);

        await WalkAsync(window, new Fingers(window.Page));
    }

    private async Task WalkAsync(Window window, IHand hand)
    {
        var page = window.Page;
        await window.GoAsync(await _sources.Sources.Nexus.Node.SignInLinkAsync());
        var begun = TimeProvider.System.GetTimestamp();

        await hand.FillAsync("Your name", "Anna Example");
        await hand.FillAsync("E-mail", "anna@example.com");
        await hand.FillAsync("Password", SignedInPeople.Password);
        await hand.PressAsync("Set up my account");
        await HeadingAsync(page, "Welcome to Nexus");
        Told(begun, "signed in");

        await hand.PressAsync("Import a CSV");
        await HeadingAsync(page, "Uploads");
        await hand.FileAsync("parcels.csv", Parcels());
        await hand.PressAsync("Upload");
        await HeadingAsync(page, "Say what the columns hold");
        await hand.AnswerAsync("[name='c1.decimal']", ".");
        await hand.PressAsync("Save and continue");
        await HeadingAsync(page, "Choose where the values go");
        await hand.PressAsync("Check the file");
        await HeadingAsync(page, "Check before you import");
        await hand.PressAsync("Import 2 values");
        await HeadingAsync(page, "parcels.csv");
        await hand.PressAsync("Go to the dashboards");
        await HeadingAsync(page, "Dashboards");
        await hand.PressAsync("New dashboard");
        await HeadingAsync(page, "New dashboard");
        await hand.FillAsync("Name", "Shipping");
        await hand.PressAsync("Create");
        await HeadingAsync(page, "Shipping");
        await hand.PressAsync("Add a tile");
        await HeadingAsync(page, "Add a tile");
        await hand.SelectAsync("[name='metric']", "Parcels sent");
        await hand.PressAsync("Add tile");
        await Assertions.Expect(page.Locator(".tile .val")).ToHaveTextAsync("3,579");
        Told(begun, "a number of a file on a dashboard");

        await hand.GoAsync("Connections");
        await HeadingAsync(page, "Connections");
        await hand.PressAsync("Add a source");
        await HeadingAsync(page, "Connect a source");
        await hand.PressAsync("Connect Stripe");
        await HeadingAsync(page, "Connect Stripe");
        await hand.FillAsync("API key", _sources.Sources.NewStripeAccount().CreateRestrictedKey().Value);
        await hand.PressAsync("Continue");
        await page.WaitForURLAsync("**/configure");
        await hand.PressAsync("Continue");
        var connect = page.GetByRole(AriaRole.Button, new() { Name = "Connect and start the first sync" });
        await connect.WaitForAsync();
        await hand.PressAsync("Connect and start the first sync");
        await page.GetByRole(AriaRole.Link, new() { Name = "See the dashboards" })
            .WaitForAsync(new() { Timeout = 60_000 });
        await hand.PressAsync("See the dashboards");
        await HeadingAsync(page, "Dashboards");
        await hand.PressAsync("Use this template: Revenue");
        await HeadingAsync(page, "Revenue");
        await Assertions.Expect(page.Locator(".tile .val").First).ToBeVisibleAsync();
        Told(begun, "numbers of a source on a dashboard");
        Assert.Empty(window.Complaints);
    }

    /// <summary>Days of this month or the one before, and numbers that can be read in two ways.</summary>
    private static string Parcels()
    {
        var today = TimeProvider.System.GetUtcNow();
        var day = (int days) => today.AddDays(-days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"day,parcels sent\n{day(3)},\"1,234\"\n{day(2)},\"2,345\"\n";
    }

    private void Told(long begun, string what) =>
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{TimeProvider.System.GetElapsedTime(begun).TotalSeconds:0.0} s: {what}"
            )
        );

    /// <summary>Waits for a page, and until it has moved the focus to its heading, as it does once it is there.</summary>
    private static async Task HeadingAsync(IPage page, string heading)
    {
        await page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = heading }).WaitForAsync();
        await page.WaitForFunctionAsync("() => !document.querySelector('#page[aria-busy]')");
    }

    /// <summary>How somebody uses a page.</summary>
    private interface IHand
    {
        /// <summary>A link or a button.</summary>
        Task PressAsync(string name);

        Task FillAsync(string label, string text);

        Task FileAsync(string name, string text);

        /// <summary>Chooses among the answers to a question.</summary>
        Task AnswerAsync(string selector, string value);

        /// <summary>Chooses from a list by what its entry says.</summary>
        Task SelectAsync(string selector, string text);

        /// <summary>A link of the navigation.</summary>
        Task GoAsync(string name);
    }

    private static FilePayload Payload(string name, string text) =>
        new()
        {
            Name = name,
            MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes(text),
        };

    private sealed class Keys(IPage page) : IHand
    {
        public async Task PressAsync(string name)
        {
            await KeyboardWalk.ReachNamedAsync(page, $"^{name}$");
            await page.Keyboard.PressAsync("Enter");
        }

        public async Task FillAsync(string label, string text)
        {
            await KeyboardWalk.ReachNamedAsync(page, $"^{label}");
            await page.Keyboard.TypeAsync(text);
        }

        public Task FileAsync(string name, string text) => KeyboardWalk.ChooseAsync(page, Payload(name, text));

        public async Task AnswerAsync(string selector, string value)
        {
            await KeyboardWalk.ReachAsync(page, $"input{selector}");
            await page.Keyboard.PressAsync("Space");
            if (!await page.Locator($"{selector}[value='{value}']").IsCheckedAsync())
                await page.Keyboard.PressAsync("ArrowDown");
            Assert.True(await page.Locator($"{selector}[value='{value}']").IsCheckedAsync());
        }

        public async Task SelectAsync(string selector, string text)
        {
            await KeyboardWalk.ReachAsync(page, selector);
            await page.Keyboard.TypeAsync(text);
        }

        public Task GoAsync(string name) => PressAsync(name);
    }

    private sealed class Fingers(IPage page) : IHand
    {
        public Task PressAsync(string name) =>
            page.Locator("main a, main button")
                .Filter(
                    new() { HasTextRegex = new Regex($"^\\s*{name}\\s*$", RegexOptions.None, TimeSpan.FromSeconds(1)) }
                )
                .Or(page.Locator($"main [aria-label='{name}']"))
                .First.TapAsync();

        public Task FillAsync(string label, string text) =>
            page.Locator("main").GetByLabel(label).First.FillAsync(text);

        public Task FileAsync(string name, string text) =>
            page.Locator("input[type=file]").SetInputFilesAsync(Payload(name, text));

        public Task AnswerAsync(string selector, string value) =>
            page.Locator($"{selector}[value='{value}']").TapAsync();

        public Task SelectAsync(string selector, string text) =>
            page.Locator(selector).SelectOptionAsync(new SelectOptionValue { Label = text });

        public async Task GoAsync(string name)
        {
            await page.Locator(".drawer > summary").TapAsync();
            await page.Locator("#nav-drawer").GetByRole(AriaRole.Link, new() { Name = name }).TapAsync();
        }
    }
}
