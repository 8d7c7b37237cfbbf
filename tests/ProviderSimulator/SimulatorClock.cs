namespace Nexus.ProviderSimulator;

/// <summary>Runs with the system's clock, shifted by as much as it was told to be, or stands still.</summary>
public sealed class SimulatorClock : TimeProvider
{
    private readonly Lock _gate = new();
    private TimeSpan _shift;
    private DateTimeOffset? _frozen;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _frozen ?? base.GetUtcNow() + _shift;
    }

    /// <summary>Makes it this time now; it runs on from there, unless it stands still.</summary>
    public void Set(DateTimeOffset now)
    {
        lock (_gate)
        {
            _shift = now - base.GetUtcNow();
            _frozen = _frozen is null ? null : now;
        }
    }

    /// <summary>Jumps ahead, or back where the span is negative.</summary>
    public void Advance(TimeSpan by) => Set(GetUtcNow() + by);

    /// <summary>Stands still from now on, but for <see cref="Set"/> and <see cref="Advance"/>.</summary>
    public void Freeze()
    {
        lock (_gate)
            _frozen = base.GetUtcNow() + _shift;
    }
}
