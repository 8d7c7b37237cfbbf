using System.Net;
using System.Text.Json;
using Nexus.Application.Integrations;

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

    /// <returns>What to throw: a fault, or <see cref="NotionRefusedQuestionException"/>, of which the reader may know better.</returns>
    public static Exception Of(HttpResponseMessage response, JsonElement body, DateTimeOffset now)
    {
        var id = body.Text("request_id");
        return body.Text("code") switch
        {
            "unauthorized" => New(
                IntegrationFault.NeedsReauthorisation,
                "Notion does not accept the access: it was revoked, or the token is wrong.",
                id
            ),
            "restricted_resource" => New(
                IntegrationFault.NoAccess,
                "The connection at Notion lacks the capability to read content.",
                id
            ),
            "object_not_found" => New(
                IntegrationFault.NoAccess,
                "Notion knows no such database, or it is not shared with the connection any more. Share it in Notion: "
                    + "open it as a page, •••, Connections.",
                id
            ),
            "rate_limited" or "service_overload" => new IntegrationException(
                IntegrationFault.RateLimited,
                "Notion asked Nexus to make fewer calls.",
                now + (response.Headers.RetryAfter?.Delta ?? PauseUnlessTold)
            )
            {
                RequestId = id,
            },
            "gateway_timeout" => Slow(id),
            "missing_version" => New(
                IntegrationFault.UpgradeRequired,
                $"Notion no longer serves version {NotionClient.Version} of its API, which Nexus speaks.",
                id
            ),
            "internal_server_error"
            or "service_unavailable"
            or "bad_gateway"
            or "database_connection_unavailable"
            or "conflict_error" => Failed(id),
            null when response.StatusCode == HttpStatusCode.GatewayTimeout => Slow(id),
            null when response.StatusCode >= HttpStatusCode.InternalServerError => Failed(id),
            "validation_error" => new NotionRefusedQuestionException(id),
            _ => Unexpected(
                $"a call that it documents as allowed with a refusal (status {(int)response.StatusCode})",
                id
            ),
        };
    }

    /// <param name="how">What is wrong, continuing "Notion answered …".</param>
    public static IntegrationException Unexpected(string how, string? id) =>
        New(IntegrationFault.UnexpectedResponse, $"Notion answered {how}. Nothing of it was kept.", id);

    public static IntegrationException Misconfigured(string what) => new(IntegrationFault.Misconfigured, what);

    private static IntegrationException Slow(string? id) =>
        New(IntegrationFault.Split, "Notion took too long to answer and asks for a smaller question.", id);

    private static IntegrationException Failed(string? id) =>
        New(IntegrationFault.Unavailable, "Notion failed on its side.", id);

    private static IntegrationException New(IntegrationFault fault, string message, string? id) =>
        new(fault, message) { RequestId = id is { Length: <= 128 } ? id : null };
}

/// <summary>Notion says that the question makes no sense (<c>validation_error</c>), as it does of a cursor that is too old.</summary>
internal sealed class NotionRefusedQuestionException(string? id)
    : Exception("Notion refused a question that it documents as allowed.")
{
    public IntegrationException Fault =>
        NotionFaults.Unexpected("a question that it documents as allowed with a refusal", id);
}
