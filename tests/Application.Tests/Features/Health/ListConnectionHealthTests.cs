using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Health;
using Nexus.Application.Tests.Features.Connections;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Health;

public sealed class ListConnectionHealthTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static async Task<ConnectionHealth> OneAsync(ConnectionScene scene) =>
        Assert.Single(await scene.SendAsync(new ListConnectionHealth.Query()));

    [Fact]
    public async Task Before_the_first_run_nothing_is_called_zero()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        await scene.ConnectAsync();

        var health = await OneAsync(scene);

        Assert.Equal((null, null, null, null), (health.ErrorRate, health.Uptime, health.LatencyP50, health.LatencyP95));
        Assert.Equal(("never", null), (health.Freshness, health.LastSuccess));
        Assert.Equal(ListConnectionHealth.Days, health.Days.Count);
        Assert.All(health.Days, day => Assert.Equal((0, "none"), (day.Runs, day.Outcome)));
        Assert.Equal(new DateOnly(2026, 3, 10), health.Days[^1].Day);
    }

    [Fact]
    public async Task Another_workspace_sees_nothing_of_it()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        await using var other = await ConnectionScene.OpenAsync(postgres.App);
        await scene.AddRunAsync((await scene.ConnectAsync()).Id, "failed");

        Assert.Empty(await other.SendAsync(new ListConnectionHealth.Query()));
    }

    [Fact]
    public async Task A_day_is_what_its_runs_were()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        await scene.AddRunAsync(made.Id, "succeeded", TimeSpan.FromHours(1));
        await scene.AddRunAsync(made.Id, "cancelled", TimeSpan.FromHours(2));
        await scene.AddRunAsync(made.Id, "succeeded", TimeSpan.FromDays(1));
        await scene.AddRunAsync(made.Id, "partial", TimeSpan.FromDays(1));
        await scene.AddRunAsync(made.Id, "failed", TimeSpan.FromDays(2));
        await scene.AddRunAsync(made.Id, "failed", TimeSpan.FromDays(31));

        var health = await OneAsync(scene);

        Assert.Equal(
            [(0, "none"), (1, "bad"), (2, "mixed"), (1, "good")],
            health.Days.TakeLast(4).Select(day => (day.Runs, day.Outcome))
        );
        Assert.Equal(0.75m, health.Uptime);
    }

    [Fact]
    public async Task Days_begin_in_the_zone_of_the_workspace()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        await scene.Nexus.RowsAsync(
            scene.Workspace,
            "update nexus.workspace set time_zone = 'Pacific/Auckland'",
            commit: true
        );
        // 10 March, 11:30 in Greenwich is 11 March, half past midnight in Auckland.
        await scene.AddRunAsync(made.Id, "succeeded", TimeSpan.FromMinutes(30));
        await scene.AddRunAsync(made.Id, "failed", TimeSpan.FromMinutes(90));

        var health = await OneAsync(scene);

        Assert.Equal(
            [(new DateOnly(2026, 3, 10), "bad"), (new DateOnly(2026, 3, 11), "good")],
            health.Days.TakeLast(2).Select(day => (day.Day, day.Outcome))
        );
    }

    [Fact]
    public async Task Latency_is_of_the_calls_of_seven_days()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        foreach (var (calls, milliseconds) in new[] { (10, 1000), (10, 2000), (1, 300), (0, 0) })
            await scene.AddRunAsync(made.Id, "succeeded", calls: calls, milliseconds: milliseconds);
        await scene.AddRunAsync(made.Id, "succeeded", TimeSpan.FromDays(8), calls: 1, milliseconds: 9000);

        var health = await OneAsync(scene);

        Assert.Equal((200m, 290m), (health.LatencyP50, health.LatencyP95));
    }

    [Fact]
    public async Task Calls_are_those_of_24_hours()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        await scene.AddRunAsync(made.Id, "succeeded", calls: 7, milliseconds: 70);
        await scene.AddRunAsync(made.Id, "failed", TimeSpan.FromHours(23), calls: 5, milliseconds: 50);
        await scene.AddRunAsync(made.Id, "succeeded", TimeSpan.FromHours(25), calls: 100, milliseconds: 100);

        Assert.Equal(12, (await OneAsync(scene)).Calls);
    }

    [Fact]
    public async Task What_is_used_of_the_quota_is_what_the_provider_said_last_within_24_hours()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        await scene.AddRunAsync(made.Id, "succeeded", TimeSpan.FromHours(25), quotaUsed: 0.9m);
        Assert.Null((await OneAsync(scene)).QuotaUsed);

        await scene.AddRunAsync(made.Id, "succeeded", TimeSpan.FromHours(3), quotaUsed: 0.6m);
        await scene.AddRunAsync(made.Id, "succeeded", TimeSpan.FromHours(2), quotaUsed: 0.125m);
        await scene.AddRunAsync(made.Id, "succeeded", TimeSpan.FromHours(1));

        Assert.Equal(0.125m, (await OneAsync(scene)).QuotaUsed);
    }

    [Fact]
    public async Task What_is_under_way_is_linked_and_does_not_count()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        await scene.AddRunAsync(made.Id, "running");

        var health = await OneAsync(scene);

        Assert.NotNull(health.OpenRun);
        Assert.Null(health.Uptime);
    }

    [Theory]
    [InlineData("connection set last_success_at", "2026-03-10T11:30:00Z", "PT1H", "fresh")]
    [InlineData("sync_schedule set synced_at", "2026-03-10T11:30:00Z", "PT1H", "fresh")]
    [InlineData("sync_schedule set synced_at", "2026-03-10T09:30:00Z", "PT1H", "late")]
    [InlineData("sync_schedule set synced_at", "2026-03-10T09:30:00Z", "PT6H", "fresh")]
    [InlineData("sync_schedule set synced_at", "2026-01-01T00:00:00Z", "manual", "manual")]
    public async Task Data_that_missed_two_of_its_times_is_late(
        string note,
        string last,
        string schedule,
        string freshness
    )
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        await scene.ConnectAsync(schedule: schedule);
        await scene.Nexus.RowsAsync(scene.Workspace, $"update nexus.{note} = '{last}'", commit: true);

        Assert.Equal(freshness, (await OneAsync(scene)).Freshness);
    }

    [Fact]
    public async Task Those_that_need_a_person_come_first_and_paused_ones_last()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var paused = await scene.ConnectAsync("acct_1");
        var well = await scene.ConnectAsync("acct_2");
        var down = await scene.ConnectAsync("acct_3");
        await scene.SendAsync(new PauseConnection.Command(paused.Id));
        await scene.AddRunAsync(well.Id, "succeeded");
        await scene.AddRunAsync(down.Id, "failed");

        var health = await scene.SendAsync(new ListConnectionHealth.Query());

        Assert.Equal(
            [(down.Id, "outage"), (well.Id, "operational"), (paused.Id, "paused")],
            health.Select(one => (one.Id, one.Status))
        );
        Assert.Equal("The sign-in was refused.", health[0].Message);
    }
}
