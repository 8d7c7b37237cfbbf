using Nexus.Application.Syncing;

namespace Nexus.Host.Scheduling;

/// <summary>Lets the pump of this node sleep until something is due or a place has become free.</summary>
internal sealed class SyncSignal : ISyncSignal, IDisposable
{
    private readonly SemaphoreSlim _woken = new(0, 1);

    public void Wake()
    {
        try
        {
            _woken.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    /// <summary>Ends at the next call of <see cref="Wake"/>, or after a while without one.</summary>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken) =>
        _woken.WaitAsync(longest, cancellationToken);

    public void Dispose() => _woken.Dispose();
}
