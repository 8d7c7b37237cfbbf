using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Syncs;
using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;

namespace Nexus.Host.Scheduling;

/// <summary>Claims connections that are due, on every node, and runs as many at a time as the node has places for.</summary>
/// <remarks>
/// Nothing is claimed that does not start at once: a lease that waits in a queue here is one that another node could use.
/// Providers take turns in being asked first, so that one with much to do does not keep the places of all others.
/// </remarks>
internal sealed class SyncPump(
    ISyncClaims claims,
    Connectors connectors,
    SyncSignal signal,
    SyncOptions options,
    IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime,
    ILogger<SyncPump> log
) : BackgroundService
{
    /// <summary>Places that become free within so short a time are filled by one claim.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(15);

    private readonly string[] _providers = [.. connectors.All.Select(module => module.Descriptor.Key).Order()];
    private readonly HashSet<Task> _running = [];
    private int _backfills;
    private int _turn;

    private int Free => options.Workers - _running.Count;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Enabled || !claims.CanClaim || _providers.Length == 0)
            return;
        await lifetime.WaitForStartAsync(stoppingToken);
        log.LogInformation("Syncing up to {Workers} connections at a time", options.Workers);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                _running.RemoveWhere(run => run.IsCompleted);
                if (Free > 0)
                    await FillAsync(stoppingToken);
                await signal.WaitAsync(options.PollEvery, stoppingToken);
                await Task.Delay(Breath, CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The runs stop by themselves, after the page at hand.
        }
        finally
        {
            await Task.WhenAll(_running);
        }
    }

    private async Task FillAsync(CancellationToken stoppingToken)
    {
        _turn = (_turn + 1) % _providers.Length;
        try
        {
            for (var i = 0; i < _providers.Length && Free > 0; i++)
            {
                var provider = _providers[(_turn + i) % _providers.Length];
                await StartAsync(provider, Free, RunLane.Scheduled, stoppingToken);
                var backfills = Math.Min(Free, Math.Max(1, options.Workers / 2) - Volatile.Read(ref _backfills));
                if (backfills > 0)
                    await StartAsync(provider, backfills, RunLane.Backfill, stoppingToken);
            }
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            log.LogError(
                failure,
                "Due connections could not be claimed; it is tried again in {Pause}",
                options.PollEvery
            );
        }
    }

    private async Task StartAsync(string provider, int most, RunLane lastLane, CancellationToken stoppingToken)
    {
        foreach (var lease in await claims.ClaimAsync(provider, most, lastLane, stoppingToken))
        {
            if (lease.Lane == RunLane.Backfill)
                Interlocked.Increment(ref _backfills);
            _running.Add(Task.Run(() => RunAsync(lease, stoppingToken), CancellationToken.None));
        }
    }

    private async Task RunAsync(SyncLease lease, CancellationToken stoppingToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope
                .ServiceProvider.GetRequiredService<IWorkspaceScope>()
                .Enter(lease.Workspace, "scheduler", Rights.System);
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new RunSync.Command(lease), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Its lease runs out, and another node goes on.
        }
        catch (Exception failure)
        {
            log.LogError(failure, "A sync ended without an outcome; its lease brings it back");
        }
        finally
        {
            if (lease.Lane == RunLane.Backfill)
                Interlocked.Decrement(ref _backfills);
            signal.Wake();
        }
    }
}
