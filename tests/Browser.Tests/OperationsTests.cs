using Microsoft.Playwright;
using Nexus.Application.Features.Syncs;
using Nexus.Testing.Http.Pages;
using Npgsql;

namespace Nexus.Browser.Tests;

/// <summary>Health, runs and the audit trail, with a month of runs behind them.</summary>
public sealed class OperationsTests(BrowserFixture browser) : IClassFixture<BrowserFixture>, IAsyncLifetime
{
    private static readonly SemaphoreSlim Seeding = new(1);
    private static IReadOnlyDictionary<string, SeededSource>? s_sources;

    private static IReadOnlyDictionary<string, SeededSource> Sources => s_sources!;

    public async Task InitializeAsync()
    {
        await Seeding.WaitAsync();
        s_sources ??= await SeededSources.AddAsync(browser.Nexus);
        Seeding.Release();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [BoundedTheory, MemberData(nameof(HeldPages.Operations), MemberType = typeof(HeldPages))]
    public async Task A_page_holds_what_every_page_is_held_to(string name, string path)
    {
        var running = Sources["Editorial calendar"].NewestRun;
        if (path.Contains("{running}", StringComparison.Ordinal))
            await SetAsync(running, "status = 'running', finished_at = null, progress = 0.4, records_read = 472");
        var troubled = Sources["Social campaigns"];
        var address = path.Replace("{troubled}", $"{troubled.Id}", StringComparison.Ordinal)
            .Replace("{rejecting}", $"{troubled.NewestRun}", StringComparison.Ordinal)
            .Replace("{ended}", $"{Sources["Website traffic"].Id}", StringComparison.Ordinal)
            .Replace("{running}", $"{running}", StringComparison.Ordinal)
            .Replace("{reject}", $"{await RejectAsync(troubled)}", StringComparison.Ordinal);

        await PageAudit.HoldAsync(browser, name, address);
    }

    [BoundedFact]
    public async Task A_run_that_is_under_way_is_shown_as_it_goes_on_and_stays_when_it_has_ended()
    {
        var run = Sources["Shop payments"].NewestRun;
        await SetAsync(run, "status = 'running', finished_at = null, progress = 0.25, records_read = 250");
        await using var window = await browser.VisitAsync(Look.Desk);
        await window.GoAsync($"/runs/{run}");
        var shown = window.Page.Locator("#run");
        await Assertions.Expect(shown.GetByText("250 records").First).ToBeVisibleAsync();

        await SetAsync(run, "progress = 0.75, records_read = 750");
        await Assertions.Expect(shown.GetByText("750 records").First).ToBeVisibleAsync();
        Assert.Equal("75", await shown.Locator("progress").First.GetAttributeAsync("value"));

        await SetAsync(run, "status = 'succeeded', finished_at = now(), progress = null, records_read = 1000");
        await Assertions.Expect(shown.Locator("progress")).ToHaveCountAsync(0);
        await Assertions.Expect(shown.GetByText("1,000").First).ToBeVisibleAsync();
        Assert.Null(await shown.GetAttributeAsync("hx-get"));
        Assert.Empty(window.Complaints);
    }

    [BoundedFact]
    public async Task The_health_page_follows_what_happens_while_it_is_open()
    {
        await using var window = await browser.VisitAsync(Look.Desk, "viewer");
        await window.GoAsync("/status");
        var shop = window.Page.GetByRole(AriaRole.Region, new() { Name = "Shop payments" });
        await Assertions.Expect(shop).ToBeVisibleAsync();

        await ChangeAsync(
            "update nexus.connection set status = 'needs_attention', status_message = 'The account was closed.' "
                + $"where public_id = '{Sources["Editorial calendar"].Id}'"
        );

        await Assertions
            .Expect(window.Page.GetByText("The account was closed."))
            .ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(window.Complaints);
    }

    [BoundedFact]
    public async Task The_history_is_exported_as_a_file()
    {
        await using var window = await browser.VisitAsync(Look.Desk);
        await window.GoAsync("/audit?action=workspace.created");

        var download = await window.Page.RunAndWaitForDownloadAsync(() =>
            window.Page.GetByRole(AriaRole.Link, new() { Name = "Export as CSV" }).ClickAsync()
        );

        Assert.EndsWith(".csv", download.SuggestedFilename, StringComparison.Ordinal);
    }

    private async Task<long> RejectAsync(SeededSource seeded) =>
        (
            await browser.Nexus.SendAsync(
                new ListConnectionRejects.Query(seeded.Id, Cursor: null, Limit: 1, WithRecords: false)
            )
        )[0].Id;

    private Task SetAsync(Guid run, string columns) =>
        ChangeAsync($"update nexus.sync_run set {columns} where run_id = '{run}'");

    private async Task ChangeAsync(string statement)
    {
        await using var source = NpgsqlDataSource.Create(browser.Nexus.Database.Administrator);
        await using var change = source.CreateCommand(statement);
        await change.ExecuteNonQueryAsync();
    }
}
