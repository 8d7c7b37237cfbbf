using Nexus.ProviderSimulator.Stripe.Api;

namespace Nexus.ProviderSimulator.Stripe.Keys;

/// <summary>Sets of permissions for restricted keys.</summary>
public static class StripePermissions
{
    public const string Account = "rak_accounts_kyc_basic_read";
    public const string Balance = "rak_balance_read";
    public const string WebhookRead = "rak_webhook_read";
    public const string WebhookWrite = "rak_webhook_write";

    /// <summary>All that a sync of KPIs reads: each list, but neither the account nor webhooks.</summary>
    public static IReadOnlyList<string> Sync { get; } =
    [.. Resources.All.Select(resource => resource.Permission).Distinct(StringComparer.Ordinal)];

    /// <summary>The permission that a list needs, by its path below <c>/v1/</c>.</summary>
    public static string For(string path) =>
        Resources.Find(path)?.Permission ?? throw new ArgumentException($"There is no list '{path}'.", nameof(path));
}
