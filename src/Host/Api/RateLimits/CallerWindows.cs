using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace Nexus.Host.Api.RateLimits;

/// <summary>
/// A sliding window of one minute for each caller. Windows that nobody draws on go; once there are as many as may be, all
/// further callers share one, so that memory stays bounded whoever calls.
/// </summary>
internal sealed class CallerWindows : IDisposable
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private const int Segments = 6;
    private const string Overflow = "";

    private readonly ConcurrentDictionary<string, SlidingWindowRateLimiter> _windows = new(StringComparer.Ordinal);
    private readonly int _limit;
    private readonly int _maxCallers;
    private readonly ITimer _sweep;

    /// <param name="limit">Calls that one window lets through in any minute.</param>
    public CallerWindows(int limit, int maxCallers, TimeProvider clock)
    {
        _limit = limit;
        _maxCallers = maxCallers;
        _sweep = clock.CreateTimer(_ => Sweep(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>How many windows are held.</summary>
    public int Count => _windows.Count;

    /// <summary>Takes one call from the caller's window.</summary>
    public RateVerdict Take(string caller)
    {
        var window = WindowOf(caller);
        using var lease = window.AttemptAcquire();
        var remaining = window.GetStatistics()?.CurrentAvailablePermits ?? 0;
        return new(lease.IsAcquired, _limit, (int)Math.Clamp(remaining, 0, _limit));
    }

    public void Dispose()
    {
        _sweep.Dispose();
        foreach (var window in _windows.Values)
            window.Dispose();
    }

    private SlidingWindowRateLimiter WindowOf(string caller)
    {
        if (_windows.TryGetValue(caller, out var known))
            return known;
        return _windows.GetOrAdd(_windows.Count < _maxCallers ? caller : Overflow, _ => Open());
    }

    private SlidingWindowRateLimiter Open() =>
        new(
            new SlidingWindowRateLimiterOptions
            {
                PermitLimit = _limit,
                Window = Window,
                SegmentsPerWindow = Segments,
                QueueLimit = 0,
                AutoReplenishment = false,
            }
        );

    private void Sweep()
    {
        foreach (var (caller, window) in _windows)
        {
            window.TryReplenish();
            if (window.GetStatistics()?.CurrentAvailablePermits == _limit)
                _windows.TryRemove(caller, out _);
        }
    }
}

/// <summary>Whether a call passes, and what is left.</summary>
/// <param name="Limit">Calls in any minute.</param>
/// <param name="Remaining">Calls that would pass now.</param>
internal readonly record struct RateVerdict(bool Passes, int Limit, int Remaining);
