using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared.Ads;

/// <summary>What a connection to an ad account is told by people.</summary>
/// <param name="Account">Bare id of the account; null where the credential reaches one only.</param>
/// <param name="HistoryFrom">First day of the first sync; null for the usual 90 days.</param>
internal sealed record AdSettings(string? Account, DateOnly? HistoryFrom)
{
    public const string AccountName = "account";

    /// <summary>The first sync is kept short, so that there is something to see; a backfill brings what is older.</summary>
    public const int UsualHistory = 90;

    /// <param name="pattern">What an account's id looks like.</param>
    /// <param name="own">Settings that only this network has.</param>
    public static JsonObject Schema(string pattern, string where, params (string Name, JsonObject Schema)[] own) =>
        SettingsSchema.Of(
            [],
            [
                (
                    AccountName,
                    SettingsSchema.Text(
                        "Ad account",
                        $"Its id: {where}. Only needed where the credential reaches several accounts.",
                        pattern
                    )
                ),
                (
                    "backfillFrom",
                    SettingsSchema.Day(
                        "History from",
                        "First day that is read. Empty reads the last 90 days; older ones can be read later."
                    )
                ),
                .. own,
            ]
        );

    /// <param name="prefix">What people may write before an account's id, such as <c>act_</c>.</param>
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: the first day is none.</exception>
    public static AdSettings Of(JsonElement settings, string prefix = "")
    {
        var account = settings.Text(AccountName)?.Trim();
        if (prefix.Length > 0 && account?.StartsWith(prefix, StringComparison.Ordinal) == true)
            account = account[prefix.Length..];
        return new(account, settings.DaySetting("backfillFrom"));
    }
}
