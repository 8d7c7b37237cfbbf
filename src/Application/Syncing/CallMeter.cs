namespace Nexus.Application.Syncing;

/// <summary>
/// Counts the calls to providers that are made while it is open, by whatever it is that makes them. Calls that fail and
/// those that are made again count as well.
/// </summary>
public sealed class CallMeter : IDisposable
{
    private static readonly AsyncLocal<CallMeter?> Running = new();

    private long _calls;
    private long _ticks;
    private double _quota = double.NaN;

    private CallMeter() { }

    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>How long providers were waited for, all calls added up, whether or not they overlap.</summary>
    public TimeSpan Time => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    /// <summary>What was counted, for the account of a run.</summary>
    public MadeCalls Made =>
        new(Calls, Time, Volatile.Read(ref _quota) is var used && double.IsNaN(used) ? null : used);

    /// <summary>Begins to count what the caller calls from here on.</summary>
    public static CallMeter Open() => Running.Value = new CallMeter();

    /// <summary>Counts a call where anybody wants to know.</summary>
    /// <param name="took">From the request to the last byte of the answer, or to the failure.</param>
    public static void Count(TimeSpan took)
    {
        if (Running.Value is not { } meter)
            return;
        Interlocked.Increment(ref meter._calls);
        Interlocked.Add(ref meter._ticks, took.Ticks);
    }

    /// <summary>Notes what a provider says to be used of its limits; a later answer counts in place of an earlier one.</summary>
    /// <param name="used">Share of the limit that is nearest to its end, 0 to 1.</param>
    public static void TellQuota(double used)
    {
        if (Running.Value is { } meter && !double.IsNaN(used))
            Volatile.Write(ref meter._quota, Math.Clamp(used, 0, 1));
    }

    public void Dispose() => Running.Value = null;
}
