using System.Net;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.XAds;

/// <summary>What X's refusals mean, by its codes; statuses are only looked at where there is none.</summary>
/// <remarks><see href="https://docs.x.com/x-ads-api/fundamentals/error-codes-and-responses"/></remarks>
internal static class XFaults
{
    private const string OfAccount = "x-account-rate-limit";
    private const string OfOthers = "x-rate-limit";

    private static readonly TimeSpan ForJobs = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan UnlessTold = TimeSpan.FromMinutes(15);

    /// <summary>X's clock and ours need not agree, and a call at the very second is too early.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    /// <summary>Which limit is used up: that of the token, that of the app, or null for that of the account.</summary>
    /// <remarks>
    /// Where an account has a limit of its own, the other headers are about the whole app; else they are about the token
    /// (<see href="https://docs.x.com/x-ads-api/fundamentals/rate-limiting"/>).
    /// </remarks>
    public static string? ScopeOf(HttpResponseMessage response, string token, string app) =>
        response.Header($"{OfAccount}-reset") is null ? token
        : response.WholeHeader($"{OfAccount}-remaining") > 0 ? app
        : null;

    /// <summary>Until the window of the limit ends that is used up.</summary>
    public static TimeSpan? Pause(HttpResponseMessage response, DateTimeOffset now)
    {
        if (response.StatusCode != HttpStatusCode.TooManyRequests)
            return null;
        // The headers of the one that is used up.
        if (Reset(response, ScopeOf(response, OfOthers, OfOthers) ?? OfAccount) is not { } reset)
            return UnlessTold;
        var wait = reset - (response.Headers.Date ?? now);
        return (wait > TimeSpan.Zero ? wait : TimeSpan.Zero) + Slack;
    }

    /// <returns>Share of the fuller of both limits that is used, 0 to 1; null where the answer names none.</returns>
    public static double? QuotaUsed(HttpResponseMessage response) =>
        new[] { OfAccount, OfOthers }
            .Select(limit =>
                response.WholeHeader($"{limit}-limit") is > 0 and { } all
                    ? 1 - ((double?)response.WholeHeader($"{limit}-remaining") / all)
                    : null
            )
            .Max();

    public static IntegrationException Of(Refusal refusal)
    {
        var code = refusal.Body.Items("errors").Select(error => error.Text("code")).FirstOrDefault() ?? "";
        return (code, refusal.Status) switch
        {
            ("UNAUTHORIZED_ACCESS", _) or (_, HttpStatusCode.Unauthorized) => refusal.As(
                IntegrationFault.NeedsReauthorisation,
                "X does not accept the keys: they were revoked or mistyped, or the clock of this machine is wrong."
            ),
            ("UNAUTHORIZED_CLIENT_APPLICATION", _) => refusal.As(
                IntegrationFault.OperatorFault,
                "X has not admitted the app of these keys to its Ads API. Apply for it in the developer portal."
            ),
            ("ACCOUNT_NOT_FOUND" or "NOT_FOUND", _) => refusal.As(
                IntegrationFault.Misconfigured,
                "X knows no such ad account, or the owner of the access token has no role in it. Check the account."
            ),
            ("CURRENT_USER_SUSPENDED" or "ACCOUNT_LOCKED_OUT", _) => refusal.As(
                IntegrationFault.NeedsReauthorisation,
                "X has suspended or locked the person whose access token this is."
            ),
            ("TOO_MANY_JOBS", _) => refusal.As(
                IntegrationFault.Preparing,
                "X prepares as many reports for this account as it does at a time.",
                ForJobs
            ),
            ("TOO_MANY_REQUESTS", _) or (_, HttpStatusCode.TooManyRequests) => refusal.TooMany(UnlessTold),
            ("REQUEST_TOO_COMPLEX", _) => refusal.TooLarge(),
            (_, >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.Locked) =>
                refusal.Failed(),
            (_, HttpStatusCode.Forbidden) => refusal.As(
                IntegrationFault.NoAccess,
                "The owner of the access token may not read this ad account."
            ),
            (_, HttpStatusCode.Gone or HttpStatusCode.UpgradeRequired) => refusal.Ended(XClient.Version),
            _ => refusal.Undocumented(),
        };
    }

    /// <param name="how">What is wrong, continuing "X answered …".</param>
    public static IntegrationException Unexpected(string how) => Refusal.Unexpected("X", how);

    private static DateTimeOffset? Reset(HttpResponseMessage response, string limit) =>
        response.WholeHeader($"{limit}-reset") is < 100_000_000_000 and { } seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
