using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Benchmarks.Running;
using Nexus.Infrastructure.Scheduling;
using Npgsql;
using Quartz;

namespace Nexus.Benchmarks.Schedules;

/// <summary>The other way to schedule: a Quartz job and trigger per connection, clustered, on the same server, with jobs that do nothing.</summary>
internal sealed class QuartzTriggers : IAsyncDisposable
{
    private const string Scheduler = "baseline";
    private const string Template = "template";

    /// <summary>As many at a time as a node of Nexus has places for.</summary>
    private const int Workers = 32;

    /// <summary>Its rate does not change, so that nobody has to wait for the last.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static int _fired;

    private readonly BenchmarkDatabase _database;
    private readonly IHost _host;

    private QuartzTriggers(BenchmarkDatabase database, IHost host)
    {
        _database = database;
        _host = host;
    }

    /// <param name="triggers">How many there are, all due a day from now.</param>
    public static async Task<QuartzTriggers> StartAsync(
        BenchmarkDatabase database,
        int triggers,
        CancellationToken cancellationToken
    )
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = Scheduler;
                scheduler.IdleWaitTime = TimeSpan.FromSeconds(1);
            });
            quartz.UseDefaultThreadPool(maxConcurrency: Workers);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(NpgsqlFactory.Instance, database.Connections.App);
                store.UseSystemTextJsonSerializer();
                store.UseClustering();
                store.ConfigureStore(options =>
                {
                    options.TablePrefix = QuartzStore.TablePrefix;
                    options.StoreJobDataAsStrings = true;
                });
            });
            quartz.AddJob<Nothing>(job => job.WithIdentity(Template).StoreDurably().DisallowConcurrentExecution());
            quartz.AddTrigger<Nothing>(trigger =>
                trigger
                    .ForJob(Template)
                    .WithIdentity(Template)
                    .StartAt(TimeProvider.System.GetUtcNow().AddDays(1))
                    .WithSimpleSchedule(every => every.WithInterval(TimeSpan.FromDays(1)).RepeatForever())
            );
        });
        builder.Services.AddQuartzHostedService();
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        await CloneAsync(database, triggers, cancellationToken);
        var quartzTriggers = new QuartzTriggers(database, host);
        await (await quartzTriggers.SchedulerAsync(cancellationToken)).Standby(cancellationToken);
        return quartzTriggers;
    }

    /// <summary>Makes so many triggers due at one moment; before and after that its scheduler rests.</summary>
    /// <returns>How many are fired in a second.</returns>
    public async Task<double> RateAsync(int due, CancellationToken cancellationToken)
    {
        var scheduler = await SchedulerAsync(cancellationToken);
        await scheduler.Start(cancellationToken);
        Volatile.Write(ref _fired, 0);
        await using var make = _database.Superuser.CreateCommand(
            $"""
            update nexus.qrtz_triggers set next_fire_time = $1
            where sched_name = '{Scheduler}' and trigger_name in (
                select trigger_name from nexus.qrtz_triggers
                where sched_name = '{Scheduler}' and trigger_name <> '{Template}' and trigger_state = 'WAITING'
                order by next_fire_time, trigger_name limit $2)
            """
        );
        make.Parameters.Add(new NpgsqlParameter<long> { TypedValue = TimeProvider.System.GetUtcNow().Ticks });
        make.Parameters.Add(new NpgsqlParameter<int> { TypedValue = due });
        await make.ExecuteNonQueryAsync(cancellationToken);
        var asked = TimeProvider.System.GetTimestamp();
        while (Volatile.Read(ref _fired) == 0)
        {
            if (TimeProvider.System.GetElapsedTime(asked) > Patience)
                throw new InvalidOperationException("Quartz fires nothing.");
            await Task.Delay(10, cancellationToken);
        }
        var first = TimeProvider.System.GetTimestamp();
        while (Volatile.Read(ref _fired) < due && TimeProvider.System.GetElapsedTime(first) < Longest)
            await Task.Delay(10, cancellationToken);
        var rate = Volatile.Read(ref _fired) / TimeProvider.System.GetElapsedTime(first).TotalSeconds;
        await scheduler.Standby(cancellationToken);
        await CallOffAsync(cancellationToken);
        // What it leaves to be cleaned up must not be cleaned up beside what is measured next.
        await _database.ExecuteAsync("vacuum nexus.qrtz_triggers, nexus.qrtz_simple_triggers", cancellationToken);
        await _database.SettleAsync(cancellationToken);
        return rate;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private ValueTask<IScheduler> SchedulerAsync(CancellationToken cancellationToken) =>
        _host.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(cancellationToken);

    /// <summary>What is still due must not run beside what is measured next.</summary>
    private Task CallOffAsync(CancellationToken cancellationToken) =>
        _database.ExecuteAsync(
            $"""
            update nexus.qrtz_triggers set next_fire_time = next_fire_time + 10000000::bigint * 86400
            where sched_name = '{Scheduler}' and trigger_state = 'WAITING'
              and next_fire_time < {TimeProvider.System.GetUtcNow().AddHours(1).Ticks}
            """,
            cancellationToken
        );

    /// <summary>By SQL: through its interface each would take the scheduler's lock.</summary>
    private static Task CloneAsync(BenchmarkDatabase database, int triggers, CancellationToken cancellationToken)
    {
        string[] tables = ["job_details", "triggers", "simple_triggers"];
        var clones = tables.Select(table =>
            $"""
                insert into nexus.qrtz_{table}
                select (jsonb_populate_record(t, to_jsonb(n))).* from nexus.qrtz_{table} t
                cross join (select 'job ' || n as job_name, 'trigger ' || n as trigger_name from generate_series(1, {triggers}) n) n
                where t.sched_name = '{Scheduler}';
                analyze nexus.qrtz_{table};
                """
        );
        return database.ExecuteAsync(string.Join('\n', clones), cancellationToken);
    }

    private sealed class Nothing : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _fired);
            return ValueTask.CompletedTask;
        }
    }
}
