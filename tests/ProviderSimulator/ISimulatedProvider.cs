using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator;

/// <summary>One provider's API, as the server around it sees it. Each has a port of its own, so that paths are the real ones.</summary>
public interface ISimulatedProvider
{
    /// <summary>Lower case and hyphenated, as in <c>stripe</c>.</summary>
    string Name { get; }

    /// <summary>Answers one request from the state as it is now. Called by many requests at once.</summary>
    SimulatedAnswer Answer(SimulatedRequest request);
}

/// <summary>A provider that a demonstration connects.</summary>
public interface IDemonstrated
{
    /// <summary>Makes an account with a past, and tells how to connect it.</summary>
    /// <returns>
    /// <c>{"provider", "name", "credentials", "settings", "webhooks": {"path", "credential"}}</c> as Nexus takes them; of
    /// webhooks, the path below this address that registers an endpoint, and the credential that its secret becomes.
    /// </returns>
    JsonObject Demonstrate();
}
