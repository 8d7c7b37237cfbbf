using Quartz;

namespace Nexus.Host.Scheduling;

/// <summary>One of the system's own jobs and when it runs; registered at the start, and again where its rows are gone.</summary>
internal interface ISystemJob
{
    TriggerKey Key { get; }

    void Register(IQuartzBuilder quartz);

    /// <summary>Makes job and trigger anew, the first time due from now on.</summary>
    ValueTask ScheduleAsync(IScheduler scheduler, TimeProvider clock, CancellationToken cancellationToken);
}

/// <param name="name">Of the job and of its one trigger.</param>
/// <param name="when">Made anew for each trigger.</param>
internal sealed class SystemJob<T>(string name, Func<string, IScheduleBuilder> when) : ISystemJob
    where T : class, IJob
{
    public const string Group = "system";

    public TriggerKey Key { get; } = new(name, Group);

    public void Register(IQuartzBuilder quartz)
    {
        quartz.AddJob<T>(job =>
            job.WithIdentity(name, Group).StoreDurably().DisallowConcurrentExecution().RequestRecovery()
        );
        quartz.AddTrigger<T>(trigger => trigger.ForJob(name, Group).WithIdentity(Key).WithSchedule(when(name)));
    }

    public async ValueTask ScheduleAsync(IScheduler scheduler, TimeProvider clock, CancellationToken cancellationToken)
    {
        var job = JobBuilder
            .Create<T>()
            .WithIdentity(name, Group)
            .StoreDurably()
            .DisallowConcurrentExecution()
            .RequestRecovery()
            .Build();
        var trigger = TriggerBuilder
            .Create(clock)
            .ForJob(name, Group)
            .WithIdentity(Key)
            .WithSchedule(when(name))
            .Build();
        await scheduler.ScheduleJob(job, [trigger], ScheduleJobOptions.Replacing, cancellationToken);
    }
}
