namespace Nexus.ProviderSimulator.Stripe;

/// <summary>How the simulated Stripe behaves.</summary>
public sealed record StripeOptions
{
    /// <summary>How long an event stays out of the list of events after it happened.</summary>
    public TimeSpan EventLag { get; init; } = TimeSpan.Zero;

    /// <summary>How long events are kept. Stripe: 30 days.</summary>
    public TimeSpan EventRetention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Limits that are held; null for none.</summary>
    public StripeLimits? Limits { get; init; }

    /// <summary>Whether webhooks go out by themselves; otherwise a test asks for them.</summary>
    public bool SendWebhooks { get; init; }
}

/// <summary>Requests in one second of the simulator's clock.</summary>
/// <param name="PerEndpoint">To one path. Stripe: 25.</param>
/// <param name="PerAccount">To one account and mode. Stripe: 100 live, 25 in a sandbox.</param>
/// <param name="RetryAfter">Seconds to name in a Retry-After header, which Stripe does not send; null sends none.</param>
public sealed record StripeLimits(int PerEndpoint = 25, int PerAccount = 100, int? RetryAfter = null);
