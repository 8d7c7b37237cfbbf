using Nexus.Application.Features.OAuth;
using Nexus.Application.Features.Retention;
using Nexus.Application.Features.Schedules;
using Nexus.Application.Integrations;
using Quartz;

namespace Nexus.Host.Scheduling;

/// <summary>Puts back what fell out of the schedule.</summary>
internal sealed class WatchdogJob(EachWorkspace workspaces) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await workspaces.SendAsync(() => new HealSchedules.Command(), cancellationToken);
}

/// <summary>Has the connections of every provider compared with the provider's own lists, every night.</summary>
internal sealed class ReconciliationJob(EachWorkspace workspaces, Connectors connectors) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var module in connectors.All.Where(module => module.Streams.Any(stream => stream.Reconciled)))
            await workspaces.SendAsync(
                () => new QueueReconciliations.Command(module.Descriptor.Key),
                cancellationToken
            );
    }
}

/// <summary>Keeps what people granted from lapsing.</summary>
internal sealed class GrantJob(EachWorkspace workspaces) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await workspaces.SendAsync(() => new CareForGrants.Command(), cancellationToken);
}

/// <summary>Removes what is kept for a time only.</summary>
internal sealed class RetentionJob(EachWorkspace workspaces) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await workspaces.SendAsync(() => new RemoveExpired.Command(), cancellationToken);
}
