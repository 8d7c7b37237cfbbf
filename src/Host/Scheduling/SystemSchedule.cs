using Nexus.Infrastructure.Scheduling;
using Npgsql;
using Quartz;

namespace Nexus.Host.Scheduling;

/// <summary>When the system's own jobs run: once in the cluster, whichever nodes are up.</summary>
internal static class SystemSchedule
{
    private const string Group = "system";

    /// <summary>Registers Quartz on the shared database, and what its jobs need.</summary>
    /// <param name="connectionString">Of the application's role.</param>
    public static IServiceCollection AddSystemSchedule(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton<EachWorkspace>();
        services.AddHostedService<WorkPump>();
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "nexus";
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
            AddJob<WatchdogJob>(quartz, "watchdog");
            AddJob<ReconciliationJob>(quartz, "reconciliation");
            AddJob<RetentionJob>(quartz, "retention");
            AddJob<GrantJob>(quartz, "grants");
            quartz.AddTrigger<WatchdogJob>(trigger =>
                trigger
                    .ForJob("watchdog", Group)
                    .WithIdentity("watchdog", Group)
                    .WithSimpleSchedule(every =>
                        every
                            .WithInterval(TimeSpan.FromMinutes(1))
                            .RepeatForever()
                            .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)
                    )
            );
            quartz.AddTrigger<GrantJob>(trigger =>
                trigger
                    .ForJob("grants", Group)
                    .WithIdentity("grants", Group)
                    .WithSimpleSchedule(every =>
                        every
                            .WithInterval(TimeSpan.FromHours(1))
                            .RepeatForever()
                            .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)
                    )
            );
            AddNightly<RetentionJob>(quartz, "retention");
            AddNightly<ReconciliationJob>(quartz, "reconciliation");
        });
        services.AddQuartzHostedService(options =>
        {
            options.WaitForJobsToComplete = true;
            options.AwaitApplicationStarted = true;
        });
        return services;
    }

    private static void AddJob<T>(IQuartzBuilder quartz, string name)
        where T : class, IJob =>
        quartz.AddJob<T>(job =>
            job.WithIdentity(name, Group).StoreDurably().DisallowConcurrentExecution().RequestRecovery()
        );

    /// <summary>Between 1 and 5 o'clock UTC, at a minute that follows from the name, so that jobs spread and each stays where it is.</summary>
    private static void AddNightly<T>(IQuartzBuilder quartz, string name)
        where T : class, IJob =>
        quartz.AddTrigger<T>(trigger =>
            trigger
                .ForJob(name, Group)
                .WithIdentity(name, Group)
                .WithCronSchedule(
                    CronExpression.ParseWithHash("H H H(1-4) * * ?", name),
                    cron =>
                        cron.WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)
                            .InTimeZone(TimeZoneInfo.Utc)
                )
        );
}
