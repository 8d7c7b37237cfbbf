using System.Diagnostics;

namespace Nexus.Host.Telemetry.Health;

/// <summary>How Nexus is.</summary>
/// <param name="Status">healthy, degraded or unhealthy: the worst of the checks.</param>
public sealed record HealthReport(
    string Status,
    IReadOnlyDictionary<string, HealthCheckView> Checks,
    DateTimeOffset Timestamp
)
{
    /// <summary>No check takes longer, so that no orchestrator gives up on the whole.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    internal static async Task<HealthReport> TakeAsync(
        IEnumerable<Probe> probes,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var views = await Task.WhenAll(probes.Select(probe => LookAsync(probe, clock, cancellationToken)));
        var worst = views.Select(view => view.Status).DefaultIfEmpty(ProbeStatus.Healthy).Max();
        return new(
            Name(worst),
            views.ToDictionary(
                view => view.Probe,
                view => new HealthCheckView(Name(view.Status), view.Message, view.Milliseconds)
            ),
            clock.GetUtcNow()
        );
    }

    private static async Task<(string Probe, ProbeStatus Status, string Message, double Milliseconds)> LookAsync(
        Probe probe,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        ProbeFinding finding;
        try
        {
            // A connection attempt does not always heed its token at once.
            var look = Task.Run(() => probe.Look(limit.Token), limit.Token);
            finding = await look.WaitAsync(Patience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            finding = ProbeFinding.Unhealthy($"No answer within {Patience.TotalSeconds:0} seconds.");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            finding = ProbeFinding.Unhealthy($"The check failed ({e.GetType().Name}).");
        }
        await limit.CancelAsync();
        return (
            probe.Name,
            finding.Status,
            finding.Message,
            Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 1)
        );
    }

    private static string Name(ProbeStatus status) => status.ToString().ToLowerInvariant();
}

/// <param name="Status">healthy, degraded or unhealthy.</param>
/// <param name="Message">What was found and, where it is not well, what to do.</param>
/// <param name="DurationMs">How long it took to find out, in milliseconds.</param>
public sealed record HealthCheckView(string Status, string Message, double DurationMs);
