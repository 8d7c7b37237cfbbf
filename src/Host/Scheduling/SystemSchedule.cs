using Nexus.Infrastructure.Scheduling;
using Npgsql;
using Quartz;

namespace Nexus.Host.Scheduling;

/// <summary>When the system's own jobs run: once in the cluster, whichever nodes are up.</summary>
internal static class SystemSchedule
{
    public static readonly ISystemJob Watchdog = new SystemJob<WatchdogJob>(
        "watchdog",
        _ => Every(TimeSpan.FromMinutes(1))
    );

    public static readonly IReadOnlyList<ISystemJob> Jobs =
    [
        Watchdog,
        new SystemJob<GrantJob>("grants", _ => Every(TimeSpan.FromHours(1))),
        new SystemJob<RetentionJob>("retention", Nightly),
        new SystemJob<ReconciliationJob>("reconciliation", Nightly),
    ];

    /// <summary>Registers Quartz on the shared database, and what its jobs need.</summary>
    /// <param name="connectionString">Of the application's role.</param>
    public static IServiceCollection AddSystemSchedule(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton<EachWorkspace>();
        services.AddHostedService<WorkPump>();
        services.AddSingleton<ScheduleGuard>();
        services.AddHostedService(provider => provider.GetRequiredService<ScheduleGuard>());
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = QuartzStore.Scheduler;
                scheduler.IdleWaitTime = TimeSpan.FromSeconds(10);
                scheduler.ShutdownJobInterruption = ShutdownJobInterruption.WhenWaitingForJobs;
            });
            quartz.UseDefaultThreadPool(maxConcurrency: 2);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(NpgsqlFactory.Instance, connectionString);
                store.UseSystemTextJsonSerializer();
                store.UseClustering(cluster =>
                {
                    cluster.CheckinInterval = TimeSpan.FromSeconds(5);
                    cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(10);
                });
                store.ConfigureStore(options =>
                {
                    options.TablePrefix = QuartzStore.TablePrefix;
                    options.StoreJobDataAsStrings = true;
                    options.RecoverFiringsCancelledByShutdown = true;
                });
            });
            foreach (var job in Jobs)
                job.Register(quartz);
        });
        services.AddQuartzHostedService(options =>
        {
            options.WaitForJobsToComplete = true;
            options.AwaitApplicationStarted = true;
        });
        return services;
    }

    private static SimpleScheduleBuilder Every(TimeSpan interval) =>
        SimpleScheduleBuilder
            .Create()
            .WithInterval(interval)
            .RepeatForever()
            .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount);

    /// <summary>Between 1 and 5 o'clock UTC, at a minute that follows from the name, so that jobs spread and each stays where it is.</summary>
    private static CronScheduleBuilder Nightly(string name) =>
        CronScheduleBuilder
            .Create(CronExpression.ParseWithHash("H H H(1-4) * * ?", name))
            .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)
            .InTimeZone(TimeZoneInfo.Utc);
}
