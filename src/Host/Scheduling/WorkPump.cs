using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Work;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;

namespace Nexus.Host.Scheduling;

/// <summary>Takes due items of queued work, on every node, and does them one after the other.</summary>
internal sealed class WorkPump(
    IDispatcher dispatcher,
    IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<WorkPump> log
) : BackgroundService
{
    private const int Batch = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Longer than any attempt at an item.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(40);

    private readonly string _node = Environment.MachineName + ":" + Guid.NewGuid().ToString("N")[..8];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.WaitForStartAsync(stoppingToken);
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                while (await DrainAsync(stoppingToken) == Batch) { }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(failure, "Queued work could not be claimed; it is tried again in {Pause}", Pause);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <returns>How many items were claimed.</returns>
    private async Task<int> DrainAsync(CancellationToken cancellationToken)
    {
        var claimed = await dispatcher.ClaimWorkAsync(_node, Batch, Lease, cancellationToken);
        foreach (var item in claimed)
        {
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            attempt.CancelAfter(AttemptTimeout);
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<IWorkspaceScope>().Enter(item.Workspace, "queue", Rights.System);
            try
            {
                await scope
                    .ServiceProvider.GetRequiredService<IMediator>()
                    .Send(new RunWorkItem.Command(item.Item, item.Fence), attempt.Token);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                log.LogError(
                    failure,
                    "Queued work {Item} ended without an outcome; its lease brings it back",
                    item.Item
                );
            }
        }
        return claimed.Count;
    }
}
