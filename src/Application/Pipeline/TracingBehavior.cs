using System.Diagnostics;
using MediatR;
using Microsoft.Extensions.Logging;
using Nexus.Application.Storage;

namespace Nexus.Application.Pipeline;

/// <summary>Names each use case in traces, metrics and logs, with its duration and outcome; never its payload.</summary>
internal sealed class TracingBehavior<TRequest, TResponse>(
    IWorkspaceScope scope,
    ILogger<TracingBehavior<TRequest, TResponse>> log
) : IPipelineBehavior<TRequest, TResponse>
{
    private static readonly string UseCase = typeof(TRequest).DeclaringType?.Name ?? typeof(TRequest).Name;

    public async Task<TResponse> Handle(
        TRequest request,
        CancellationToken cancellationToken,
        RequestHandlerDelegate<TResponse> next
    )
    {
        using var activity = NexusTelemetry.Source.StartActivity(UseCase);
        activity?.SetTag("nexus.workspace", scope.Workspace?.Value);
        using var named = log.BeginScope(new Dictionary<string, object?> { ["UseCase"] = UseCase });
        var started = Stopwatch.GetTimestamp();
        var outcome = "ok";
        try
        {
            return await next();
        }
        catch (Exception e)
        {
            outcome = e.GetType().Name;
            activity?.SetStatus(ActivityStatusCode.Error, outcome);
            throw;
        }
        finally
        {
            var elapsed = Stopwatch.GetElapsedTime(started);
            NexusTelemetry.UseCaseDuration.Record(
                elapsed.TotalSeconds,
                new KeyValuePair<string, object?>("use_case", UseCase),
                new KeyValuePair<string, object?>("outcome", outcome)
            );
            log.LogDebug("{UseCase} {Outcome} in {Milliseconds} ms", UseCase, outcome, elapsed.TotalMilliseconds);
        }
    }
}
