using System.Net;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.LinkedInAds;

/// <summary>What LinkedIn's refusals mean.</summary>
/// <remarks><see href="https://learn.microsoft.com/linkedin/shared/api-guide/concepts/error-handling"/></remarks>
internal static class LinkedInFaults
{
    /// <summary>The window in which LinkedIn counts metric values is five minutes.</summary>
    private static readonly TimeSpan ValuesWindow = TimeSpan.FromSeconds(330);

    /// <summary>
    /// LinkedIn names no time. A refusal for too many metric values lasts for their window, one for the calls of a day until
    /// these are counted anew. Null for any other, which may be over at once.
    /// </summary>
    public static TimeSpan? Pause(HttpResponseMessage response, DateTimeOffset now) =>
        Words(response) switch
        {
            var words when words.Contains("metric values", StringComparison.OrdinalIgnoreCase) => ValuesWindow,
            var words when words.Contains(" DAY limit", StringComparison.Ordinal) => ToMidnight(now),
            _ => null,
        };

    /// <summary>Whether the calls of a day are used up by all members together, and not by the one whose token it is.</summary>
    public static bool IsOfApp(HttpResponseMessage response) =>
        Words(response).Contains("APPLICATION DAY", StringComparison.Ordinal);

    /// <summary>Calls are counted anew at midnight UTC.</summary>
    public static TimeSpan ToMidnight(DateTimeOffset now) =>
        now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime + TimeSpan.FromMinutes(1);

    public static IntegrationException Of(Refusal refusal) =>
        refusal.Status switch
        {
            HttpStatusCode.Unauthorized => refusal.As(
                IntegrationFault.NeedsReauthorisation,
                "LinkedIn does not accept the access token: it has expired or was revoked."
            ),
            HttpStatusCode.Forbidden => refusal.As(
                IntegrationFault.NoAccess,
                "The token may not read the ad account: it lacks r_ads or r_ads_reporting, or its owner a role in the account."
            ),
            HttpStatusCode.NotFound => refusal.As(
                IntegrationFault.Misconfigured,
                "LinkedIn knows no such ad account, or the token does not reach it. Check the account in the settings."
            ),
            HttpStatusCode.UpgradeRequired => refusal.Ended(LinkedInClient.Version),
            HttpStatusCode.BadRequest when refusal.Body.Text("code") is "NONEXISTENT_VERSION" or "VERSION_MISSING" =>
                refusal.Ended(LinkedInClient.Version),
            HttpStatusCode.RequestUriTooLong or HttpStatusCode.RequestEntityTooLarge => refusal.TooLarge(),
            HttpStatusCode.TooManyRequests => refusal.TooMany(ValuesWindow),
            _ => refusal.ByStatus(),
        };

    /// <param name="how">What is wrong, continuing "LinkedIn answered …".</param>
    public static IntegrationException Unexpected(string how) => Refusal.Unexpected("LinkedIn", how);

    private static string Words(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.TooManyRequests
            ? ProviderBodies.Read(response).Text("message") ?? ""
            : "";
}
