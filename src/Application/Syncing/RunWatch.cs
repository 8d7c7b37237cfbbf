using Microsoft.Extensions.Logging;

namespace Nexus.Application.Syncing;

/// <summary>Keeps a run's lease alive, and stops the run once it is cancelled or belongs to another node.</summary>
internal sealed class RunWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _done = new();
    private readonly ILogger _log;
    private readonly Task _watching;

    /// <param name="look">Asks how the run stands, and renews its lease where told to.</param>
    /// <param name="stopping">The node is shutting down.</param>
    public RunWatch(
        Func<bool, CancellationToken, Task<RunSign>> look,
        SyncOptions options,
        TimeProvider clock,
        ILogger log,
        CancellationToken stopping
    )
    {
        _log = log;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _watching = WatchAsync(look, options, clock);
    }

    /// <summary>Cancelled when the run must end.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Why it must; <see cref="RunSign.GoOn"/> while it need not, or where the node shuts down.</summary>
    public RunSign Sign { get; private set; } = RunSign.GoOn;

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _watching;
        _stop.Dispose();
        _done.Dispose();
    }

    private async Task WatchAsync(
        Func<bool, CancellationToken, Task<RunSign>> look,
        SyncOptions options,
        TimeProvider clock
    )
    {
        var renewed = clock.GetTimestamp();
        using var timer = new PeriodicTimer(options.WatchEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_done.Token))
            {
                var renew = clock.GetElapsedTime(renewed) >= options.Lease / 3;
                var sign = await AskAsync(look, renew);
                if (sign is RunSign.GoOn && renew)
                    renewed = clock.GetTimestamp();
                // Nobody answers: by now someone else may hold the lease, and this node must not act as if it did.
                if (sign is null && clock.GetElapsedTime(renewed) >= options.Lease)
                    sign = RunSign.Lost;
                if (sign is RunSign.Cancel or RunSign.Lost)
                {
                    Sign = sign.Value;
                    await _stop.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run has ended.
        }
    }

    /// <returns>Null where there is no answer, whatever the reason: a run that nobody watches could not be cancelled.</returns>
    private async Task<RunSign?> AskAsync(Func<bool, CancellationToken, Task<RunSign>> look, bool renew)
    {
        try
        {
            return await look(renew, _done.Token);
        }
        catch (Exception e) when (!_done.IsCancellationRequested)
        {
            _log.LogWarning(e, "Nobody tells how the run stands; it is asked again");
            return null;
        }
    }
}
