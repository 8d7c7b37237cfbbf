namespace Nexus.Testing;

/// <summary>A clock that a test moves, and whose short pauses, such as those between attempts, end at once.</summary>
public sealed class HurriedClock(DateTimeOffset now) : TimeProvider
{
    private long _ticks = now.UtcTicks;

    /// <summary>Pauses shorter than this are hurried; others take their time.</summary>
    public TimeSpan Short { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a pause takes that is hurried.</summary>
    public TimeSpan Hurried { get; init; } = TimeSpan.FromMilliseconds(1);

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero && dueTime < Short ? Hurried : dueTime, period);
}
