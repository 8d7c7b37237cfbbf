using MediatR;
using Microsoft.Extensions.Logging;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Schedules;

/// <summary>Puts connections back that have fallen out of the workspace's schedule, so that none stops silently.</summary>
public static class HealSchedules
{
    /// <summary>How long a delivery may wait before its connection is woken once more.</summary>
    private static readonly TimeSpan DeliveryPatience = TimeSpan.FromSeconds(15);

    [Needs(Right.System)]
    public sealed record Command : ICommand<int>;

    internal sealed class Handler(IScheduleCare schedules, TimeProvider clock, ILogger<Handler> log)
        : IRequestHandler<Command, int>
    {
        public async Task<int> Handle(Command command, CancellationToken cancellationToken)
        {
            var healed = await schedules.HealAsync(clock.GetUtcNow() - DeliveryPatience, cancellationToken);
            if (healed > 0)
            {
                NexusTelemetry.SchedulesHealed.Add(healed);
                log.LogWarning("{Healed} connections had fallen out of the schedule and were put back", healed);
            }
            return healed;
        }
    }
}
