using Microsoft.Extensions.DependencyInjection;
using Nexus.Host.Scheduling;
using Nexus.Testing.Http;
using Nexus.Testing.Postgres;
using Npgsql;
using Quartz;

namespace Nexus.Host.Tests.Scheduling;

public sealed class ScheduleGuardTests : IAsyncLifetime
{
    private const string Triggers = "select trigger_name from nexus.qrtz_triggers where trigger_group = 'system'";

    private TestDatabase _database = null!;
    private RunningNexus _node = null!;

    private ScheduleGuard Guard => _node.Services.GetRequiredService<ScheduleGuard>();

    public async Task InitializeAsync()
    {
        _database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        _node = await RunningNexus.StartAsync(_database, "Scheduling:Enabled=true");
        await _node.FirstKeyAsync();
        await _node.Services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        for (var look = 0; look < 100 && (await RowsAsync(Triggers)).Count < 4; look++)
            await Task.Delay(100);
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Jobs_that_are_in_order_are_left_alone()
    {
        var before = await RowsAsync($"{Triggers} order by 1");

        Assert.Empty(await Guard.LookAsync(CancellationToken.None));

        Assert.Equal(["grants", "reconciliation", "retention", "watchdog"], before);
    }

    [Theory]
    [InlineData("watchdog")]
    [InlineData("grants")]
    [InlineData("reconciliation")]
    [InlineData("retention")]
    public async Task A_trigger_whose_rows_are_gone_is_made_anew(string job)
    {
        await RowsAsync(
            $"""
            delete from nexus.qrtz_simple_triggers where trigger_name = '{job}';
            delete from nexus.qrtz_cron_triggers where trigger_name = '{job}';
            delete from nexus.qrtz_triggers where trigger_name = '{job}'
            """
        );

        Assert.Equal([job], await Guard.LookAsync(CancellationToken.None));

        Assert.Contains(job, await RowsAsync(Triggers));
    }

    [Fact]
    public async Task A_job_that_is_gone_with_its_trigger_is_made_anew()
    {
        await RowsAsync(
            """
            delete from nexus.qrtz_simple_triggers; delete from nexus.qrtz_cron_triggers;
            delete from nexus.qrtz_triggers; delete from nexus.qrtz_job_details
            """
        );

        Assert.Equal(4, (await Guard.LookAsync(CancellationToken.None)).Count);

        Assert.Equal(4, (await RowsAsync("select job_name from nexus.qrtz_job_details")).Count);
    }

    [Theory]
    [InlineData("trigger_state = 'ERROR'")]
    [InlineData("trigger_state = 'ACQUIRED', next_fire_time = next_fire_time - 864000000000 * 3")]
    public async Task A_trigger_that_is_stuck_is_made_anew(string change)
    {
        await RowsAsync($"update nexus.qrtz_triggers set {change} where trigger_name = 'retention'");

        Assert.Equal(["retention"], await Guard.LookAsync(CancellationToken.None));

        Assert.Equal(
            ["WAITING"],
            await RowsAsync("select trigger_state from nexus.qrtz_triggers where trigger_name = 'retention'")
        );
    }

    [Fact]
    public async Task While_the_watchdog_is_gone_its_work_is_done_by_the_guard()
    {
        await RowsAsync(
            """
            delete from nexus.qrtz_simple_triggers where trigger_name = 'watchdog';
            delete from nexus.qrtz_triggers where trigger_name = 'watchdog';
            insert into nexus.connection (workspace_id, public_id, provider, name, source_key, status, created_at, settings, schedule)
            select workspace_id, gen_random_uuid(), 'stripe', 'Lost', 'acct_lost', 'active', now(), '{}', 'PT1H'
            from nexus.workspace limit 1
            """
        );

        await Guard.LookAsync(CancellationToken.None);

        Assert.Equal(
            ["Lost"],
            await RowsAsync(
                "select c.name from nexus.sync_schedule s join nexus.connection c using (workspace_id, connection_id)"
            )
        );
    }

    private async Task<List<string>> RowsAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_database.Administrator);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        do
        {
            while (await reader.ReadAsync())
                rows.Add(reader.GetString(0));
        } while (await reader.NextResultAsync());
        return rows;
    }
}
