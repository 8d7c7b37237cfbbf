using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Stripe;

/// <summary>What a connection gives to reach its account: key and settings, checked.</summary>
/// <param name="Livemode">Whether the key is one of live mode.</param>
/// <param name="IsRestricted">Whether the key may do only what it was given.</param>
/// <param name="ConnectedAccount">The account that a platform reads on behalf of; null for the key's own.</param>
/// <param name="AccountId">As the settings say; needed only where Stripe does not tell.</param>
/// <param name="HistoryFrom">The day before which nothing that happened is read; null for everything.</param>
/// <param name="ConnectedTo">As <see cref="ProviderAccount.Id"/>; null before the first connect.</param>
internal sealed partial record StripeAccess(
    Secret Key,
    bool Livemode,
    bool IsRestricted,
    string? ConnectedAccount,
    string? AccountId,
    DateOnly? HistoryFrom,
    string? ConnectedTo
)
{
    /// <summary>Name of the credential that holds the key.</summary>
    public const string KeyName = "apiKey";

    public string Mode => Livemode ? "live" : "test";

    /// <summary>
    /// Limits: a fifth of the 100 requests a second that Stripe allows in live mode, and less than the 25 of a sandbox
    /// and of any one list, so that the account's own systems are not in the way
    /// (<see href="https://docs.stripe.com/rate-limits"/>).
    /// </summary>
    public ProviderCalls Calls =>
        new(
            "stripe",
            new Uri("https://api.stripe.com/"),
            ConnectedTo ?? $"key:{KeyHash}",
            $"key:{KeyHash}",
            new RateLimit(PerSecond: 20, Burst: 20, Concurrency: 4)
        )
        {
            ShouldRetry = StripeFaults.ShouldRetry,
        };

    private string KeyHash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key.Reveal())))[..16];

    /// <exception cref="IntegrationException">
    /// <see cref="IntegrationFault.Misconfigured"/>: the key is of the wrong kind, or a setting makes no sense.
    /// </exception>
    public static StripeAccess Of(ConnectionContext connection)
    {
        var key = connection.Credentials.GetValueOrDefault(KeyName)?.Reveal().Trim();
        if (string.IsNullOrEmpty(key))
            throw Misconfigured(
                "There is no API key. Create a restricted key in Stripe's dashboard and enter it here."
            );
        if (key.StartsWith("pk_", StringComparison.Ordinal))
            throw Misconfigured(
                "This is a publishable key, which cannot read anything. Enter a restricted key: it begins with rk_live_ or rk_test_."
            );
        if (key.StartsWith("whsec_", StringComparison.Ordinal))
            throw Misconfigured(
                "This is the signing secret of a webhook endpoint, not an API key. Enter a restricted key: it begins with rk_live_ or rk_test_."
            );
        var form = KeyForm().Match(key);
        if (!form.Success)
            throw Misconfigured(
                "This is not an API key of Stripe's. Enter a restricted key: it begins with rk_live_ or rk_test_."
            );
        var settings = connection.Settings;
        return new StripeAccess(
            new Secret(key),
            form.Groups["mode"].Value == "live",
            form.Groups["kind"].Value == "rk",
            Account(settings, "connectedAccount"),
            Account(settings, "accountId"),
            Day(settings, "backfillFrom"),
            connection.AccountId
        );
    }

    private static string? Account(JsonElement settings, string name)
    {
        if (Text(settings, name) is not { } id)
            return null;
        return AccountForm().IsMatch(id)
            ? id
            : throw Misconfigured($"The setting {name} is not the id of an account: it begins with acct_.");
    }

    private static DateOnly? Day(JsonElement settings, string name)
    {
        if (Text(settings, name) is not { } text)
            return null;
        return DateOnly.TryParseExact(
            text,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? day
            : throw Misconfigured($"The setting {name} is not a day such as 2024-01-31.");
    }

    private static string? Text(JsonElement settings, string name) =>
        settings.ValueKind == JsonValueKind.Object
        && settings.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static IntegrationException Misconfigured(string message) => new(IntegrationFault.Misconfigured, message);

    [GeneratedRegex("^(?<kind>sk|rk)_(?<mode>live|test)_[0-9A-Za-z_]{4,480}$", RegexOptions.None, 1000)]
    private static partial Regex KeyForm();

    [GeneratedRegex("^acct_[0-9A-Za-z]{1,64}$", RegexOptions.None, 1000)]
    private static partial Regex AccountForm();
}
