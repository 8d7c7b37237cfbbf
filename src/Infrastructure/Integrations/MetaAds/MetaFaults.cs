using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.MetaAds;

/// <summary>What Meta's refusals mean, by code and subcode alone: throttling comes with 400, data limits with 500.</summary>
/// <remarks><see href="https://developers.facebook.com/docs/graph-api/guides/error-handling"/></remarks>
internal static class MetaFaults
{
    private const int DataPerCall = 1487534;
    private const int TimedOut = 1504018;
    private const int NotThere = 33;

    private static readonly TimeSpan UnlessTold = TimeSpan.FromMinutes(5);

    /// <summary>Failures on Meta's side are tried again, but not a question that is too large.</summary>
    public static bool? ShouldRetry(HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
            return null;
        var (code, subcode, message) = Read(ProviderBodies.Read(response));
        return code is null ? null : IsTransient(code) && !IsTooLarge(code, subcode, message);
    }

    /// <summary>One object that cannot be reported is answered with 500, and says nothing about the others.</summary>
    public static bool IsAnswer(HttpResponseMessage response) => Read(ProviderBodies.Read(response)).Code is not null;

    /// <param name="pause">What the headers ask for.</param>
    public static IntegrationException Of(JsonElement body, TimeSpan? pause, DateTimeOffset now)
    {
        var (code, subcode, message) = Read(body);
        return code switch
        {
            190 or 102 => New(
                IntegrationFault.NeedsReauthorisation,
                subcode == 463
                    ? "The access token has expired. Meta renews none: generate a new one and enter it here."
                    : "Meta does not accept the access token: it was revoked, its owner changed the password or left the app."
            ),
            _ when IsThrottled(code) => New(
                IntegrationFault.RateLimited,
                "The ad account has used up the calls that Meta allows it. Going on now would make the wait longer.",
                now + (pause ?? UnlessTold)
            ),
            _ when IsTooLarge(code, subcode, message) => New(
                IntegrationFault.Split,
                "Meta asks for a smaller question."
            ),
            3 or 10 or >= 200 and <= 299 => NoAccess(),
            100 when message.Contains("permission", StringComparison.OrdinalIgnoreCase) => NoAccess(),
            100 when subcode == NotThere => New(
                IntegrationFault.Misconfigured,
                "Meta knows no such ad account, or the token does not reach it. Check the account and the roles of the token's owner."
            ),
            2635 => New(
                IntegrationFault.UpgradeRequired,
                $"Meta no longer serves version {MetaClient.Version} of its API, which Nexus speaks."
            ),
            _ when IsTransient(code) || IsMarkedTransient(body) => New(
                IntegrationFault.Unavailable,
                "Meta failed on its side."
            ),
            _ => New(
                IntegrationFault.UnexpectedResponse,
                code is null
                    ? "Meta answered with something other than data."
                    : $"Meta refused a call that it documents as allowed (code {code}, {subcode ?? 0})."
            ),
        };

        IntegrationException New(IntegrationFault fault, string told, DateTimeOffset? retryAt = null) =>
            new(fault, told, retryAt) { RequestId = Trace(body) };

        IntegrationException NoAccess() =>
            New(
                IntegrationFault.NoAccess,
                "The token may not read the reports of this ad account: it lacks ads_read, or its owner a role in the account."
            );
    }

    /// <summary>Whether a report failed because it would have been too large.</summary>
    public static bool IsTooLarge(int? code, int? subcode, string message) =>
        subcode is DataPerCall or TimedOut
        || (code is 1 or 2 && message.Contains("reduce the amount of data", StringComparison.OrdinalIgnoreCase));

    public static IntegrationException Down() => new(IntegrationFault.Unavailable, "Meta failed on its side.");

    /// <param name="how">What is wrong, continuing "Meta answered …".</param>
    public static IntegrationException Unexpected(string how) =>
        new(
            IntegrationFault.UnexpectedResponse,
            $"Meta answered {how}. Nothing of it was kept; Nexus asks again with the next sync."
        );

    private static (int? Code, int? Subcode, string Message) Read(JsonElement body)
    {
        var error = Error(body);
        return (Number(error, "code"), Number(error, "error_subcode"), error.Text("message") ?? "");
    }

    private static int? Number(JsonElement error, string name) =>
        error.ValueKind == JsonValueKind.Object
        && error.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var number)
            ? number
            : null;

    private static bool IsTransient(int? code) => code is 1 or 2 or 104 or 960;

    private static bool IsThrottled(int? code) => code is 4 or 17 or 32 or 341 or 613 or (>= 80000 and <= 80014);

    private static bool IsMarkedTransient(JsonElement body) =>
        Error(body) is { ValueKind: JsonValueKind.Object } error
        && error.TryGetProperty("is_transient", out var mark)
        && mark.ValueKind == JsonValueKind.True;

    private static string? Trace(JsonElement body) =>
        Error(body).Text("fbtrace_id") is { Length: <= 128 } trace ? trace : null;

    private static JsonElement Error(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("error", out var error) ? error : default;
}
