namespace Nexus.Testing;

/// <summary>The clock of a machine that is wrong by a constant time.</summary>
public sealed class ShiftedClock(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
}
