namespace Nexus.Host.Scheduling;

/// <summary>How many connections a node may claim beyond its places: as many as end within a moment at its pace.</summary>
/// <param name="limit">Never more than so many.</param>
/// <remarks>Where runs take seconds, none: what is claimed would wait while another node is idle.</remarks>
internal sealed class ClaimAhead(TimeProvider clock, int limit)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Measured = TimeSpan.FromMilliseconds(100);

    private long _since = clock.GetTimestamp();
    private int _ended;
    private double _pace;

    /// <summary>From 0 to the limit. For one reader.</summary>
    /// <remarks>
    /// What was measured over less than a moment counts for as much less: where the machine is busy, runs end by fits and
    /// starts, and each claim of a few costs as much as one of many.
    /// </remarks>
    public int Most
    {
        get
        {
            var passed = clock.GetElapsedTime(_since);
            if (passed >= Measured)
            {
                _since = clock.GetTimestamp();
                var pace = Math.Min(limit, Interlocked.Exchange(ref _ended, 0) * (Moment / passed));
                _pace += (pace - _pace) * Math.Min(1, passed / Moment);
            }
            return (int)_pace;
        }
    }

    /// <summary>Counts a run that has ended.</summary>
    public void Ended() => Interlocked.Increment(ref _ended);
}
