using System.Net;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

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

    /// <param name="id">LinkedIn's id of the call.</param>
    public static IntegrationException Of(HttpStatusCode status, JsonElement body, string? id, DateTimeOffset now) =>
        status switch
        {
            HttpStatusCode.Unauthorized => New(
                IntegrationFault.NeedsReauthorisation,
                "LinkedIn does not accept the access token: it has expired or was revoked.",
                id
            ),
            HttpStatusCode.Forbidden => New(
                IntegrationFault.NoAccess,
                "The token may not read the ad account: it lacks r_ads or r_ads_reporting, or its owner a role in the account.",
                id
            ),
            HttpStatusCode.NotFound => New(
                IntegrationFault.Misconfigured,
                "LinkedIn knows no such ad account, or the token does not reach it. Check the account in the settings.",
                id
            ),
            HttpStatusCode.UpgradeRequired => Ended(id),
            HttpStatusCode.BadRequest when body.Text("code") is "NONEXISTENT_VERSION" or "VERSION_MISSING" => Ended(id),
            HttpStatusCode.RequestUriTooLong or HttpStatusCode.RequestEntityTooLarge => New(
                IntegrationFault.Split,
                "LinkedIn asks for a smaller question.",
                id
            ),
            HttpStatusCode.TooManyRequests => new(
                IntegrationFault.RateLimited,
                "LinkedIn asked Nexus to make fewer calls.",
                now + ValuesWindow
            )
            {
                RequestId = id,
            },
            HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or >= HttpStatusCode.InternalServerError => New(
                IntegrationFault.Unavailable,
                "LinkedIn failed on its side.",
                id
            ),
            _ => Unexpected($"a call that it documents as allowed with a refusal (status {(int)status})", id),
        };

    /// <param name="how">What is wrong, continuing "LinkedIn answered …".</param>
    public static IntegrationException Unexpected(string how, string? id) =>
        New(IntegrationFault.UnexpectedResponse, $"LinkedIn answered {how}. Nothing of it was kept.", id);

    private static IntegrationException Ended(string? id) =>
        New(
            IntegrationFault.UpgradeRequired,
            $"LinkedIn no longer serves version {LinkedInClient.Version} of its API, which Nexus speaks.",
            id
        );

    private static IntegrationException New(IntegrationFault fault, string message, string? id) =>
        new(fault, message) { RequestId = id is { Length: <= 128 } ? id : null };
}
