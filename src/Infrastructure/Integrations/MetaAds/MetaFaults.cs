using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

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

    public static IntegrationException Of(Refusal refusal)
    {
        var (code, subcode, message) = Read(refusal.Body);
        return code switch
        {
            190 or 102 => refusal.As(
                IntegrationFault.NeedsReauthorisation,
                subcode == 463
                    ? "The access token has expired. Meta renews none: generate a new one and enter it here."
                    : "Meta does not accept the access token: it was revoked, its owner changed the password or left the app."
            ),
            _ when IsThrottled(code) => refusal.As(
                IntegrationFault.RateLimited,
                "The ad account has used up the calls that Meta allows it. Going on now would make the wait longer.",
                MetaThrottle.Pause(refusal.Response) ?? UnlessTold
            ),
            _ when IsTooLarge(code, subcode, message) => refusal.TooLarge(),
            3 or 10 or >= 200 and <= 299 => NoAccess(refusal),
            100 when message.Contains("permission", StringComparison.OrdinalIgnoreCase) => NoAccess(refusal),
            100 when subcode == NotThere => refusal.As(
                IntegrationFault.Misconfigured,
                "Meta knows no such ad account, or the token does not reach it. Check the account and the roles of the token's owner."
            ),
            2635 => refusal.Ended(MetaClient.Version),
            _ when IsTransient(code) || refusal.Body.Member("error").Flag("is_transient") => refusal.Failed(),
            null => refusal.ByStatus(),
            _ => refusal.As(
                IntegrationFault.UnexpectedResponse,
                $"Meta refused a call that it documents as allowed (code {code}, {subcode ?? 0})."
            ),
        };
    }

    /// <summary>Whether a report failed because it would have been too large.</summary>
    public static bool IsTooLarge(int? code, int? subcode, string message) =>
        subcode is DataPerCall or TimedOut
        || (code is 1 or 2 && message.Contains("reduce the amount of data", StringComparison.OrdinalIgnoreCase));

    /// <param name="how">What is wrong, continuing "Meta answered …".</param>
    public static IntegrationException Unexpected(string how) => Refusal.Unexpected("Meta", how);

    private static IntegrationException NoAccess(Refusal refusal) =>
        refusal.As(
            IntegrationFault.NoAccess,
            "The token may not read the reports of this ad account: it lacks ads_read, or its owner a role in the account."
        );

    private static (int? Code, int? Subcode, string Message) Read(JsonElement body)
    {
        var error = body.Member("error");
        return (error.Whole("code"), error.Whole("error_subcode"), error.Text("message") ?? "");
    }

    private static bool IsTransient(int? code) => code is 1 or 2 or 104 or 960;

    private static bool IsThrottled(int? code) => code is 4 or 17 or 32 or 341 or 613 or (>= 80000 and <= 80014);
}
