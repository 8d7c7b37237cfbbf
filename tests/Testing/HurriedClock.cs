namespace Nexus.Testing;

/// <summary>A clock that a test moves, and whose short pauses, such as those between attempts, end at once.</summary>
public sealed class HurriedClock(DateTimeOffset now) : TimeProvider
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(10);
    private long _ticks = now.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(
            callback,
            state,
            dueTime > TimeSpan.Zero && dueTime < Short ? TimeSpan.FromMilliseconds(1) : dueTime,
            period
        );
}
