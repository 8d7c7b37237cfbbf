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
    /// LinkedIn names no time. A refusal for too many metric values lasts for their window, any other until the calls of
    /// the day are counted anew, at midnight UTC.
    /// </summary>
    public static TimeSpan? Pause(HttpResponseMessage response, DateTimeOffset now)
    {
        if (response.StatusCode != HttpStatusCode.TooManyRequests)
            return null;
        var message = ProviderBodies.Read(response).Text("message") ?? "";
        return message.Contains("metric values", StringComparison.OrdinalIgnoreCase)
            ? ValuesWindow
            : now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime + TimeSpan.FromMinutes(1);
    }

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
            HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or >= HttpStatusCode.InternalServerError =>
                refusal.Failed(),
            _ => refusal.Undocumented(),
        };

    /// <param name="how">What is wrong, continuing "LinkedIn answered …".</param>
    public static IntegrationException Unexpected(string how) => Refusal.Unexpected("LinkedIn", how);
}
