using Nexus.Host.Api.RateLimits;
using Nexus.Testing;

namespace Nexus.Host.Tests.Api.RateLimits;

public sealed class CallerWindowsTests
{
    private readonly FixedClock _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_caller_over_the_limit_does_not_pass()
    {
        using var windows = new CallerWindows(limit: 2, maxCallers: 10, _clock);

        Assert.Equal(new RateVerdict(true, 2, 1), windows.Take("a"));
        Assert.Equal(new RateVerdict(true, 2, 0), windows.Take("a"));
        Assert.Equal(new RateVerdict(false, 2, 0), windows.Take("a"));
        Assert.Equal(new RateVerdict(true, 2, 1), windows.Take("b"));
    }

    [Fact]
    public void Callers_beyond_the_bound_share_one_window()
    {
        using var windows = new CallerWindows(limit: 5, maxCallers: 3, _clock);

        var passed = Enumerable.Range(0, 1_000).Count(i => windows.Take($"caller {i}").Passes);

        Assert.Equal(3 + 5, passed);
        Assert.Equal(4, windows.Count);
    }

    [Fact]
    public void Windows_that_are_whole_are_forgotten()
    {
        using var windows = new CallerWindows(limit: 5, maxCallers: 3, _clock);
        windows.Take("a");

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, windows.Count);
    }
}
