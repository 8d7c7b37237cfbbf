using System.Text.Json;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Rates;
using Nexus.Application.Features.Workspaces;
using Nexus.Application.Integrations;
using Nexus.Testing.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

/// <summary>Which days are computed from records, when, and what becomes of what was there.</summary>
public sealed class ProjectionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly FakeProjection _projection = new();

    [Fact]
    public async Task Days_that_are_marked_while_they_are_computed_are_computed_again()
    {
        await using var scene = await OpenAsync();
        var marked = false;
        _projection.During = async _ =>
        {
            if (!marked)
                await scene.ChangeAsync("update nexus.projection_dirty set first_day = '2026-02-01'");
            marked = true;
        };

        await scene.SyncAsync();

        // A first sync computes everything once more at its end.
        Assert.Equal([new(1970, 1, 1), new DateOnly(2026, 2, 1)], _projection.Asked.Select(asked => asked.Days.First));
        Assert.Empty(await scene.RowsAsync("select 1 from nexus.projection_dirty"));
    }

    [Fact]
    public async Task What_a_run_stored_before_it_failed_is_computed()
    {
        await using var scene = await OpenAsync();
        scene.Provider.Fails = call =>
            call == "page charges 2"
                ? new IntegrationException(IntegrationFault.NeedsReauthorisation, "Revoked.")
                : null;

        await scene.SyncAsync();

        Assert.Equal(2, (await scene.PointsAsync("web.page_views")).Count);
    }

    [Fact]
    public async Task Levels_go_on_after_midnight_although_nothing_happens()
    {
        await using var scene = await OpenAsync();
        await scene.SyncAsync();
        _projection.Asked.Clear();
        await scene.ChangeAsync(
            "update nexus.sync_run set started_at = started_at - interval '2 d'; delete from nexus.kpi_point where ts >= now() - interval '30 h'"
        );
        await scene.ChangeAsync("update nexus.sync_schedule set next_due = now(), lane = 1");

        await scene.SyncAsync();

        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var asked = Assert.Single(_projection.Asked);
        Assert.Equal(new DateRange(today.AddDays(-2), today), asked.Days);
        Assert.Equal($"{today:yyyy-MM-dd} 6", (await scene.PointsAsync("finance.cash_balance"))[^1]);
    }

    [Fact]
    public async Task Changed_rates_compute_everything_anew()
    {
        await using var scene = await OpenAsync("USD");
        await scene.SyncAsync();
        Assert.Empty(await scene.PointsAsync("finance.cash_balance"));

        await scene.Node.Nexus.SendAsync(
            scene.Workspace,
            new PutExchangeRates.Command([new("EUR", new DateOnly(2026, 1, 1), 2m)])
        );
        await scene.SyncAsync();

        Assert.Equal("2026-03-01 2", (await scene.PointsAsync("finance.cash_balance"))[0]);
    }

    [Fact]
    public async Task Another_zone_computes_everything_anew_in_its_days()
    {
        await using var scene = await OpenAsync();
        await scene.SyncAsync();

        await scene.Node.Nexus.SendAsync(
            scene.Workspace,
            new ChangeWorkspace.Command(null, "Pacific/Kiritimati", null, null)
        );
        await scene.SyncAsync();

        // Noon in London is two in the morning of the next day there.
        Assert.Equal(["2026-03-02 1", "2026-03-03 2", "2026-03-04 3"], await scene.PointsAsync("web.page_views"));
    }

    [Fact]
    public async Task Another_currency_computes_everything_anew_and_leaves_nothing_of_the_old_one()
    {
        await using var scene = await OpenAsync();
        await scene.SyncAsync();
        await scene.Node.Nexus.SendAsync(scene.Workspace, new ChangeWorkspace.Command(null, null, "USD", null));
        await scene.Node.Nexus.SendAsync(
            scene.Workspace,
            new PutExchangeRates.Command([new("EUR", new DateOnly(2026, 1, 1), 2m)])
        );

        await scene.SyncAsync();

        Assert.Equal("2026-03-01 2", (await scene.PointsAsync("finance.cash_balance"))[0]);
        Assert.Equal(
            ["USD"],
            await scene.RowsAsync(
                "select distinct s.currency from nexus.kpi_point p join nexus.kpi_series s using (workspace_id, series_id) where s.metric = 'finance.cash_balance'"
            )
        );
    }

    [Fact]
    public async Task Other_settings_compute_everything_of_their_connection_anew()
    {
        await using var scene = await OpenAsync();
        await scene.SyncAsync();
        _projection.Asked.Clear();

        await scene.Node.Nexus.SendAsync(
            scene.Workspace,
            new UpdateConnection.Command(
                scene.Connection,
                null,
                JsonSerializer.SerializeToElement(new { region = "us" }),
                null,
                null,
                null
            )
        );
        await scene.SyncAsync();

        var asked = Assert.Single(_projection.Asked);
        Assert.Equal("us", asked.Settings.GetProperty("region").GetString());
        Assert.True(asked.Days.First <= new DateOnly(2026, 3, 1));
    }

    [Fact]
    public async Task A_month_is_replaced_whichever_of_its_days_is_computed()
    {
        await using var scene = await OpenAsync();
        scene.Account.Add("charges", "x", "2026-03-15", 1, "another");
        await scene.SyncAsync();
        Assert.Equal(["2026-03-01 2"], await scene.PointsAsync("web.active_users"));

        await DirtyAsync(scene, "2026-03-15", "2026-03-15");
        await scene.SyncAsync();
        Assert.Equal(["2026-03-01 2"], await scene.PointsAsync("web.active_users"));

        await scene.ChangeAsync("update nexus.source_record set deleted = true");
        await DirtyAsync(scene, "2026-03-15", "2026-03-15");
        await scene.SyncAsync();
        Assert.Empty(await scene.PointsAsync("web.active_users"));
        // Of other days, only what is computed again goes.
        Assert.Equal(["2026-03-01 1", "2026-03-02 2", "2026-03-03 3"], await scene.PointsAsync("web.page_views"));
    }

    [Fact]
    public async Task Records_come_in_the_order_of_code_points()
    {
        await using var scene = await OpenAsync();
        scene.Account.Rows("charges").Clear();
        foreach (var (id, group) in new[] { ("1", "b"), ("2", "B"), ("3", "a"), ("10", "a"), ("4", "Ä"), ("5", "_") })
            scene.Account.Add("charges", id, "2026-03-01", 1, group);

        await scene.SyncAsync();

        Assert.Equal(["2", "5", "10", "3", "1", "4"], _projection.Order);
    }

    [Fact]
    public async Task A_long_run_shows_what_it_has_before_its_end()
    {
        await using var scene = await OpenAsync();
        scene.Account.Rows("charges").Clear();
        scene.Account.AddDays("charges", 10);
        scene.Node.Options.PagesToFirstProjection = 2;
        var seen = 0;
        scene.Provider.During = async (call, _) =>
        {
            if (call == "page charges 3")
                seen = (await scene.PointsAsync("web.page_views")).Count;
        };

        await scene.SyncAsync();

        Assert.Equal(4, seen);
        Assert.Equal(10, (await scene.PointsAsync("web.page_views")).Count);
    }

    [Fact]
    public async Task States_that_a_record_was_in_are_kept_where_its_stream_asks_for_it()
    {
        await using var scene = await OpenAsync(keepsHistory: true);
        await scene.SyncAsync();
        scene.Account.Add("charges", "charges-1", "2026-03-01", 9, version: 3);
        scene.Account.Add("charges", "charges-1", "2026-03-01", 8, version: 2);
        scene.Account.Add("charges", "charges-1", "2026-03-01", 9, version: 3);
        await scene.DueAsync();

        await scene.SyncAsync();

        Assert.Equal(
            ["1", "2", "3"],
            await scene.RowsAsync(
                "select version from nexus.source_record_state where object_id = 'charges-1' order by 1"
            )
        );
        Assert.Equal(
            ["3"],
            await scene.RowsAsync("select version from nexus.source_record where object_id = 'charges-1'")
        );
        Assert.Equal("2026-03-01 9", (await scene.PointsAsync("web.page_views"))[0]);
    }

    private async Task<SyncScene> OpenAsync(string currency = "EUR", bool keepsHistory = false)
    {
        var scene = await SyncScene.OpenAsync(
            postgres.Database,
            key => new FakeConnector
            {
                Descriptor = key,
                Streams = [new("charges", "Charges") { UsuallyHasData = true, KeepsHistory = keepsHistory }],
                Maps = FakeAccount.AsRecords,
                Projections = [_projection],
            },
            currency: currency
        );
        scene.Account.AddDays("charges", 3);
        return scene;
    }

    private static Task DirtyAsync(SyncScene scene, string first, string last) =>
        scene.ChangeAsync(
            $"""
            insert into nexus.projection_dirty (workspace_id, connection_id, projection, first_day, last_day)
            select workspace_id, connection_id, 'views', '{first}', '{last}' from nexus.connection;
            update nexus.sync_schedule set next_due = now(), lane = 1
            """
        );
}
