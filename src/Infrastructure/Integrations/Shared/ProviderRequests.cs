namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>What a provider's client can say about a single call.</summary>
internal static class ProviderRequests
{
    /// <summary>
    /// Set to true on a call that is not GET or HEAD and may yet be made twice: it only reads, or it carries a key by
    /// which the provider recognises the second one.
    /// </summary>
    public static readonly HttpRequestOptionsKey<bool> Repeatable = new("nexus.repeatable");
}
