using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Http;

/// <summary>How long a provider asks to be left alone.</summary>
internal static class RetryAfter
{
    /// <summary>A header that says more is taken for a mistake that must not stop a connection for good.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>In the way of the standard, else in the provider's own.</summary>
    /// <returns>More than 0 and at most a day; null where the answer names no time to come.</returns>
    public static TimeSpan? Of(HttpResponseMessage response, ProviderCalls calls, TimeProvider clock) =>
        Of(response, clock) ?? OfProvider(response, calls, clock);

    /// <summary>In the provider's own way only, whatever the status.</summary>
    /// <returns>More than 0 and at most a day; null where the answer names no time to come.</returns>
    public static TimeSpan? OfProvider(HttpResponseMessage response, ProviderCalls calls, TimeProvider clock) =>
        Bounded(calls.Pause?.Invoke(response, clock.GetUtcNow()) ?? TimeSpan.Zero);

    /// <returns>More than 0 and at most a day; null where the answer names no time to come.</returns>
    public static TimeSpan? Of(HttpResponseMessage response, TimeProvider clock) =>
        Bounded(
            response.Headers.RetryAfter switch
            {
                { Delta: { } seconds } => seconds,
                // By the provider's own clock, which need not be ours.
                { Date: { } until } => until - (response.Headers.Date ?? clock.GetUtcNow()),
                _ => TimeSpan.Zero,
            }
        );

    private static TimeSpan? Bounded(TimeSpan pause) =>
        pause <= TimeSpan.Zero ? null : TimeSpan.FromTicks(Math.Min(pause.Ticks, Longest.Ticks));
}
