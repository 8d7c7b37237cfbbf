using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Webhooks;

/// <summary>How waiting webhooks are sent.</summary>
public sealed record WebhookDelivery
{
    /// <summary>Puts them in a random order of this seed; null keeps the order of the events.</summary>
    public int? ShuffleSeed { get; init; }

    /// <summary>Each is sent from once to so many times, by the seed.</summary>
    public int MaxCopies { get; init; } = 1;

    /// <summary>How many percent wait for the next delivery, by the seed: they come after newer ones.</summary>
    public int DelayedPercent { get; init; }

    /// <summary>How many are on their way at once.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>The time in the signature; null for the clock's.</summary>
    public DateTimeOffset? SignedAt { get; init; }
}

/// <summary>An attempt to deliver.</summary>
/// <param name="Status">What the endpoint answered; null where it could not be reached.</param>
public sealed record WebhookAttempt(StripeEvent Event, WebhookEndpoint Endpoint, int? Status)
{
    public bool Succeeded => Status is >= 200 and < 300;
}

/// <summary>A request as an endpoint would get it, for tests that send it themselves.</summary>
public sealed record SignedWebhook(string Body, string SignatureHeader);
