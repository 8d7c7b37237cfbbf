using Nexus.Host.Scheduling;
using Nexus.Testing;

namespace Nexus.Host.Tests.Scheduling;

public sealed class ClaimAheadTests
{
    private readonly FixedClock _clock = new(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Nothing_is_claimed_ahead_before_a_run_has_ended() => Assert.Equal(0, After(0, seconds: 1));

    [Theory]
    [InlineData(50, 1, 25)]
    [InlineData(40, 0.5, 40)]
    [InlineData(1, 1, 0)]
    public void As_many_are_claimed_ahead_as_end_within_half_a_second(int ended, double seconds, int expected) =>
        Assert.Equal(expected, After(ended, seconds));

    [Fact]
    public void There_is_a_limit() => Assert.Equal(128, After(10_000, seconds: 0.5));

    [Fact]
    public void A_pace_is_forgotten_once_runs_take_longer()
    {
        var ahead = new ClaimAhead(_clock, 128);
        End(ahead, 40);
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(40, ahead.Most);

        _clock.Advance(TimeSpan.FromSeconds(0.5));

        Assert.Equal(0, ahead.Most);
    }

    [Fact]
    public void A_tenth_of_a_second_in_which_nothing_ends_takes_a_fifth_of_it()
    {
        var ahead = new ClaimAhead(_clock, 128);
        End(ahead, 100);
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(100, ahead.Most);

        _clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(80, ahead.Most);
    }

    [Fact]
    public void A_pace_far_above_the_limit_is_no_longer_in_going_down()
    {
        var ahead = new ClaimAhead(_clock, 128);
        End(ahead, 10_000);
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(128, ahead.Most);

        _clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(102, ahead.Most);
    }

    private int After(int ended, double seconds)
    {
        var ahead = new ClaimAhead(_clock, 128);
        End(ahead, ended);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        return ahead.Most;
    }

    private static void End(ClaimAhead ahead, int runs)
    {
        for (var i = 0; i < runs; i++)
            ahead.Ended();
    }
}
