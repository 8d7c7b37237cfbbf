using System.Text.Json;
using Nexus.Application.Features.Retention;
using Nexus.Application.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

/// <summary>Rejected records of providers that restate whole days, and how long rejected records are kept.</summary>
public sealed class RejectedDaysTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Open = "select count(*) from nexus.rejected_record where resolved_at is null";

    [Fact]
    public async Task A_page_that_restates_its_days_without_the_record_resolves_it()
    {
        await using var scene = await OpenAsync();
        scene.Account.Rows("visits")[1].Remove("broken");

        await SyncAsync(scene, new(2026, 3, 1), new(2026, 3, 7));

        Assert.Equal(["0"], await scene.RowsAsync(Open));
    }

    [Fact]
    public async Task The_days_of_several_pages_together_resolve_it_too()
    {
        await using var scene = await OpenAsync();
        scene.Account.Rows("visits")[1].Remove("broken");

        await SyncAsync(scene, new(2026, 3, 4), new(2026, 3, 9));
        Assert.Equal(["1"], await scene.RowsAsync(Open));
        await SyncAsync(scene, new(2026, 2, 25), new(2026, 3, 3));

        Assert.Equal(["0"], await scene.RowsAsync(Open));
    }

    [Fact]
    public async Task A_record_that_comes_again_differently_is_one_open_record()
    {
        await using var scene = await OpenAsync();
        scene.Account.Rows("visits")[1]["value"] = 99;

        await SyncAsync(scene, new(2026, 3, 1), new(2026, 3, 7));

        Assert.Equal(["1"], await scene.RowsAsync(Open));
    }

    [Fact]
    public async Task Other_days_and_parts_of_days_leave_it_open()
    {
        await using var scene = await OpenAsync();
        scene.Account.Rows("visits")[1].Remove("broken");

        await SyncAsync(scene, new(2026, 3, 8), new(2026, 3, 9));
        RestatedDays.Answer(scene, new(2026, 3, 1), new(2026, 3, 7));
        var whole = scene.Provider.Pages;
        scene.Provider.Pages = request =>
            whole(request)
                .Select(page => page with { Restates = page.Restates! with { Except = ("campaign", ["Spring"]) } });
        await scene.DueAsync();
        await scene.SyncAsync();

        Assert.Equal(["1"], await scene.RowsAsync(Open));
    }

    [Fact]
    public async Task What_Nexus_adds_to_a_record_does_not_make_it_another()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.Add("visits", "visits-1", "2026-03-01", 1);
        var row = scene.Account.Rows("visits")[0];
        row["broken"] = true;
        foreach (var day in new[] { "2026-03-02", "2026-03-03" })
        {
            row[$"{RawData.Own}finalTo"] = day;
            await scene.ChangeAsync("update nexus.connection_stream set checkpoint = null");
            await scene.DueAsync();
            await scene.SyncAsync();
        }

        Assert.Equal(["2"], await scene.RowsAsync("select times from nexus.rejected_record"));
    }

    [Theory]
    [InlineData("resolved_at = now() - interval '31 d'", 0)]
    [InlineData("resolved_at = now() - interval '29 d'", 1)]
    [InlineData("last_at = now() - interval '364 d'", 1)]
    [InlineData("last_at = now() - interval '366 d'", 0)]
    [InlineData("is_cut = true, last_at = now() - interval '31 d'", 0)]
    public async Task Rejected_records_are_kept_for_their_time(string change, int left)
    {
        await using var scene = await OpenAsync();
        await scene.ChangeAsync($"update nexus.rejected_record set {change}");

        await scene.Node.Nexus.SendAsync(scene.Workspace, new RemoveExpired.Command());

        Assert.Equal([$"{left}"], await scene.RowsAsync("select count(*) from nexus.rejected_record"));
    }

    [Fact]
    public async Task A_record_too_long_to_be_kept_whole_is_marked()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.Add("visits", "visits-1", "2026-03-01", 1);
        scene.Account.Rows("visits")[0]["broken"] = JsonSerializer.Serialize(new string('a', 70_000));

        await scene.SyncAsync();

        Assert.Equal(["True visits-1"], await scene.RowsAsync("select is_cut, object_id from nexus.rejected_record"));
    }

    /// <summary>The first week of March was restated, and its second day could not be read.</summary>
    private async Task<SyncScene> OpenAsync()
    {
        var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 9);
        scene.Account.Rows("visits")[1]["broken"] = true;
        await SyncAsync(scene, new(2026, 3, 1), new(2026, 3, 7));
        return scene;
    }

    private static async Task SyncAsync(SyncScene scene, DateOnly first, DateOnly last)
    {
        RestatedDays.Answer(scene, first, last);
        await scene.DueAsync();
        await scene.SyncAsync();
    }
}
