using MediatR;
using Microsoft.Extensions.Logging;
using Nexus.Application.Authorisation;
using Nexus.Application.Imports;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Retention;

/// <summary>Removes what the workspace keeps for a time only. KPI points, their history and the audit trail are kept for ever.</summary>
public static class RemoveExpired
{
    /// <summary>How long a delivery stays readable after it was processed.</summary>
    public static readonly TimeSpan Deliveries = TimeSpan.FromDays(30);

    /// <summary>How long finished work stays listed; what was given up stays until somebody deals with it.</summary>
    public static readonly TimeSpan FinishedWork = TimeSpan.FromDays(30);

    /// <summary>
    /// How long a rejected record is kept once it is resolved, or since it last came where it was too long to be kept whole.
    /// </summary>
    public static readonly TimeSpan ResolvedRejects = TimeSpan.FromDays(30);

    /// <summary>How long any other is kept since it last came: an upgrade that can read it may be long in coming.</summary>
    public static readonly TimeSpan Rejects = TimeSpan.FromDays(365);

    /// <summary>How long the bytes of an upload are kept that was cut off or never committed.</summary>
    public static readonly TimeSpan AbandonedUploads = TimeSpan.FromDays(30);

    /// <summary>How long runs are kept, except for the latest of each connection.</summary>
    public static readonly TimeSpan Runs = TimeSpan.FromDays(90);

    /// <summary>Runs of each connection that are kept however old they are.</summary>
    public const int LatestRuns = 50;

    [Needs(Right.System)]
    public sealed record Command : ICommand<long>;

    internal sealed class Handler(IRetention retention, TimeProvider clock, ILogger<Handler> log)
        : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var removed =
                await retention.RemoveDeliveriesAsync(now - Deliveries, cancellationToken)
                + await retention.RemoveWorkAsync(now - FinishedWork, cancellationToken)
                + await retention.RemoveRejectsAsync(now - ResolvedRejects, now - Rejects, cancellationToken)
                + await retention.RemoveDraftsAsync(now, cancellationToken)
                + await retention.RemoveUploadsAsync(
                    now - AbandonedUploads,
                    now - Import.HeartbeatLimit,
                    cancellationToken
                )
                + await retention.RemoveRunsAsync(now - Runs, LatestRuns, cancellationToken);
            if (removed > 0)
                log.LogInformation("{Removed} expired rows were removed", removed);
            return removed;
        }
    }
}
