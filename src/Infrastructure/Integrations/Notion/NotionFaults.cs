using System.Net;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>What Notion's refusals mean, by its own codes.</summary>
/// <remarks><see href="https://developers.notion.com/reference/status-codes"/></remarks>
internal static class NotionFaults
{
    /// <summary>Notion is overloaded as a whole (<c>service_overload</c>).</summary>
    public const HttpStatusCode Overload = (HttpStatusCode)529;

    private static readonly TimeSpan PauseUnlessTold = TimeSpan.FromSeconds(60);

    /// <summary>What is worth repeating at once. A question that took Notion too long is asked in smaller parts instead.</summary>
    public static bool? ShouldRetry(HttpResponseMessage response) =>
        response.StatusCode switch
        {
            HttpStatusCode.GatewayTimeout => false,
            HttpStatusCode.Conflict => true,
            _ => null,
        };

    /// <summary>Both refuse this one question, and say nothing about whether Notion is up.</summary>
    public static bool IsAnswer(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.GatewayTimeout or Overload;

    /// <summary>An overload names its time as a rate limit does.</summary>
    public static TimeSpan? Pause(HttpResponseMessage response, DateTimeOffset now) =>
        response.StatusCode == Overload ? response.Headers.RetryAfter?.Delta ?? PauseUnlessTold : null;

    public static IntegrationException Of(Refusal refusal) =>
        refusal.Body.Text("code") switch
        {
            _ when refusal.Response.IsSuccessStatusCode => Unexpected("with something other than what was asked for"),
            "unauthorized" => refusal.As(
                IntegrationFault.NeedsReauthorisation,
                "Notion does not accept the access: it was revoked, or the token is wrong."
            ),
            "restricted_resource" => refusal.As(
                IntegrationFault.NoAccess,
                "The connection at Notion lacks the capability to read content."
            ),
            "object_not_found" => refusal.As(
                IntegrationFault.NoAccess,
                "Notion knows no such database, or it is not shared with the connection any more. Share it in Notion: "
                    + "open it as a page, •••, Connections."
            ),
            "rate_limited" or "service_overload" => refusal.TooMany(PauseUnlessTold),
            "missing_version" => refusal.Ended(NotionClient.Version),
            // Notion took too long to answer.
            _ when refusal.Status == HttpStatusCode.GatewayTimeout => refusal.TooLarge(),
            _ => refusal.ByStatus(),
        };

    /// <param name="how">What is wrong, continuing "Notion answered …".</param>
    /// <param name="body">The answer, where it may name itself.</param>
    public static IntegrationException Unexpected(string how, JsonElement body = default) =>
        Refusal.Unexpected("Notion", how, body.Text("request_id"));
}
