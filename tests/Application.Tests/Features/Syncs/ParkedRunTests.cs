using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

/// <summary>What providers ask to wait for, and how failures hold the next try back.</summary>
public sealed class ParkedRunTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Waits =
        "select round(extract(epoch from next_due - now()) / 60), round(extract(epoch from not_before - now()) / 60), failures from nexus.sync_schedule";

    [Fact]
    public async Task A_rate_limit_parks_the_run_until_the_named_time_and_it_goes_on_as_itself()
    {
        await using var scene = await OpenAsync();
        var until = TimeProvider.System.GetUtcNow().AddMinutes(50);
        Fail(scene, "page visits 2", new(IntegrationFault.RateLimited, "Too many calls.", until));

        var parked = await scene.SyncAsync();

        Assert.Equal(RunStatus.Queued, parked.Status);
        Assert.Equal(
            ["queued rate_limited True"],
            await scene.RowsAsync(
                "select status, error_code, parked_until > now() + interval '49 minutes' from nexus.sync_run"
            )
        );
        // Its lease is free, and nothing else of the connection runs: not what a person asks for either.
        Assert.Equal(
            ["50 0 True"],
            await scene.RowsAsync(
                "select round(extract(epoch from not_before - now()) / 60), failures, lease_owner is null from nexus.sync_schedule"
            )
        );
        await scene.AskAsync(RunKind.Manual);
        Assert.Empty(await scene.Node.ClaimAsync());

        scene.Provider.Fails = _ => null;
        await scene.ChangeAsync("delete from nexus.sync_run where kind = 'manual'");
        await scene.DueAsync();
        var ended = await scene.SyncAsync();

        Assert.Equal((parked.RunId, RunStatus.Succeeded), (ended.RunId, ended.Status));
        Assert.Equal(5, (await scene.PointsAsync()).Count);
        Assert.Equal(4, scene.PagesAsked("visits"));
    }

    [Fact]
    public async Task A_rate_limit_is_waited_for_however_long_a_month_may_take()
    {
        await using var scene = await OpenAsync();
        var until = TimeProvider.System.GetUtcNow().AddDays(20);
        Fail(scene, "page visits 2", new(IntegrationFault.RateLimited, "The month's quota is used up.", until));

        await scene.SyncAsync();

        Assert.Equal(
            ["True"],
            await scene.RowsAsync("select not_before > now() + interval '19 d' from nexus.sync_schedule")
        );
    }

    [Fact]
    public async Task What_a_parked_run_had_rejected_before_still_counts_at_its_end()
    {
        await using var scene = await OpenAsync();
        scene.Account.Rows("visits")[0]["broken"] = true;
        Fail(scene, "page visits 2", new(IntegrationFault.RateLimited, "Too many calls."));
        await scene.SyncAsync();
        scene.Provider.Fails = _ => null;
        await scene.DueAsync();

        Assert.Equal(RunStatus.Partial, (await scene.SyncAsync()).Status);
        Assert.Equal("partial records_rejected", await scene.LastRunAsync());
    }

    [Fact]
    public async Task A_failure_is_tried_again_sooner_than_a_daily_schedule_and_ever_later()
    {
        await using var scene = await OpenAsync("P1D");
        Fail(scene, "connect acct_1", new(IntegrationFault.Unavailable, "It is down."));
        var waits = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(RunStatus.Failed, (await scene.SyncAsync()).Status);
            waits.AddRange(await scene.RowsAsync(Waits));
            await scene.DueAsync();
        }

        Assert.Equal(["2 - 1", "4 - 2", "8 - 3"], waits);
    }

    [Fact]
    public async Task A_provider_that_says_when_it_is_back_is_not_asked_before()
    {
        await using var scene = await OpenAsync();
        var back = TimeProvider.System.GetUtcNow().AddHours(5);
        Fail(scene, "page visits 2", new(IntegrationFault.Unavailable, "It is under maintenance.", back));

        Assert.Equal(RunStatus.Partial, (await scene.SyncAsync()).Status);

        Assert.Equal(["300 - 1"], await scene.RowsAsync(Waits));
        await scene.AskAsync(RunKind.Manual);
        Assert.Single(await scene.Node.ClaimAsync());
    }

    [Fact]
    public async Task A_failed_manual_sync_of_a_connection_without_a_schedule_is_left_to_whoever_asked()
    {
        await using var scene = await OpenAsync("manual");
        await scene.AskAsync(RunKind.Manual);
        Fail(scene, "connect acct_1", new(IntegrationFault.Unavailable, "It is down."));

        Assert.Equal(RunStatus.Failed, (await scene.SyncAsync()).Status);

        Assert.Equal(["- - 1"], await scene.RowsAsync(Waits));
    }

    [Theory]
    [InlineData(IntegrationFault.NeedsReauthorisation, "needs_reauthorisation")]
    [InlineData(IntegrationFault.Misconfigured, "needs_attention")]
    [InlineData(IntegrationFault.UpgradeRequired, "needs_attention")]
    public async Task What_a_person_has_to_mend_takes_the_connection_off_its_schedule(
        IntegrationFault fault,
        string status
    )
    {
        await using var scene = await OpenAsync();
        Fail(scene, "page visits 2", new(fault, "Something is wrong."));

        Assert.Equal(RunStatus.Partial, (await scene.SyncAsync()).Status);

        Assert.Equal([status], await scene.RowsAsync("select status from nexus.connection"));
        Assert.Equal(["False -"], await scene.RowsAsync("select enabled, next_due from nexus.sync_schedule"));
    }

    [Fact]
    public async Task Another_account_than_the_connected_one_is_not_read()
    {
        await using var scene = await OpenAsync();
        await scene.ChangeAsync("update nexus.connection set source_key = 'acct_2'");

        Assert.Equal(RunStatus.Failed, (await scene.SyncAsync()).Status);

        Assert.Equal("failed account_changed", await scene.LastRunAsync());
        Assert.Equal(0, scene.PagesAsked("visits"));
        Assert.Equal(["needs_attention"], await scene.RowsAsync("select status from nexus.connection"));
    }

    private async Task<SyncScene> OpenAsync(string? schedule = null)
    {
        var scene = await SyncScene.OpenAsync(postgres.Database, schedule: schedule);
        scene.Account.AddDays("visits", 5);
        return scene;
    }

    private static void Fail(SyncScene scene, string call, IntegrationException failure) =>
        scene.Provider.Fails = made => made == call ? failure : null;
}
