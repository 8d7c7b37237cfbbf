using System.Net;
using System.Text.Json;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared.Google;

/// <summary>What Google's refusals mean, by the status and reason in their body (google.rpc.Status). No word of Google's is passed on.</summary>
/// <remarks><see href="https://cloud.google.com/apis/design/errors"/></remarks>
internal static class GoogleFaults
{
    private static readonly TimeSpan PauseUnlessTold = TimeSpan.FromMinutes(1);

    /// <param name="call">What was asked, and by what right.</param>
    /// <param name="pause">How long to wait after a refusal for its rate, from the words of the refusal; null for a minute.</param>
    public static IntegrationException Of(Refusal refusal, GoogleCall call, Func<string, TimeSpan>? pause)
    {
        // An error can come with status 200, from something in between; then its words are nobody's.
        var error = refusal.Response.IsSuccessStatusCode ? default : refusal.Body.Member("error");
        var reason = Reason(error);
        var name = error.Text("status");
        if (
            refusal.Status == HttpStatusCode.TooManyRequests
            || name is "RESOURCE_EXHAUSTED"
            || reason is "rateLimitExceeded" or "userRateLimitExceeded" or "RATE_LIMIT_EXCEEDED"
        )
            return refusal.As(
                IntegrationFault.RateLimited,
                $"Google asked Nexus to make fewer calls for {call.What}.",
                pause?.Invoke(error.Text("message") ?? "") ?? PauseUnlessTold
            );
        return refusal.Status switch
        {
            >= HttpStatusCode.InternalServerError => refusal.As(
                IntegrationFault.Unavailable,
                $"Google failed on its side while Nexus asked for {call.What}."
            ),
            HttpStatusCode.Unauthorized => refusal.As(
                IntegrationFault.NeedsReauthorisation,
                "Google no longer accepts the access that was granted to Nexus. Connect again."
            ),
            HttpStatusCode.Forbidden when reason is "SERVICE_DISABLED" or "accessNotConfigured" => Disabled(call),
            HttpStatusCode.Forbidden when reason is "ACCESS_TOKEN_SCOPE_INSUFFICIENT" => refusal.As(
                IntegrationFault.NeedsReauthorisation,
                $"The access that was granted to Nexus does not extend to {call.What}. Connect again, and leave all boxes ticked."
            ),
            HttpStatusCode.Forbidden => refusal.As(
                IntegrationFault.NoAccess,
                $"The Google account that was connected may not read {call.What}. Its owner can share it with that account."
            ),
            HttpStatusCode.NotFound => refusal.As(
                IntegrationFault.Misconfigured,
                $"Google knows no {call.What} of this id: it was deleted, or the id is wrong. Correct the settings."
            ),
            HttpStatusCode.BadRequest when call.Invalid is { } explanation => refusal.As(
                IntegrationFault.Misconfigured,
                explanation
            ),
            _ => refusal.As(
                IntegrationFault.UnexpectedResponse,
                $"Google refused a call for {call.What} that it documents as allowed (status {(int)refusal.Status})."
            ),
        };
    }

    private static IntegrationException Disabled(GoogleCall call) =>
        call.IsServiceAccount
            ? new(
                IntegrationFault.Misconfigured,
                $"The Google Cloud project of the service account has not enabled the {call.Api}. Enable it there."
            )
            : new(
                IntegrationFault.OperatorFault,
                $"The {call.Api} is not enabled in the Google Cloud project that Nexus is registered in. The operator enables it."
            );

    private static string? Reason(JsonElement error) =>
        error
            .Items("details")
            .Concat(error.Items("errors"))
            .Select(detail => detail.Text("reason"))
            .FirstOrDefault(reason => reason is not null);
}

/// <param name="What">What is asked for, in plain words.</param>
/// <param name="Api">The API's name in the Google Cloud console.</param>
/// <param name="IsServiceAccount">Whether a service account asks.</param>
internal sealed record GoogleCall(string What, string Api, bool IsServiceAccount)
{
    /// <summary>What a person can do about a call that Google finds invalid; null where the fault is Nexus's.</summary>
    public string? Invalid { get; init; }
}
