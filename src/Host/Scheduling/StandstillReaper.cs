using Nexus.Application.Syncing;

namespace Nexus.Host.Scheduling;

/// <summary>Has the server let go of what frozen nodes hold, on every node, once a lease.</summary>
internal sealed class StandstillReaper(
    ISyncClaims claims,
    SyncOptions options,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<StandstillReaper> log
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Enabled || !claims.CanClaim)
            return;
        await lifetime.WaitForStartAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Lease, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await claims.EndStandingAsync(stoppingToken) is > 0 and var ended)
                    log.LogWarning(
                        "Ended {Sessions} sessions of a node that stood still in the middle of a page",
                        ended
                    );
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(
                    failure,
                    "Sessions that stand still could not be looked for; it is tried again in {Pause}",
                    options.Lease
                );
            }
        }
    }
}
