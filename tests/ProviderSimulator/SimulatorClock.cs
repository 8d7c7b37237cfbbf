namespace Nexus.ProviderSimulator;

/// <summary>Runs with the system's clock, shifted by as much as it was told to be.</summary>
public sealed class SimulatorClock : TimeProvider
{
    private long _shiftTicks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _shiftTicks));

    /// <summary>Makes it this time now; it runs on from there.</summary>
    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref _shiftTicks, (now - base.GetUtcNow()).Ticks);

    /// <summary>Jumps ahead, or back where the span is negative.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _shiftTicks, by.Ticks);
}
