namespace Nexus.Testing;

/// <summary>A clock that a test moves, and whose short pauses, such as those between attempts, end at once.</summary>
public sealed class HurriedClock(DateTimeOffset now) : TimeProvider
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(10);
    private long _ticks = now.UtcTicks;

    /// <summary>Where set, nothing is waited for any longer than this: timeouts and long pauses are cut short, too.</summary>
    public TimeSpan? Patience { get; init; }

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var isShort = dueTime > TimeSpan.Zero && dueTime < Short;
        var timer = base.CreateTimer(callback, state, isShort ? TimeSpan.FromMilliseconds(1) : Cut(dueTime), period);
        return Patience is null ? timer : new CutTimer(timer, Cut);
    }

    private TimeSpan Cut(TimeSpan dueTime) => dueTime > Patience ? Patience.Value : dueTime;

    /// <summary>Timeouts are set after their timer is made.</summary>
    private sealed class CutTimer(ITimer timer, Func<TimeSpan, TimeSpan> cut) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(cut(dueTime), period);

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
