using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Stripe;

/// <summary>What Stripe's refusals mean: first by status, then by code. Never by <c>type</c>, and no word of Stripe's is passed on.</summary>
/// <remarks>
/// A refusal for its rate can have the type <c>invalid_request_error</c>, so the type says nothing. Statuses and codes:
/// <see href="https://docs.stripe.com/api/errors"/> and <see href="https://docs.stripe.com/error-codes"/>.
/// </remarks>
internal static partial class StripeFaults
{
    /// <summary>Stripe names no time to wait in its refusals; the window of its limits is a second, so a minute is ample.</summary>
    public static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromMinutes(1);

    /// <summary>The header by which Stripe itself says whether to try again; where it is missing, the status decides.</summary>
    public static bool? ShouldRetry(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Stripe-Should-Retry", out var values)
        && bool.TryParse(values.FirstOrDefault(), out var should)
            ? should
            : null;

    /// <param name="error">The member <c>error</c> of the body; undefined where there is none.</param>
    /// <param name="what">What was asked for, in plain words.</param>
    public static IntegrationException Of(
        HttpStatusCode status,
        JsonElement error,
        string? requestId,
        string what,
        DateTimeOffset now
    )
    {
        var code = Text(error, "code");
        var message = Text(error, "message") ?? "";
        return status switch
        {
            HttpStatusCode.TooManyRequests => RateLimited(requestId, now),
            _ when code is "rate_limit" => RateLimited(requestId, now),
            HttpStatusCode.Unauthorized => New(
                IntegrationFault.NeedsReauthorisation,
                code == "api_key_expired"
                    ? "The API key has expired. Create a new restricted key in Stripe's dashboard and enter it here."
                    : "Stripe does not accept the API key: it was deleted, rolled or mistyped. Enter a valid one.",
                requestId
            ),
            HttpStatusCode.Forbidden when code == "account_invalid" => New(
                IntegrationFault.Misconfigured,
                "The API key does not reach the connected account of the settings, or access to it was revoked. Check connectedAccount.",
                requestId
            ),
            HttpStatusCode.Forbidden => New(IntegrationFault.NoAccess, Forbidden(what, message), requestId),
            HttpStatusCode.BadRequest when message.Contains("API version", StringComparison.OrdinalIgnoreCase) => New(
                IntegrationFault.UpgradeRequired,
                $"Stripe no longer serves version {StripeClient.Version} of its API, which Nexus speaks. Nexus has to be upgraded.",
                requestId
            ),
            HttpStatusCode.Conflict => New(
                IntegrationFault.Unavailable,
                $"Stripe was changing what Nexus asked for ({what}). Nexus tries again with the next sync.",
                requestId
            ),
            >= HttpStatusCode.InternalServerError => New(
                IntegrationFault.Unavailable,
                $"Stripe failed on its side while Nexus asked for {what}. Nexus tries again with the next sync.",
                requestId
            ),
            _ => New(
                IntegrationFault.UnexpectedResponse,
                $"Stripe refused a call for {what} that it documents as allowed (status {(int)status}{Named(code)}). Nothing of it was kept.",
                requestId
            ),
        };
    }

    /// <summary>The answer is not what Stripe documents.</summary>
    /// <param name="how">What is wrong, continuing "Stripe answered …".</param>
    public static IntegrationException Unexpected(string how, string? requestId) =>
        New(
            IntegrationFault.UnexpectedResponse,
            $"Stripe answered {how}. Nothing of it was kept; Nexus asks again with the next sync.",
            requestId
        );

    /// <summary>The account that a refusal names: Stripe tells restricted keys so, which may not ask for it.</summary>
    public static string? AccountIn(JsonElement error) =>
        Text(error, "message") is { } message && Account().Match(message) is { Success: true } found
            ? found.Value
            : null;

    public static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object
        && from.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string Forbidden(string what, string message) =>
        Permission().Match(message) is { Success: true } permission
            ? $"The API key may not read {what}: it lacks the permission {permission.Value}. Edit the key in Stripe's dashboard and allow reading it."
            : $"The API key may not read {what}. Edit the key in Stripe's dashboard and allow reading it.";

    private static string Named(string? code) => code is not null && Code().IsMatch(code) ? $", {code}" : "";

    private static IntegrationException RateLimited(string? requestId, DateTimeOffset now) =>
        new(
            IntegrationFault.RateLimited,
            "Stripe asked Nexus to make fewer calls. Nexus goes on by itself in a minute.",
            now + PauseAfterRefusal
        )
        {
            RequestId = requestId,
        };

    private static IntegrationException New(IntegrationFault fault, string message, string? requestId) =>
        new(fault, message) { RequestId = requestId };

    [GeneratedRegex(@"\brak_[a-z0-9_]{1,80}\b", RegexOptions.None, 1000)]
    private static partial Regex Permission();

    [GeneratedRegex(@"\bacct_[0-9A-Za-z]{1,64}\b", RegexOptions.None, 1000)]
    private static partial Regex Account();

    [GeneratedRegex("^[a-z_]{1,60}$", RegexOptions.None, 1000)]
    private static partial Regex Code();
}
