using Nexus.Application.Syncing;

namespace Nexus.Host.Scheduling;

/// <summary>Lets the pump of this node sleep until something is due or a place has become free.</summary>
internal sealed class SyncSignal : ISyncSignal, IDisposable
{
    private readonly SemaphoreSlim _woken = new(0, 1);

    private int _asked;

    /// <summary>Someone asked for something that is due at once.</summary>
    public void Wake()
    {
        Volatile.Write(ref _asked, 1);
        Freed();
    }

    /// <summary>Whether <see cref="Wake"/> was called since this was asked last.</summary>
    public bool TakeAsked() => Interlocked.Exchange(ref _asked, 0) == 1;

    /// <summary>A place has become free.</summary>
    public void Freed()
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

    /// <summary>Ends at the next sign, or after a while without one.</summary>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken) =>
        _woken.WaitAsync(longest, cancellationToken);

    public void Dispose() => _woken.Dispose();
}
