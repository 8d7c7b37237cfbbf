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
    /// <summary>Makes accounts with a past, and tells how to connect each.</summary>
    /// <returns>
    /// <c>{"provider", "name", "credentials", "settings", "consent", "webhooks": {"path", "credential"}}</c> as Nexus takes
    /// them; consent is true where somebody consents instead of handing over credentials; of webhooks, the path below this
    /// address that registers an endpoint, and the credential that its secret becomes.
    /// </returns>
    IReadOnlyList<JsonObject> Demonstrate();
}

/// <summary>A provider of which Nexus has to know more than where it is.</summary>
public interface IConfigured
{
    /// <summary>Nexus's configuration for it, such as <c>OAuth:google:ClientId</c>.</summary>
    /// <param name="address">Where it listens.</param>
    IReadOnlyDictionary<string, string> Configuration(Uri address);
}
