namespace Nexus.Testing;

/// <summary>A clock that stands still until a test moves it. Timers and delays follow it, too.</summary>
public sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    /// <summary>Two weeks have a million seconds.</summary>
    private const int MostRings = 1_000;

    private readonly Lock _gate = new();
    private readonly List<Alarm> _alarms = [];
    private DateTimeOffset _now = now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>From now to when the next timer rings; null where none is set.</summary>
    public TimeSpan? NextAlarm
    {
        get
        {
            lock (_gate)
                return _alarms.Count == 0 ? null : _alarms.Min(alarm => alarm.Due) - _now;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves the clock forward and rings what falls due on the way, in order of time.</summary>
    /// <remarks>A timer that would ring more than a thousand times rings at the first and the last of them.</remarks>
    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (TakeDue(end) is { } alarm)
            alarm.Ring();
        lock (_gate)
            _now = end;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    private Alarm? TakeDue(DateTimeOffset end)
    {
        lock (_gate)
        {
            var next = _alarms.Where(alarm => alarm.Due <= end).MinBy(alarm => alarm.Due);
            if (next is null)
                return null;
            _now = next.Due > _now ? next.Due : _now;
            if (next.Period == Timeout.InfiniteTimeSpan)
                _alarms.Remove(next);
            else
                next.Due += next.Period * Missed(end - next.Due, next.Period);
            return next;
        }
    }

    /// <summary>How many periods a timer goes on by: all that are left, where they are too many.</summary>
    private static long Missed(TimeSpan left, TimeSpan period) =>
        left / period > MostRings ? left.Ticks / period.Ticks : 1;

    private sealed class Alarm(FixedClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Ring() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._alarms.Remove(this);
                Period = period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan;
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                Due = clock._now + dueTime;
                clock._alarms.Add(this);
            }
            return true;
        }

        public void Dispose() => Stop();

        public ValueTask DisposeAsync()
        {
            Stop();
            return ValueTask.CompletedTask;
        }

        private void Stop()
        {
            lock (clock._gate)
                clock._alarms.Remove(this);
        }
    }
}
