using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared.Google;

/// <summary>How Google grants access, for all providers of that house.</summary>
/// <remarks>
/// Addresses and parameters: <see href="https://developers.google.com/identity/protocols/oauth2/web-server"/>. A refresh token
/// comes only where the consent is shown, hence <c>prompt=consent</c>; scopes granted earlier are not asked for again, so
/// that a connection can do no more than it needs.
/// </remarks>
internal static class GoogleAuthorisation
{
    /// <summary>Name of the credential that holds the JSON key of a service account.</summary>
    public const string ServiceAccount = "serviceAccount";

    public static OAuthProfile For(string scope) =>
        new(
            "google",
            new Uri("https://accounts.google.com/o/oauth2/v2/auth"),
            new Uri("https://oauth2.googleapis.com/token"),
            ["openid", scope]
        )
        {
            Revoke = new Uri("https://oauth2.googleapis.com/revoke"),
            AuthorizeParameters = new Dictionary<string, string>
            {
                ["access_type"] = "offline",
                ["prompt"] = "consent",
                ["include_granted_scopes"] = "false",
            },
            AccessTokenLife = TimeSpan.FromHours(1),
            SubjectMembers = ["sub"],
        };

    public static CredentialField Field(string whereToShare) =>
        new(
            ServiceAccount,
            "Service account key",
            "The JSON key file of a service account, as another way than consent: Google Cloud console, IAM, Service "
                + $"accounts, Keys. {whereToShare}",
            Required: false
        );
}
