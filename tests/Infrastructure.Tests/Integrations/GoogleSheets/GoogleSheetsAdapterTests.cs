using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Tests.Integrations.Shared.Google;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Google;

namespace Nexus.Infrastructure.Tests.Integrations.GoogleSheets;

public sealed class GoogleSheetsAdapterTests
{
    private static readonly object Wide = new
    {
        spreadsheet = $"https://docs.google.com/spreadsheets/d/{GoogleScene.SheetId}/edit#gid=7",
        layout = "wide",
        date = new { column = "Date" },
        values = new object[]
        {
            new
            {
                column = "Revenue",
                metric = "finance.revenue",
                currency = "EUR",
            },
            new { column = "Uptime", metric = "operations.service_uptime" },
        },
    };

    [Fact]
    public async Task Connects_with_a_valid_key_and_says_which_sheet_answers()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene.AddSpreadsheet().AddTab("Books", 7);

        var account = await scene.OpenSheets(Wide).ConnectAsync(CancellationToken.None);

        Assert.Equal(
            ($"{GoogleScene.SheetId}:7", "Figures / Books", "Europe/Berlin"),
            (account.Id, account.Name, account.TimeZone)
        );
    }

    [Fact]
    public async Task Syncs_revenue_correctly_and_adds_up_rows_of_one_day()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene
            .AddSpreadsheet()
            .AddTab(
                "Books",
                7,
                ["Date", "Note", "Revenue", "Uptime"],
                [46090, "", 19.99, 0.999],
                ["2026-03-10", "typed", "$1,234.50"],
                [46090, "second of the day", 0.01]
            );

        var read = await ReadAsync(scene, Wide);

        Assert.Equal(20.00m, read.Value("finance.revenue", "2026-03-09"));
        Assert.Equal(1234.50m, read.Value("finance.revenue", "2026-03-10"));
        Assert.Equal(99.9m, read.Value("operations.service_uptime", "2026-03-09"));
        Assert.Equal(2, scene.Simulator.Requests.All.Count);
    }

    [Fact]
    public async Task Handles_rate_limiting_by_parking_and_never_as_an_empty_sheet()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene.AddSpreadsheet().AddTab("Books", 7, ["Date", "Revenue"], [46090, 1]);
        scene.Simulator.Faults.Always(
            "/v4/*",
            GoogleErrors.Exhausted("Quota exceeded for quota metric 'Read requests'")
        );

        var fault = await Assert.ThrowsAsync<IntegrationException>(() => ReadAsync(scene, Wide));

        Assert.Equal(IntegrationFault.RateLimited, fault.Fault);
        Assert.True(fault.RetryAt > GoogleScene.Start);
    }

    [Fact]
    public async Task Transforms_to_the_kpi_format_with_dimensions_and_grain()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene
            .AddSpreadsheet()
            .AddTab(
                "Books",
                7,
                ["Month", "Team", "KPI", "Figure"],
                [46067, "North", "Sales", 10],
                [46090, "North", "sales", 5],
                [46090, "South", "Heads", 3]
            );

        var read = await ReadAsync(
            scene,
            new
            {
                spreadsheet = GoogleScene.SheetId,
                sheetId = 7,
                layout = "long",
                date = new { column = "month", grain = "month" },
                metricColumn = "KPI",
                valueColumn = "Figure",
                dimensions = new[] { new { column = "Team", name = "team" } },
                values = new object[]
                {
                    new
                    {
                        label = "Sales",
                        metric = "finance.revenue",
                        currency = "usd",
                    },
                    new
                    {
                        label = "Heads",
                        metric = "custom.heads",
                        unit = "count",
                        aggregation = "last",
                        direction = "none",
                    },
                },
            }
        );

        var sales = read.Find("finance.revenue", "2026-03-01", "North")!;
        Assert.Equal((5m, Granularity.Month, "USD"), (sales.Value, sales.Series.Granularity, sales.Series.Currency));
        Assert.Equal(10m, read.Value("finance.revenue", "2026-02-01", "North"));
        Assert.Equal(3m, read.Value("custom.heads", "2026-03-01", "South"));
    }

    [Fact]
    public async Task Enforces_workspace_isolation_where_another_tenant_pastes_the_address()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene.AddSpreadsheet().AddTab("Books", 7, ["Date", "Revenue"], [46090, 1]);

        var fault = await Assert.ThrowsAsync<IntegrationException>(() =>
            scene.OpenSheets(Wide, user: "user-2").ConnectAsync(CancellationToken.None)
        );

        Assert.Equal(IntegrationFault.NoAccess, fault.Fault);
    }

    [Fact]
    public async Task An_error_in_one_cell_is_told_by_its_address_and_leaves_the_others_alone()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene
            .AddSpreadsheet()
            .AddTab(
                "Books",
                7,
                ["Date", "Revenue", "Uptime"],
                [46090, "#DIV/0!", 0.5],
                [46091, 3, "Loading..."],
                ["soon", 4],
                [46092, "N/A", true]
            );

        var read = await ReadAsync(scene, Wide);

        Assert.Equal(
            ["Books!A4", "Books!B2", "Books!C3", "Books!C5"],
            read.Rejects.Select(reject => reject.Field).Order(StringComparer.Ordinal)
        );
        Assert.Equal(50m, read.Value("operations.service_uptime", "2026-03-09"));
        Assert.Equal(3m, read.Value("finance.revenue", "2026-03-10"));
    }

    [Fact]
    public async Task Columns_are_found_by_their_texts_wherever_they_have_moved()
    {
        await using var scene = await GoogleScene.StartAsync();
        var tab = scene.AddSpreadsheet().AddTab("Renamed 'tab'", 7, ["Uptime", " revenue ", "DATE"], [1, 7, 46090]);
        tab.HiddenRows.Add(2);
        tab.Rows.Add([1, 8, 46091]);

        var all = await ReadAsync(scene, Wide);
        var shown = await ReadAsync(scene, With(Wide, "skip"));

        Assert.Equal(7m, all.Value("finance.revenue", "2026-03-09"));
        Assert.Equal(8m, all.Value("finance.revenue", "2026-03-10"));
        Assert.Null(shown.Value("finance.revenue", "2026-03-10"));
    }

    [Fact]
    public async Task Two_columns_of_one_name_are_refused_and_a_column_that_is_gone_is_told()
    {
        await using var scene = await GoogleScene.StartAsync();
        var tab = scene.AddSpreadsheet().AddTab("Books", 7, ["Date", "Revenue"], [46090, 7]);

        var gone = await ReadAsync(scene, Wide);
        tab.Rows[0] = ["Date", "Revenue", "Revenue"];
        var fault = await Assert.ThrowsAsync<IntegrationException>(() => ReadAsync(scene, Wide));

        Assert.Contains("Uptime", gone.Pages.Single().Notice, StringComparison.Ordinal);
        Assert.Equal(7m, gone.Value("finance.revenue", "2026-03-09"));
        Assert.Equal(IntegrationFault.Misconfigured, fault.Fault);
    }

    [Fact]
    public async Task A_merged_date_holds_for_all_of_its_rows()
    {
        await using var scene = await GoogleScene.StartAsync();
        var tab = scene.AddSpreadsheet().AddTab("Books", 7, ["Date", "Revenue", "Uptime"], [46090, 7, 1], [null, 8, 1]);
        tab.Merges.Add((1, 3, 0, 1));

        var read = await ReadAsync(scene, Wide);

        Assert.Equal(15m, read.Value("finance.revenue", "2026-03-09"));
    }

    [Fact]
    public async Task Texts_are_read_as_the_locale_of_the_sheet_writes_them()
    {
        await using var scene = await GoogleScene.StartAsync();
        var file = scene.AddSpreadsheet();
        file.Locale = "de_DE";
        file.AddTab(
            "Books",
            7,
            ["Date", "Revenue", "Uptime"],
            ["09.03.2026", "1.234,56 €", "99,5%"],
            ["10.03.2026", "(5,00)", 1]
        );

        var read = await ReadAsync(scene, Wide);

        Assert.Equal(1234.56m, read.Value("finance.revenue", "2026-03-09"));
        Assert.Equal(-5m, read.Value("finance.revenue", "2026-03-10"));
        Assert.Equal(99.5m, read.Value("operations.service_uptime", "2026-03-09"));
    }

    [Fact]
    public async Task An_empty_sheet_is_no_fault_and_takes_nothing_away()
    {
        await using var scene = await GoogleScene.StartAsync();
        var tab = scene.AddSpreadsheet().AddTab("Books", 7);

        var empty = await ReadAsync(scene, With(Wide, "include", "delete"));
        tab.Rows =
        [
            ["Date", "Revenue", "Uptime"],
        ];
        var header = await ReadAsync(scene, With(Wide, "include", "delete"));
        tab.Rows.Add([46090, 7, 1]);
        var full = await ReadAsync(scene, With(Wide, "include", "delete"));

        Assert.All([empty, header], read => Assert.True(read.Pages.Single() is { Records.Count: 0, Restates: null }));
        Assert.NotNull(full.Pages.Single().Restates);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(200)]
    public async Task An_answer_that_is_no_range_is_never_an_empty_sheet(int status)
    {
        await using var scene = await GoogleScene.StartAsync();
        scene.AddSpreadsheet().AddTab("Books", 7, ["Date", "Revenue"], [46090, 7]);
        scene.Simulator.Faults.Always($"/v4/spreadsheets/{GoogleScene.SheetId}/values/*", Fault.Status(status, "{}"));

        await Assert.ThrowsAsync<IntegrationException>(() => ReadAsync(scene, Wide));
    }

    [Fact]
    public async Task Single_cells_are_values_of_the_day_on_which_they_are_read()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene.AddSpreadsheet().AddTab("Books", 7, ["Cash", 1500.25]);

        var read = await ReadAsync(
            scene,
            new
            {
                spreadsheet = GoogleScene.SheetId,
                layout = "single",
                values = new[]
                {
                    new
                    {
                        cell = "$B$1",
                        metric = "finance.cash_balance",
                        currency = "EUR",
                    },
                },
            }
        );

        Assert.Equal(1500.25m, read.Value("finance.cash_balance", "2026-03-10"));
    }

    [Fact]
    public async Task A_sheet_that_is_gone_and_one_without_cells_are_told_apart_from_an_empty_one()
    {
        await using var scene = await GoogleScene.StartAsync();
        var file = scene.AddSpreadsheet();
        file.AddTab("From a warehouse", 7).Type = "DATA_SOURCE";

        var fault = await Assert.ThrowsAsync<IntegrationException>(() => ReadAsync(scene, Wide));

        Assert.Equal(IntegrationFault.Misconfigured, fault.Fault);
    }

    private static Task<StreamRead> ReadAsync(GoogleScene scene, object settings) =>
        GoogleScene.ReadAsync(scene.OpenSheets(settings), "cells");

    private static System.Text.Json.Nodes.JsonObject With(object settings, string hidden, string removed = "keep")
    {
        var changed = System.Text.Json.JsonSerializer.SerializeToNode(settings)!.AsObject();
        changed["hidden"] = hidden;
        changed["removed"] = removed;
        return changed;
    }
}
