namespace Nexus.Infrastructure.Tests.Integrations;

/// <summary>A clock that a test moves, and whose short pauses, such as those between attempts, end at once.</summary>
/// <param name="shorter">Pauses shorter than this end at once; 15 seconds unless given.</param>
internal sealed class HurriedClock(DateTimeOffset now, TimeSpan? shorter = null) : TimeProvider
{
    private readonly TimeSpan _short = shorter ?? TimeSpan.FromSeconds(15);
    private long _ticks = now.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(
            callback,
            state,
            dueTime > TimeSpan.Zero && dueTime < _short ? TimeSpan.FromMilliseconds(1) : dueTime,
            period
        );
}
