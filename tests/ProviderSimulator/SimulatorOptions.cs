using Nexus.ProviderSimulator.Stripe;

namespace Nexus.ProviderSimulator;

/// <summary>What a simulator is started with.</summary>
public sealed record SimulatorOptions
{
    /// <summary>The port of the first provider; the next ones follow it. Zero takes free ports.</summary>
    public int Port { get; init; }

    /// <summary>How the simulated Stripe behaves.</summary>
    public StripeOptions Stripe { get; init; } = new();
}
