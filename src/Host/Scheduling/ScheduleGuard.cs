using Nexus.Application.Features.Schedules;
using Quartz;

namespace Nexus.Host.Scheduling;

/// <summary>
/// Looks after the system's own jobs from outside the scheduler that runs them, on every node, once a minute: rows that
/// are gone are made anew, and while the watchdog does not run, its work is done here.
/// </summary>
internal sealed class ScheduleGuard(
    ISchedulerFactory schedulers,
    EachWorkspace workspaces,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<ScheduleGuard> log
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>A job that should have begun so long ago, and does not run, will not begin by itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.WaitForStartAsync(stoppingToken);
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(
                    failure,
                    "The schedule of the system's jobs could not be looked at; it is tried again in {Pause}",
                    Pause
                );
            }
        }
    }

    /// <returns>The jobs that were scheduled anew.</returns>
    internal async Task<IReadOnlyList<string>> LookAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        var restored = new List<string>();
        foreach (var job in SystemSchedule.Jobs)
        {
            if (!await IsLostAsync(scheduler, job.Key, cancellationToken))
                continue;
            await job.ScheduleAsync(scheduler, clock, cancellationToken);
            restored.Add(job.Key.Name);
            log.LogWarning("The schedule of the job {Job} was lost or stuck, and was made anew", job.Key.Name);
        }
        if (restored.Contains(SystemSchedule.Watchdog.Key.Name))
            await workspaces.SendAsync(() => new HealSchedules.Command(), cancellationToken);
        return restored;
    }

    private async Task<bool> IsLostAsync(IScheduler scheduler, TriggerKey key, CancellationToken cancellationToken)
    {
        if (await scheduler.GetTrigger(key, cancellationToken) is not { NextFireTimeUtc: { } next })
            return true;
        var state = await scheduler.GetTriggerState(key, cancellationToken);
        return state == TriggerState.Error || state != TriggerState.Blocked && next < clock.GetUtcNow() - Patience;
    }
}
