using System.Text.Json;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.MetaAds;

/// <summary>How near an account is to its limit, as Meta says with every answer; it never sends <c>Retry-After</c>.</summary>
/// <remarks>
/// Going on while throttled makes the wait longer
/// (<see href="https://developers.facebook.com/docs/graph-api/overview/rate-limiting"/>).
/// </remarks>
internal static class MetaThrottle
{
    private const string Reports = "ads_insights";

    /// <summary>Percent of a limit from which calls are held back.</summary>
    private const decimal Full = 95;

    private static readonly string[] Limits = ["call_count", "total_cputime", "total_time"];

    private static readonly TimeSpan WhenFull = TimeSpan.FromMinutes(5);

    /// <returns>Null while there is room.</returns>
    public static TimeSpan? Pause(HttpResponseMessage response)
    {
        var pauses = new List<TimeSpan>();
        foreach (var use in Uses(response))
        {
            if (use.Number("estimated_time_to_regain_access") is > 0 and { } minutes)
                pauses.Add(TimeSpan.FromMinutes((double)Math.Min(minutes, 24 * 60)));
            else if (Limits.Any(part => use.Number(part) >= Full))
                pauses.Add(WhenFull);
        }
        var account = Header(response, "x-ad-account-usage");
        if (account.Number("acc_id_util_pct") >= Full)
            pauses.Add(
                account.Number("reset_time_duration") is > 0 and { } seconds
                    ? TimeSpan.FromSeconds((double)Math.Min(seconds, 24 * 60 * 60))
                    : WhenFull
            );
        var insights = Header(response, "x-fb-ads-insights-throttle");
        if (insights.Number("acc_id_util_pct") >= Full || insights.Number("app_id_util_pct") >= Full)
            pauses.Add(WhenFull);
        return pauses.Count == 0 ? null : pauses.Max();
    }

    /// <returns>Share of the fullest limit, 0 to 1; null where the answer names none.</returns>
    public static double? Used(HttpResponseMessage response)
    {
        var account = Header(response, "x-ad-account-usage");
        var insights = Header(response, "x-fb-ads-insights-throttle");
        return (double?)(
            Uses(response)
                .SelectMany(use => Limits.Select(part => use.Number(part)))
                .Append(account.Number("acc_id_util_pct"))
                .Append(insights.Number("acc_id_util_pct"))
                .Append(insights.Number("app_id_util_pct"))
                .Max() / 100
        );
    }

    private static IEnumerable<JsonElement> Uses(HttpResponseMessage response)
    {
        var business = Header(response, "x-business-use-case-usage");
        return business.Members().SelectMany(one => one.Value.Items()).Where(use => use.Text("type") == Reports);
    }

    private static JsonElement Header(HttpResponseMessage response, string name)
    {
        if (!response.Headers.TryGetValues(name, out var values))
            return default;
        try
        {
            using var parsed = JsonDocument.Parse(string.Join(',', values));
            return parsed.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
