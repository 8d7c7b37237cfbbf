using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

public sealed class ReconcileTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Existing = "select count(*) from nexus.source_record where stream = 'charges' and not deleted";

    [Fact]
    public async Task A_full_listing_marks_what_is_missing_as_deleted_and_computes_its_days()
    {
        await using var scene = await OpenAsync(10);
        scene.Account.Rows("charges").RemoveAt(4);

        Assert.Equal(RunStatus.Succeeded, await ReconcileAsync(scene));

        Assert.Equal(["charges-5"], await scene.RowsAsync("select object_id from nexus.source_record where deleted"));
        Assert.DoesNotContain("2026-03-05 5", await scene.PointsAsync("web.page_views"));
        Assert.Equal(9, (await scene.PointsAsync("web.page_views")).Count);
        Assert.Contains(
            "differed from what was stored",
            string.Join(
                ' ',
                await scene.RowsAsync("select notice from nexus.sync_run_stream where notice is not null")
            ),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(60, 29)]
    [InlineData(4, 0)]
    public async Task A_listing_that_lacks_too_much_deletes_nothing_and_says_so(int held, int listed)
    {
        await using var scene = await OpenAsync(held);
        scene.Account.Rows("charges").RemoveRange(listed, held - listed);

        Assert.Equal(RunStatus.Partial, await ReconcileAsync(scene));

        Assert.Equal([$"{held}"], await scene.RowsAsync(Existing));
        Assert.Equal("partial too_many_missing", await scene.LastRunAsync());
    }

    [Fact]
    public async Task A_pass_that_was_cut_off_deletes_nothing_of_what_it_listed_before()
    {
        await using var scene = await OpenAsync(10);
        scene.Provider.Fails = call =>
            call == "page charges 3" ? new IntegrationException(IntegrationFault.RateLimited, "Too many calls.") : null;
        Assert.Equal(RunStatus.Queued, await ReconcileAsync(scene));
        scene.Provider.Fails = _ => null;
        scene.Account.Rows("charges").RemoveAt(9);
        await scene.ChangeAsync(
            "update nexus.sync_schedule set next_due = now(), not_before = null; update nexus.sync_run set parked_until = now() where status = 'queued'"
        );
        scene.Provider.Calls.Clear();

        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync()).Status);

        Assert.Equal(["9"], await scene.RowsAsync(Existing));
        Assert.Equal(3, scene.PagesAsked("charges"));
    }

    [Fact]
    public async Task A_pass_that_died_before_its_close_is_closed_and_read_no_second_time_and_the_next_one_is()
    {
        await using var scene = await OpenAsync(10);
        await scene.AskAsync(RunKind.Reconcile);
        scene.Node.Failpoints.FreezeAt(Failpoint.BeforeClose);
        _ = scene.Node.RunAsync((await scene.Node.ClaimAsync()).Single());
        await scene.Node.Failpoints.Frozen;
        await scene.ExpireLeaseAsync();
        scene.Provider.Calls.Clear();

        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync(scene.AddNode())).Status);

        Assert.Equal(0, scene.PagesAsked("charges"));
        await scene.AskAsync(RunKind.Reconcile);
        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync(scene.AddNode())).Status);
        Assert.NotEqual(0, scene.PagesAsked("charges"));
    }

    [Fact]
    public async Task A_pass_that_died_behind_the_last_page_of_a_stream_ends_it_without_reading_it_again()
    {
        await using var scene = await OpenAsync(10);
        scene.Account.Rows("charges").RemoveAt(4);
        scene.Provider.Calls.Clear();
        await scene.AskAsync(RunKind.Reconcile);
        scene.Node.Failpoints.FreezeAt(Failpoint.AfterPageCommit, time: 5);
        _ = scene.Node.RunAsync((await scene.Node.ClaimAsync()).Single());
        await scene.Node.Failpoints.Frozen;
        Assert.Equal(5, scene.PagesAsked("charges"));
        await scene.ExpireLeaseAsync();
        scene.Provider.Calls.Clear();

        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync(scene.AddNode())).Status);

        Assert.Equal(0, scene.PagesAsked("charges"));
        Assert.Equal(["9"], await scene.RowsAsync(Existing));
    }

    [Fact]
    public async Task A_stream_that_may_not_be_listed_is_asked_for_again_in_the_next_pass()
    {
        await using var scene = await OpenAsync(4);
        scene.Provider.Fails = call =>
            call == "sync charges"
                ? new IntegrationException(IntegrationFault.NoAccess, "The key may not read it.")
                : null;
        Assert.Equal(RunStatus.Failed, await ReconcileAsync(scene));
        scene.Provider.Fails = _ => null;
        scene.Provider.Calls.Clear();

        Assert.Equal(RunStatus.Succeeded, await ReconcileAsync(scene));

        Assert.Equal(2, scene.PagesAsked("charges"));
    }

    [Fact]
    public async Task A_listed_record_that_cannot_be_read_is_not_missing()
    {
        await using var scene = await OpenAsync(30);
        scene.Account.Rows("charges")[7]["broken"] = true;

        Assert.Equal(RunStatus.Partial, await ReconcileAsync(scene));

        Assert.Equal(["30"], await scene.RowsAsync(Existing));
        Assert.Equal("partial records_rejected", await scene.LastRunAsync());
    }

    [Fact]
    public async Task What_is_gone_is_told_from_what_cannot_be_read_also_where_the_listing_was_cut_off_between_them()
    {
        await using var scene = await OpenAsync(10);
        scene.Account.Rows("charges")[0]["broken"] = true;
        scene.Provider.Fails = call =>
            call == "page charges 3" ? new IntegrationException(IntegrationFault.RateLimited, "Too many calls.") : null;
        Assert.Equal(RunStatus.Queued, await ReconcileAsync(scene));
        scene.Provider.Fails = _ => null;
        scene.Account.Rows("charges").RemoveAt(9);
        await scene.DueAsync();

        Assert.Equal(RunStatus.Partial, (await scene.SyncAsync()).Status);

        Assert.Equal(["charges-10"], await scene.RowsAsync("select object_id from nexus.source_record where deleted"));
    }

    [Fact]
    public async Task Nothing_is_deleted_where_nobody_can_say_which_listed_record_could_not_be_read()
    {
        await using var scene = await OpenAsync(10);
        var rows = scene.Account.Rows("charges");
        rows[0].Remove("id");
        scene.Provider.Fails = call =>
            call == "page charges 3" ? new IntegrationException(IntegrationFault.RateLimited, "Too many calls.") : null;
        Assert.Equal(RunStatus.Queued, await ReconcileAsync(scene));
        scene.Provider.Fails = _ => null;
        rows.RemoveAt(9);
        await scene.DueAsync();

        Assert.Equal(RunStatus.Partial, (await scene.SyncAsync()).Status);

        Assert.Equal(["10"], await scene.RowsAsync(Existing));
        Assert.Equal("partial missing_unclear", await scene.LastRunAsync());
    }

    /// <summary>Records that were last seen an hour ago.</summary>
    private async Task<SyncScene> OpenAsync(int records)
    {
        var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfRecords);
        scene.Account.AddDays("charges", records);
        await scene.SyncAsync();
        await scene.ChangeAsync("update nexus.source_record set seen_at = seen_at - interval '1 h'");
        return scene;
    }

    private static async Task<RunStatus?> ReconcileAsync(SyncScene scene)
    {
        await scene.AskAsync(RunKind.Reconcile);
        return (await scene.SyncAsync()).Status;
    }
}
