using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator.Stripe.Api;

/// <summary>Counts the requests of each second, by endpoint and in all.</summary>
internal sealed class RateLimiter(StripeLimits? limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private long _second;
    private int _all;
    private int _refused;

    /// <summary>The refusal that the request earns; null for none.</summary>
    public SimulatedAnswer? Refuse(string endpoint, DateTimeOffset now)
    {
        if (limits is null)
            return null;
        lock (_gate)
        {
            if (now.ToUnixTimeSeconds() != _second)
            {
                _second = now.ToUnixTimeSeconds();
                _counts.Clear();
                _all = 0;
            }
            var count = _counts[endpoint] = _counts.GetValueOrDefault(endpoint) + 1;
            _all++;
            var reason =
                _all > limits.PerAccount ? "global-rate"
                : count > limits.PerEndpoint ? "endpoint-rate"
                : null;
            // Both bodies are seen in the wild, so they take turns.
            return reason is null ? null : StripeFaults.RateLimitAnswer(reason, _refused++ % 2 == 0, limits.RetryAfter);
        }
    }
}
