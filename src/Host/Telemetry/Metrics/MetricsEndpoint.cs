using System.Net;
using Nexus.Application.Features.ApiKeys;
using Nexus.Host.Api.Problems;
using Nexus.Host.Identity;

namespace Nexus.Host.Telemetry.Metrics;

/// <summary>
/// <c>/metrics</c> for Prometheus: open to this machine and to keys with the scope operator, to everyone where
/// <c>Telemetry:MetricsPublic</c> is true.
/// </summary>
internal static class MetricsEndpoint
{
    public static void MapMetrics(this WebApplication app)
    {
        // It listens from when it is made: what is measured before the first scrape counts as well.
        var metrics = app.Services.GetRequiredService<PrometheusText>();
        var open = app.Configuration.GetValue("Telemetry:MetricsPublic", false);
        app.MapGet(
                "/metrics",
                (HttpContext context) =>
                    open || IsLocal(context) || ApiScopes.Allow(context.User.Scopes(), ApiScopes.Operator)
                        ? WriteAsync(context.Response, metrics)
                        : KnownProblems.InsufficientScope(ApiScopes.Operator).WriteAsync(context)
            )
            .ExcludeFromDescription();
    }

    private static Task WriteAsync(HttpResponse response, PrometheusText metrics)
    {
        response.ContentType = PrometheusText.ContentType;
        return response.WriteAsync(metrics.Render(), response.HttpContext.RequestAborted);
    }

    /// <remarks>A proxy on this machine calls for others, and says so.</remarks>
    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For")
        && !context.Request.Headers.ContainsKey("Forwarded");
}
