using Nexus.ProviderSimulator.Stripe;

namespace Nexus.Benchmarks.Nodes;

/// <summary>An account of the simulated Stripe, and the connection that reads it.</summary>
/// <param name="Workspace">Number of the workspace, which has no other connection.</param>
/// <param name="Number">Of the connection.</param>
/// <param name="Id">Of the connection, as callers know it.</param>
internal sealed record ConnectedAccount(StripeAccount Account, int Workspace, int Number, Guid Id);
