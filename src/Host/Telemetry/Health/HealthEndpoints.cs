using Microsoft.AspNetCore.Http.HttpResults;

namespace Nexus.Host.Telemetry.Health;

/// <summary>Whether the process lives, whether it should get traffic, and how everything is.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", Live).WithTags("Health");
        app.MapGet("/health/ready", Ready).WithTags("Health");
        app.MapGet("/api/health", Report).WithTags("Health");
    }

    private static Ok<Alive> Live() => TypedResults.Ok(new Alive("alive"));

    /// <summary>503 where a check that gates traffic fails; providers never do.</summary>
    private static async Task<JsonHttpResult<HealthReport>> Ready(
        DatabaseProbes database,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => Answer(await HealthReport.TakeAsync(database.All.Where(probe => probe.Gates), clock, cancellationToken));

    /// <summary>The full report; 503 only where Nexus itself cannot serve.</summary>
    private static async Task<JsonHttpResult<HealthReport>> Report(
        DatabaseProbes database,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => Answer(await HealthReport.TakeAsync(database.All, clock, cancellationToken));

    private static JsonHttpResult<HealthReport> Answer(HealthReport report) =>
        TypedResults.Json(
            report,
            statusCode: report.Status == "unhealthy" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK
        );
}

/// <param name="Status">Always <c>alive</c>.</param>
public sealed record Alive(string Status);
