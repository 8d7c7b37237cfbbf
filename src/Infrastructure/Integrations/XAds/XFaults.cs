using System.Globalization;
using System.Net;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.XAds;

/// <summary>What X's refusals mean, by its codes; statuses are only looked at where there is none.</summary>
/// <remarks><see href="https://docs.x.com/x-ads-api/fundamentals/error-codes-and-responses"/></remarks>
internal static class XFaults
{
    private static readonly TimeSpan ForJobs = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan UnlessTold = TimeSpan.FromMinutes(15);

    /// <summary>X's clock and ours need not agree, and a call at the very second is too early.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    /// <summary>Until the window ends, by the header of the account before that of the app.</summary>
    public static TimeSpan? Pause(HttpResponseMessage response, DateTimeOffset now)
    {
        if (response.StatusCode != HttpStatusCode.TooManyRequests)
            return null;
        var reset = Reset(response, "x-account-rate-limit-reset") ?? Reset(response, "x-rate-limit-reset");
        if (reset is null)
            return UnlessTold;
        var wait = reset.Value - (response.Headers.Date ?? now);
        return (wait > TimeSpan.Zero ? wait : TimeSpan.Zero) + Slack;
    }

    public static IntegrationException Of(HttpStatusCode status, JsonElement body, DateTimeOffset now)
    {
        var code = body.Items("errors").Select(error => error.Text("code")).FirstOrDefault() ?? "";
        return (code, status) switch
        {
            ("UNAUTHORIZED_ACCESS", _) or (_, HttpStatusCode.Unauthorized) => new(
                IntegrationFault.NeedsReauthorisation,
                "X does not accept the keys: they were revoked or mistyped, or the clock of this machine is wrong."
            ),
            ("UNAUTHORIZED_CLIENT_APPLICATION", _) => new(
                IntegrationFault.OperatorFault,
                "X has not admitted the app of these keys to its Ads API. Apply for it in the developer portal."
            ),
            ("ACCOUNT_NOT_FOUND" or "NOT_FOUND", _) => new(
                IntegrationFault.Misconfigured,
                "X knows no such ad account, or the owner of the access token has no role in it. Check the account."
            ),
            ("CURRENT_USER_SUSPENDED" or "ACCOUNT_LOCKED_OUT", _) => new(
                IntegrationFault.NeedsReauthorisation,
                "X has suspended or locked the person whose access token this is."
            ),
            ("TOO_MANY_JOBS", _) => new(
                IntegrationFault.Preparing,
                "X prepares as many reports for this account as it does at a time.",
                now + ForJobs
            ),
            ("TOO_MANY_REQUESTS", _) or (_, HttpStatusCode.TooManyRequests) => new(
                IntegrationFault.RateLimited,
                "X asked Nexus to make fewer calls.",
                now + UnlessTold
            ),
            ("REQUEST_TOO_COMPLEX", _) => new(IntegrationFault.Split, "X asks for a smaller question."),
            ("SERVICE_UNAVAILABLE" or "OVER_CAPACITY" or "INTERNAL_ERROR" or "LOCK_ACQUISITION_TIMEOUT", _)
            or (_, >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.Locked) =>
                new(IntegrationFault.Unavailable, "X failed on its side."),
            (_, HttpStatusCode.Forbidden) => new(
                IntegrationFault.NoAccess,
                "The owner of the access token may not read this ad account."
            ),
            (_, HttpStatusCode.Gone or HttpStatusCode.UpgradeRequired) => new(
                IntegrationFault.UpgradeRequired,
                $"X no longer serves version {XClient.Version} of its Ads API, which Nexus speaks."
            ),
            _ => Unexpected($"a call that it documents as allowed with a refusal (status {(int)status})"),
        };
    }

    /// <param name="how">What is wrong, continuing "X answered …".</param>
    public static IntegrationException Unexpected(string how) =>
        new(IntegrationFault.UnexpectedResponse, $"X answered {how}. Nothing of it was kept.");

    private static DateTimeOffset? Reset(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds < 100_000_000_000
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
