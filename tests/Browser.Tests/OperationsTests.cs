using System.Globalization;
using Microsoft.Playwright;
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

    [Fact]
    public Task The_health_page_holds() => PageAudit.HoldAsync(browser, "health", "/status");

    [Fact]
    public Task A_diagnosis_holds() =>
        PageAudit.HoldAsync(browser, "diagnosis", $"/status/{Sources["Social campaigns"].Id}/diagnosis");

    [Fact]
    public Task The_list_of_runs_holds() => PageAudit.HoldAsync(browser, "runs", "/runs");

    [Fact]
    public Task A_run_with_rejected_records_holds() =>
        PageAudit.HoldAsync(browser, "run", $"/runs/{Sources["Social campaigns"].NewestRun}");

    [Fact]
    public Task The_audit_trail_holds() => PageAudit.HoldAsync(browser, "audit", "/audit");

    [Fact]
    public async Task A_run_that_is_under_way_is_shown_as_it_goes_on_and_stays_when_it_has_ended()
    {
        var run = Sources["Shop payments"].NewestRun;
        await SetAsync(run, "status = 'running', finished_at = null, progress = 0.25, records_read = 250");
        await using var window = await browser.OpenAsync(Look.Desk);
        await window.GoAsync($"/runs/{run}");
        var shown = window.Page.Locator("#run");
        await Assertions.Expect(shown.GetByText("250 records")).ToBeVisibleAsync();

        await SetAsync(run, "progress = 0.75, records_read = 750");
        await Assertions.Expect(shown.GetByText("750 records")).ToBeVisibleAsync();
        Assert.Equal("75", await shown.Locator("progress").First.GetAttributeAsync("value"));

        await SetAsync(run, "status = 'succeeded', finished_at = now(), progress = null, records_read = 1000");
        await Assertions.Expect(shown.Locator("progress")).ToHaveCountAsync(0);
        await Assertions.Expect(shown.GetByText("1,000").First).ToBeVisibleAsync();
        Assert.Null(await shown.GetAttributeAsync("hx-get"));
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task The_history_is_exported_as_a_file()
    {
        await using var window = await browser.OpenAsync(Look.Desk);
        await window.GoAsync("/audit?action=workspace.created");

        var download = await window.Page.RunAndWaitForDownloadAsync(() =>
            window.Page.GetByRole(AriaRole.Link, new() { Name = "Export as CSV" }).ClickAsync()
        );

        Assert.EndsWith(".csv", download.SuggestedFilename, StringComparison.Ordinal);
    }

    private async Task SetAsync(Guid run, string columns)
    {
        await using var source = NpgsqlDataSource.Create(browser.Nexus.Database.Administrator);
        await using var set = source.CreateCommand(
            string.Create(CultureInfo.InvariantCulture, $"update nexus.sync_run set {columns} where run_id = '{run}'")
        );
        await set.ExecuteNonQueryAsync();
    }
}
