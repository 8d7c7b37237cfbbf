using System.Text;
using Microsoft.Playwright;
using Npgsql;

namespace Nexus.Browser.Tests;

public sealed class UploadTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Ambiguous = "day,shop,sales\n03/04/2026,Kiel,\"1,234\"\n05/06/2026,Bonn,\"2,345\"\n";

    [BoundedFact]
    public async Task An_ambiguous_file_is_asked_about_and_becomes_the_first_KPI()
    {
        await using var window = await browser.OpenAsync(Look.Desk, "editor");
        var page = window.Page;
        await window.GoAsync("/uploads");

        await page.GetByLabel("Drop a file").SetInputFilesAsync(File("sales.csv", Ambiguous));
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();
        await HeadingAsync(page, "Say what the columns hold");
        await page.GetByText("The day comes first").ClickAsync();
        await page.GetByText("The comma separates decimals").ClickAsync();
        await page.Locator("[name='c2.metric']").SelectOptionAsync("new");
        await page.Locator("[name='c2.name']").FillAsync("Shop sales");
        await page.Locator("[name='c2.unit']").SelectOptionAsync("number");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and continue" }).ClickAsync();
        await HeadingAsync(page, "Choose where the values go");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the file" }).ClickAsync();
        await HeadingAsync(page, "Check before you import");
        Assert.Contains(
            "3 Apr 2026 to 5 Jun 2026",
            await page.Locator("main").InnerTextAsync(),
            StringComparison.Ordinal
        );
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 2 values" }).ClickAsync();
        await HeadingAsync(page, "sales.csv");

        var kpi = page.GetByRole(AriaRole.Link, new() { Name = "Look at Shop sales" });
        Assert.Equal("/kpis/custom.shop_sales", await kpi.GetAttributeAsync("href"));
        Assert.Contains(
            "3.58",
            await page.GetByRole(AriaRole.Row, new() { Name = "Shop sales" }).InnerTextAsync(),
            StringComparison.Ordinal
        );
        await kpi.ClickAsync();
        await HeadingAsync(page, "Shop sales");
        Assert.Empty(window.Complaints);
    }

    [BoundedFact]
    public async Task A_file_is_imported_with_a_keyboard_alone()
    {
        await using var window = await browser.OpenAsync(Look.Desk, "editor");
        var page = window.Page;
        await window.GoAsync("/uploads");

        await KeyboardWalk.ChooseAsync(page, File("keys.csv", "day,keyed things\n03/04/2026,7\n05/06/2026,8\n"));
        await KeyboardWalk.ReachAsync(page, ".drop button");
        await page.Keyboard.PressAsync("Enter");
        await HeadingAsync(page, "Say what the columns hold");
        await KeyboardWalk.ReachAsync(page, "[name='c0.format']");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Space");
        await KeyboardWalk.ReachAsync(page, "main form .btn.primary");
        await page.Keyboard.PressAsync("Enter");
        await HeadingAsync(page, "Choose where the values go");
        await KeyboardWalk.ReachAsync(page, "main form .btn.primary");
        await page.Keyboard.PressAsync("Enter");
        await HeadingAsync(page, "Check before you import");
        await KeyboardWalk.ReachAsync(page, "main form .btn.primary");
        await page.Keyboard.PressAsync("Enter");
        await HeadingAsync(page, "keys.csv");

        await Assertions
            .Expect(page.Locator("main"))
            .ToContainTextAsync("2 values are among your metrics now", new() { Timeout = 15_000 });
    }

    [BoundedFact]
    public async Task A_file_that_is_dropped_is_sent_at_once()
    {
        await using var window = await browser.OpenAsync(Look.Desk, "editor");
        await window.GoAsync("/uploads");

        await window.Page.EvaluateAsync(
            """
            () => {
                const transfer = new DataTransfer();
                transfer.items.add(new File(["date,dropped\n2026-01-01,1\n"], "dropped.csv", { type: "text/csv" }));
                document.querySelector(".drop").dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
            }
            """
        );

        await HeadingAsync(window.Page, "Say what the columns hold");
        Assert.Empty(window.Complaints);
    }

    [BoundedFact]
    public async Task A_file_that_is_too_large_is_not_even_sent()
    {
        await using var window = await browser.OpenAsync(Look.Phone, "editor");
        var page = window.Page;
        await window.GoAsync("/uploads");
        await page.EvaluateAsync("() => { document.querySelector('.drop').dataset.limit = 10; }");

        await page.GetByLabel("Drop a file").SetInputFilesAsync(File("large.csv", Ambiguous));
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();

        Assert.Contains(
            "large.csv is larger than",
            await page.Locator(".drop").InnerTextAsync(),
            StringComparison.Ordinal
        );
        Assert.True(await page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).IsEnabledAsync());
    }

    [BoundedFact]
    public async Task What_the_server_refuses_is_said_where_the_file_was_chosen()
    {
        await using var window = await browser.OpenAsync(Look.Desk, "editor");
        var page = window.Page;
        await window.GoAsync("/uploads");

        await page.GetByLabel("Drop a file").SetInputFilesAsync(File("empty.csv", "\n"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();
        await page.GetByText("The file is empty.").WaitForAsync();

        Assert.Equal("Uploads", await page.Locator("h1").InnerTextAsync());
    }

    [BoundedFact]
    public async Task Only_what_a_column_is_used_as_is_asked_for()
    {
        await using var window = await browser.OpenAsync(Look.Desk, "editor");
        var page = window.Page;
        await window.GoAsync(await UploadedAsync("columns", "date,shown\n2026-01-01,1\n"));
        Assert.True(await page.Locator("[name='c1.metric']").IsVisibleAsync());
        Assert.False(await page.Locator("[name='c1.dimension']").IsVisibleAsync());

        await page.Locator("[name='c1.use']").SelectOptionAsync("dimension");

        Assert.False(await page.Locator("[name='c1.metric']").IsVisibleAsync());
        Assert.True(await page.Locator("[name='c1.dimension']").IsVisibleAsync());
    }

    [BoundedFact]
    public async Task An_import_that_takes_its_time_is_watched_to_its_end()
    {
        var nexus = browser.Nexus;
        var check = await UploadScene.ReadyAsync(
            nexus,
            "slow.csv",
            "2025-01-05,Kiel,10.00,3\n2025-01-06,Kiel,11.00,4\n"
        );
        await using var window = await browser.OpenAsync(Look.Desk, "editor");
        var page = window.Page;
        await window.GoAsync(check);
        // As if the workspace's time zone were being changed, for which every writer waits.
        await using var held = await nexus.Database.App.OpenConnectionAsync();
        await using var change = await held.BeginTransactionAsync();
        await using var keepOut = new NpgsqlCommand("select pg_advisory_xact_lock($1, 0)", held, change)
        {
            Parameters = { new NpgsqlParameter<int> { TypedValue = nexus.Workspace.Id.Value } },
        };
        await keepOut.ExecuteNonQueryAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Import 4 values" }).ClickAsync();
        await Assertions.Expect(page.Locator("#upload .progress")).ToContainTextAsync("Importing:");
        await PageAudit.PictureAsync(window, "upload-under-way-light-1440");
        await change.RollbackAsync();

        await Assertions
            .Expect(page.GetByRole(AriaRole.Link, new() { Name = "Undo this import" }))
            .ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator("#upload .progress")).ToHaveCountAsync(0);
        Assert.Empty(window.Complaints);
    }

    [BoundedTheory, MemberData(nameof(HeldPages.Uploads), MemberType = typeof(HeldPages))]
    public async Task A_page_of_uploads_holds_what_every_page_is_held_to(string name, string path) =>
        await PageAudit.HoldAsync(browser, name, await UploadScene.AddressAsync(browser.Nexus, path));

    private Task<string> UploadedAsync(string part, string text) =>
        UploadScene.UploadedAsync(browser.Nexus, part, text);

    private static FilePayload File(string name, string text) =>
        new()
        {
            Name = name,
            MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes(text),
        };

    private static Task HeadingAsync(IPage page, string heading) =>
        page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = heading }).WaitForAsync();
}
