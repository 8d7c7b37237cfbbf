using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Http;
using Nexus.Testing;

namespace Nexus.Infrastructure.Tests.Http;

public sealed class BreakerTests
{
    private readonly FixedClock _clock = new(HttpScene.Start);
    private readonly Breaker _breaker;

    public BreakerTests() => _breaker = new Breaker("test", _clock, NullLogger.Instance);

    [Fact]
    public void Five_failures_in_a_row_open_it_for_thirty_seconds()
    {
        Call(CallOutcome.Failed, 4);
        Call(CallOutcome.Failed);

        var refusal = Assert.Throws<IntegrationException>(() => _breaker.Enter());

        Assert.Equal((IntegrationFault.Unavailable, HttpScene.Start.AddSeconds(30)), (refusal.Fault, refusal.RetryAt));
    }

    [Fact]
    public void Four_failures_in_a_row_do_not_open_it()
    {
        Call(CallOutcome.Failed, 4);
        Call(CallOutcome.Answered);
        Call(CallOutcome.Failed, 3);

        Assert.True(IsClosed());
    }

    [Fact]
    public void Half_of_ten_calls_open_it_without_five_in_a_row()
    {
        for (var pair = 0; pair < 4; pair++)
        {
            Call(CallOutcome.Failed);
            Call(CallOutcome.Answered);
        }
        Call(CallOutcome.Answered);
        Assert.True(IsClosed());

        Call(CallOutcome.Failed);

        Assert.False(IsClosed());
    }

    [Fact]
    public void What_is_older_than_thirty_seconds_is_forgotten()
    {
        Call(CallOutcome.Failed, 4);
        Call(CallOutcome.Answered, 4);
        _clock.Advance(TimeSpan.FromSeconds(31));

        Call(CallOutcome.Answered);
        Call(CallOutcome.Failed);

        Assert.True(IsClosed());
    }

    [Fact]
    public void Refusals_for_credential_and_rate_never_open_it()
    {
        Call(CallOutcome.Neutral, 100);

        Assert.True(IsClosed());
    }

    [Fact]
    public void Of_a_hundred_that_wait_three_may_probe()
    {
        Open();
        _clock.Advance(TimeSpan.FromSeconds(30));

        var passed = Enumerable.Range(0, 100).Count(_ => Record.Exception(() => _breaker.Enter()) is null);

        Assert.Equal(3, passed);
    }

    [Fact]
    public void Three_probes_that_are_answered_close_it()
    {
        Open();
        _clock.Advance(TimeSpan.FromSeconds(30));
        Call(CallOutcome.Answered, 3);

        Call(CallOutcome.Failed, 4);

        Assert.True(IsClosed());
    }

    [Fact]
    public void One_probe_that_fails_opens_it_again()
    {
        Open();
        _clock.Advance(TimeSpan.FromSeconds(30));
        Call(CallOutcome.Answered, 2);

        Call(CallOutcome.Failed);

        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(IsClosed());
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(IsClosed());
    }

    [Fact]
    public void A_probe_that_says_nothing_makes_room_for_another()
    {
        Open();
        _clock.Advance(TimeSpan.FromSeconds(30));

        Call(CallOutcome.Neutral, 10);

        Assert.True(IsClosed());
    }

    [Fact]
    public void A_call_that_started_before_it_opened_says_nothing_about_the_probes()
    {
        var early = _breaker.Enter();
        Open();
        _clock.Advance(TimeSpan.FromSeconds(30));
        var probe = _breaker.Enter();

        _breaker.Leave(early, CallOutcome.Failed);

        Assert.True(IsClosed());
        _breaker.Leave(probe, CallOutcome.Answered);
    }

    private void Open() => Call(CallOutcome.Failed, 5);

    private void Call(CallOutcome outcome, int times = 1)
    {
        for (var call = 0; call < times; call++)
            _breaker.Leave(_breaker.Enter(), outcome);
    }

    /// <summary>Whether a call may start now.</summary>
    private bool IsClosed()
    {
        var failure = Record.Exception(() => _breaker.Leave(_breaker.Enter(), CallOutcome.Neutral));
        return failure is null;
    }
}
