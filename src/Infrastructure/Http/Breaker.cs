using Microsoft.Extensions.Logging;
using Nexus.Application.Integrations;
using Nexus.Application.Pipeline;

namespace Nexus.Infrastructure.Http;

/// <summary>What a call says about the provider's health.</summary>
internal enum CallOutcome
{
    /// <summary>Nothing: it was refused for its credential or its rate, put off, or given up by the caller.</summary>
    Neutral,

    /// <summary>The provider works.</summary>
    Answered,

    /// <summary>The provider was not reached, did not answer in time, or failed on its side.</summary>
    Failed,
}

/// <summary>
/// Spares a provider that fails, and those who wait for it: opens after five failures in a row, or when half of at least
/// ten calls within thirty seconds failed; stays open for thirty seconds; then closes after three probes that were
/// answered, or opens again with the first that failed.
/// </summary>
internal sealed class Breaker(string provider, TimeProvider clock, ILogger log)
{
    private const int FailuresInRow = 5;
    private const int FewestCalls = 10;
    private const int Probes = 3;
    private static readonly TimeSpan Sampled = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StaysOpen = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Queue<(DateTimeOffset At, bool Failed)> _recent = new();
    private State _state = State.Closed;
    private int _period;
    private int _failuresInRow;
    private int _probing;
    private int _probesAnswered;
    private DateTimeOffset _openUntil;

    private enum State
    {
        Closed,
        Open,
        HalfOpen,
    }

    /// <summary>Asks to make a call; every pass is given back by <see cref="Leave"/>.</summary>
    /// <returns>The period in which the call started; what it says counts within this period alone.</returns>
    /// <exception cref="IntegrationException">The breaker is open, or enough probes are under way.</exception>
    public int Enter()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (_state == State.Open && now >= _openUntil)
                Turn(State.HalfOpen);
            if (_state == State.Open)
                throw IsOpen(_openUntil);
            if (_state == State.HalfOpen)
            {
                if (_probing + _probesAnswered >= Probes)
                    throw IsOpen(now + TimeSpan.FromSeconds(1));
                _probing++;
            }
            return _period;
        }
    }

    public void Leave(int pass, CallOutcome outcome)
    {
        lock (_gate)
        {
            if (pass != _period)
                return;
            if (_state == State.HalfOpen)
                JudgeProbe(outcome);
            else if (outcome != CallOutcome.Neutral)
                JudgeCall(outcome == CallOutcome.Failed);
        }
    }

    private void JudgeProbe(CallOutcome outcome)
    {
        _probing--;
        if (outcome == CallOutcome.Failed)
            Turn(State.Open);
        else if (outcome == CallOutcome.Answered && ++_probesAnswered == Probes)
            Turn(State.Closed);
    }

    private void JudgeCall(bool failed)
    {
        var now = clock.GetUtcNow();
        _failuresInRow = failed ? _failuresInRow + 1 : 0;
        _recent.Enqueue((now, failed));
        while (now - _recent.Peek().At > Sampled)
            _recent.Dequeue();
        if (
            _failuresInRow >= FailuresInRow
            || (failed && _recent.Count >= FewestCalls && _recent.Count(call => call.Failed) * 2 >= _recent.Count)
        )
            Turn(State.Open);
    }

    private void Turn(State state)
    {
        NexusTelemetry.ProviderBreakerTurns.Add(
            1,
            new("provider", provider),
            new(
                "to",
                state == State.HalfOpen ? "half-open"
                    : state == State.Open ? "open"
                    : "closed"
            )
        );
        if (state == State.Open)
            log.LogWarning("Calls to {Provider} fail: none are made for {Pause}", provider, StaysOpen);
        else if (state == State.Closed)
            log.LogInformation("Calls to {Provider} succeed again", provider);
        _state = state;
        _period++;
        _failuresInRow = 0;
        _probing = 0;
        _probesAnswered = 0;
        _recent.Clear();
        _openUntil = clock.GetUtcNow() + StaysOpen;
    }

    private static IntegrationException IsOpen(DateTimeOffset until) =>
        new(
            IntegrationFault.Unavailable,
            "The provider failed several times in a row, so Nexus leaves it alone for a moment and then tries again.",
            until
        );
}
