using Nexus.Domain.Integrations;

namespace Nexus.Application.Storage;

/// <summary>Tells how far the data of metrics is behind, and what its sources say about it.</summary>
public interface IMetricStandings
{
    /// <summary>One entry for each metric and source that has points.</summary>
    /// <param name="metrics">Keys of stored metrics.</param>
    Task<IReadOnlyList<MetricStanding>> ListAsync(
        IReadOnlyCollection<string> metrics,
        CancellationToken cancellationToken
    );
}

/// <param name="Metric">Key of a stored metric.</param>
/// <param name="Schedule">As of a connection; null for a data set of files.</param>
/// <param name="ScheduleZone">IANA zone of a cron expression; null where the workspace's applies.</param>
/// <param name="LastSuccessAt">When data last arrived; null before the first time.</param>
/// <param name="LastPoint">Start of the newest point, in UTC for hours and as a date otherwise.</param>
/// <param name="Quality">What the source says about its newest points: sampled, thresholded, other_row.</param>
public sealed record MetricStanding(
    string Metric,
    KpiSource Source,
    ConnectionStatus Status,
    string? Schedule,
    string? ScheduleZone,
    DateTimeOffset? LastSuccessAt,
    DateTime? LastPoint,
    IReadOnlyList<string> Quality
);
