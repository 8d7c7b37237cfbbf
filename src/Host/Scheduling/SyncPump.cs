using System.Collections.Concurrent;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Syncs;
using Nexus.Application.Integrations;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;

namespace Nexus.Host.Scheduling;

/// <summary>Claims connections that are due, on every node, and runs as many at a time as the node has places for.</summary>
/// <remarks>
/// Little is claimed that does not start at once: a lease that waits for a place here is one that another node could use.
/// A claim ranks all that is due, so that where runs are short, as many are claimed ahead as end within a moment.
/// Providers take turns in being asked first, so that one with much to do does not keep the places of all others.
/// </remarks>
internal sealed class SyncPump(
    ISyncClaims claims,
    Connectors connectors,
    SyncSignal signal,
    SyncOptions options,
    IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<SyncPump> log
) : BackgroundService
{
    /// <summary>Places that become free within so short a time are filled by one claim.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(15);

    private readonly string[] _providers = [.. connectors.All.Select(module => module.Descriptor.Key).Order()];
    private readonly SemaphoreSlim _places = new(options.Workers);
    private readonly ClaimAhead _ahead = new(clock, options.Workers * 16);

    /// <summary>Providers of which more may be due than was claimed.</summary>
    private readonly ConcurrentDictionary<string, bool> _more = new(StringComparer.Ordinal);
    private int _claimed;
    private int _backfills;
    private int _turn;

    private int Room => options.Workers + _ahead.Most - Volatile.Read(ref _claimed);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Enabled || !claims.CanClaim || _providers.Length == 0)
            return;
        await lifetime.WaitForStartAsync(stoppingToken);
        log.LogInformation("Syncing up to {Workers} connections at a time", options.Workers);
        long? looked = null;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                if (signal.TakeAsked() || looked is not { } last || clock.GetElapsedTime(last) >= options.PollEvery)
                {
                    looked = clock.GetTimestamp();
                    foreach (var provider in _providers)
                        _more[provider] = true;
                }
                // A claim for each place that becomes free would rank what is due again and again.
                if (Room > _ahead.Most / 2)
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
            while (Volatile.Read(ref _claimed) > 0)
                await signal.WaitAsync(options.PollEvery, CancellationToken.None);
        }
    }

    private async Task FillAsync(CancellationToken stoppingToken)
    {
        _turn = (_turn + 1) % _providers.Length;
        try
        {
            for (var i = 0; i < _providers.Length && Room > 0; i++)
            {
                var provider = _providers[(_turn + i) % _providers.Length];
                if (!_more.TryRemove(provider, out _))
                    continue;
                var asked = Room;
                if (await StartAsync(provider, asked, RunLane.Scheduled, stoppingToken) == asked)
                    _more[provider] = true;
                var backfills = Math.Min(
                    Math.Min(Room, options.Workers - Volatile.Read(ref _claimed)),
                    Math.Max(1, options.Workers / 2) - Volatile.Read(ref _backfills)
                );
                if (
                    backfills > 0
                    && await StartAsync(provider, backfills, RunLane.Backfill, stoppingToken) == backfills
                )
                    _more[provider] = true;
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

    /// <returns>How many there were.</returns>
    private async Task<int> StartAsync(string provider, int most, RunLane lastLane, CancellationToken stoppingToken)
    {
        var leases = await claims.ClaimAsync(provider, most, lastLane, stoppingToken);
        var now = clock.GetUtcNow();
        foreach (var lease in leases)
        {
            NexusTelemetry.ScheduleLag.Record(
                Math.Max(0, (now - lease.Due).TotalSeconds),
                new KeyValuePair<string, object?>("provider", provider)
            );
            Interlocked.Increment(ref _claimed);
            if (lease.Lane == RunLane.Backfill)
                Interlocked.Increment(ref _backfills);
            _ = Task.Run(() => RunAsync(provider, lease, stoppingToken), CancellationToken.None);
        }
        return leases.Count;
    }

    private async Task RunAsync(string provider, SyncLease lease, CancellationToken stoppingToken)
    {
        try
        {
            await _places.WaitAsync(CancellationToken.None);
            try
            {
                await SyncAsync(lease, stoppingToken);
            }
            finally
            {
                _places.Release();
            }
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
            Interlocked.Decrement(ref _claimed);
            _ahead.Ended();
            _more[provider] = true;
            signal.Freed();
        }
    }

    private async Task SyncAsync(SyncLease lease, CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IWorkspaceScope>().Enter(lease.Workspace, "scheduler", Rights.System);
        await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new RunSync.Command(lease), stoppingToken);
    }

    public override void Dispose()
    {
        _places.Dispose();
        base.Dispose();
    }
}
