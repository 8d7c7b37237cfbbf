using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe.Api;

namespace Nexus.ProviderSimulator.Stripe.Webhooks;

/// <summary>Where events are sent, and how they are signed.</summary>
public sealed class WebhookEndpoint
{
    internal WebhookEndpoint(
        string id,
        Uri url,
        IReadOnlyList<string> enabledEvents,
        ApiVersion? version,
        string secret
    )
    {
        Id = id;
        Url = url;
        EnabledEvents = enabledEvents;
        Version = version;
        Secrets = [secret];
    }

    public string Id { get; }

    public Uri Url { get; set; }

    /// <summary>Types that are sent; <c>*</c> for all.</summary>
    public IReadOnlyList<string> EnabledEvents { get; }

    /// <summary>The version of what is sent; null for the account's.</summary>
    public ApiVersion? Version { get; }

    /// <summary>Whether thin events are sent instead of snapshots.</summary>
    public bool IsThin { get; set; }

    /// <summary>The newest first; more than one while a secret is being rotated.</summary>
    public IReadOnlyList<string> Secrets { get; private set; }

    /// <summary>Starts a rotation: from now on both secrets sign.</summary>
    /// <returns>The new secret.</returns>
    public string RollSecret(string? secret = null)
    {
        secret ??= Secrets[0] + "Rolled";
        Secrets = [secret, .. Secrets];
        return secret;
    }

    /// <summary>Ends a rotation: the old secrets sign no more.</summary>
    public void ExpireOldSecrets() => Secrets = [Secrets[0]];

    internal bool Wants(string type) =>
        EnabledEvents.Contains("*", StringComparer.Ordinal) || EnabledEvents.Contains(type, StringComparer.Ordinal);

    internal JsonObject Render(Rendering rendering) =>
        new()
        {
            ["id"] = Id,
            ["object"] = "webhook_endpoint",
            ["api_version"] = Version?.Text,
            ["application"] = null,
            ["created"] = Json.Time(rendering.Now),
            ["description"] = null,
            ["enabled_events"] = new JsonArray([.. EnabledEvents.Select(type => (JsonNode)type)]),
            ["livemode"] = rendering.Livemode,
            ["metadata"] = new JsonObject(),
            ["status"] = "enabled",
            ["url"] = Url.ToString(),
        };
}
