using System.Text.Json;
using Nexus.Application.Features.Schedules;
using Nexus.Application.Features.Webhooks;
using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

public sealed class WebhookRunTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Events = "select event_id, processed_at is not null from nexus.webhook_event order by 1";

    [Fact]
    public async Task An_event_is_a_hint_to_fetch_and_what_it_touches_is_computed()
    {
        await using var scene = await OpenAsync();
        scene.Account.Add("charges", "late", "2026-03-09", 4);
        await DeliverAsync(scene, "evt_1", "late");
        await DeliverAsync(scene, "evt_2", "late");

        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync()).Status);

        Assert.Equal("webhook succeeded 1 0", (await scene.RowsAsync(SyncScene.Runs))[^1]);
        Assert.Equal(["evt_1 True", "evt_2 True"], await scene.RowsAsync(Events));
        Assert.Contains("2026-03-09 4", await scene.PointsAsync("web.page_views"));
        Assert.Single(scene.Provider.Calls, "fetch late");
        Assert.Equal(["1 False 0 True"], await scene.RowsAsync(SyncScene.Schedule));
    }

    [Fact]
    public async Task An_event_that_comes_while_the_connection_is_leased_leads_to_another_run()
    {
        await using var scene = await OpenAsync();
        await DeliverAsync(scene, "evt_1", "charges-1");
        scene.Node.Failpoints.Passing = (point, _) =>
            point == Failpoint.AfterPageCommit ? DeliverAsync(scene, "evt_2", "charges-2") : Task.CompletedTask;
        await scene.SyncAsync();
        scene.Node.Failpoints.Passing = (_, _) => Task.CompletedTask;

        Assert.Equal(["evt_1 True", "evt_2 False"], await scene.RowsAsync(Events));
        Assert.Equal(["0 True 0 True"], await scene.RowsAsync(SyncScene.Schedule));
        await scene.SyncAsync();
        Assert.Equal(["evt_1 True", "evt_2 True"], await scene.RowsAsync(Events));
    }

    [Fact]
    public async Task Events_that_cannot_be_fetched_are_held_back_ever_longer_however_many_more_come_and_a_person_may_still_sync()
    {
        await using var scene = await OpenAsync();
        scene.Provider.Fails = call =>
            call.StartsWith("fetch", StringComparison.Ordinal)
                ? new IntegrationException(IntegrationFault.Unavailable, "It is down.")
                : null;
        await DeliverAsync(scene, "evt_1", "charges-1");
        var waits = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(RunStatus.Failed, (await scene.SyncAsync()).Status);
            await DeliverAsync(scene, $"more_{i}", "charges-1");
            await scene.Node.Nexus.SendAsync(scene.Workspace, new HealSchedules.Command());
            Assert.Empty(await scene.Node.ClaimAsync());
            waits.AddRange(
                await scene.RowsAsync(
                    "select lane, round(extract(epoch from next_due - now()) / 60), failures from nexus.sync_schedule"
                )
            );
            await scene.ChangeAsync("update nexus.sync_schedule set next_due = now()");
        }
        Assert.Equal(["0 2 1", "0 4 2", "0 8 3"], waits);

        var asked = await scene.AskAsync(RunKind.Manual);
        Assert.Equal((asked, RunStatus.Succeeded), await RunOfAsync(scene));
        scene.Provider.Fails = _ => null;
        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync()).Status);
        Assert.DoesNotContain("evt_1 False", await scene.RowsAsync(Events));
    }

    [Fact]
    public async Task A_stream_of_events_does_not_keep_the_scheduled_sync_away()
    {
        await using var scene = await OpenAsync();
        await scene.DueAsync();
        await scene.MissAsync();
        await DeliverAsync(scene, "evt_1", "charges-1");
        scene.Node.Failpoints.Passing = (point, _) =>
            point == Failpoint.AfterPageCommit
                ? DeliverAsync(scene, Guid.NewGuid().ToString(), "charges-2")
                : Task.CompletedTask;

        await scene.SyncAsync();
        await scene.SyncAsync();
        await scene.SyncAsync();

        Assert.Equal(
            ["scheduled", "webhook", "scheduled", "webhook"],
            await scene.RowsAsync("select kind from nexus.sync_run order by started_at, queued_at")
        );
    }

    [Fact]
    public async Task Events_go_before_what_nobody_waits_for()
    {
        await using var scene = await OpenAsync();
        await scene.AskAsync(RunKind.Reconcile);
        await DeliverAsync(scene, "evt_1", "charges-1");

        await scene.SyncAsync();
        await scene.SyncAsync();

        Assert.Equal(
            ["scheduled", "webhook", "reconcile"],
            await scene.RowsAsync("select kind from nexus.sync_run order by started_at")
        );
    }

    [Fact]
    public async Task What_events_cannot_tell_is_read_from_its_start_by_the_next_sync()
    {
        await using var scene = await OpenAsync();
        scene.Provider.Hinted = _ => [new SourcePage([], Checkpoint.Start) { Restart = ["charges"] }];
        await DeliverAsync(scene, "evt_1", "charges-1");

        await scene.SyncAsync();

        Assert.Equal(
            ["- False"],
            await scene.RowsAsync("select checkpoint, complete from nexus.connection_stream where purpose = 'sync'")
        );
    }

    [Fact]
    public async Task Objects_of_which_too_many_cannot_be_mapped_leave_their_events_to_be_tried_again()
    {
        await using var scene = await OpenAsync();
        for (var i = 0; i < 12; i++)
        {
            scene.Account.Add("charges", $"odd_{i}", "2026-03-09", 1);
            scene.Account.Rows("charges")[^1]["broken"] = true;
            await DeliverAsync(scene, $"evt_{i}", $"odd_{i}");
        }

        Assert.Equal(RunStatus.Failed, (await scene.SyncAsync()).Status);

        Assert.Equal(
            ["12"],
            await scene.RowsAsync("select count(*) from nexus.webhook_event where processed_at is null")
        );
        Assert.Equal(["12"], await scene.RowsAsync("select count(*) from nexus.rejected_record"));
    }

    private async Task<SyncScene> OpenAsync()
    {
        var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfEvents);
        scene.Account.AddDays("charges", 3);
        await scene.SyncAsync();
        return scene;
    }

    private static async Task<(Guid?, RunStatus?)> RunOfAsync(SyncScene scene)
    {
        var answer = await scene.SyncAsync();
        return (answer.RunId, answer.Status);
    }

    private static Task DeliverAsync(SyncScene scene, string id, string about) =>
        scene.Node.Nexus.SendAsync(
            scene.Workspace,
            new ReceiveWebhook.Command(
                scene.Provider.Descriptor.Key,
                scene.Connection,
                JsonSerializer.SerializeToUtf8Bytes(
                    new[] { new SourceHint("charges", about, TimeProvider.System.GetUtcNow(), Deleted: false) }
                ),
                _ => id
            )
        );
}
