using System.Diagnostics;
using Nexus.Host.Api;
using Nexus.Host.Identity;

namespace Nexus.Host.Telemetry.Logs;

/// <summary>One line per API call: never a body, a query or a value in the path.</summary>
internal sealed partial class RequestLogMiddleware(RequestDelegate next, ILogger<RequestLogMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!ApiPaths.AreLimited(context.Request.Path))
        {
            await next(context);
            return;
        }
        var started = Stopwatch.GetTimestamp();
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(unknown)";
        try
        {
            await next(context);
        }
        finally
        {
            Answered(
                context.Request.Method,
                route,
                context.Response.StatusCode,
                Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 1),
                context.User.Workspace() ?? "-"
            );
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Method} {Route} answered {Status} in {Milliseconds} ms for {Workspace}"
    )]
    private partial void Answered(string method, string route, int status, double milliseconds, string workspace);
}
