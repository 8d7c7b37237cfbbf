using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Dashboards;

/// <summary>How old the data of a metric is, and whether that is older than it should be.</summary>
/// <param name="UpdatedAt">When its sources last delivered; of several the one that is furthest behind.</param>
/// <param name="Stale">Whether a source is behind its schedule, or waits for a person.</param>
/// <param name="Reason">Why it is stale, in a sentence; null while it is not.</param>
/// <param name="Sources">Where it comes from.</param>
public sealed record Freshness(
    DateTimeOffset? UpdatedAt,
    bool Stale,
    string? Reason,
    IReadOnlyList<FreshnessSource> Sources
);

/// <param name="Connection">Id of the connection.</param>
/// <param name="Provider">Key of its provider.</param>
/// <param name="ProviderName">Its name as people know it.</param>
/// <param name="Name">What its owner calls the connection.</param>
public sealed record FreshnessSource(Guid Connection, string Provider, string ProviderName, string Name);

/// <summary>Judges how fresh metrics are by the schedules of their sources.</summary>
internal sealed class FreshnessJudging(IEnumerable<IProviderModule> providers, ICadences cadences, TimeProvider clock)
{
    /// <param name="standings">Those of the stored parts of one metric.</param>
    /// <param name="zone">Of the workspace.</param>
    /// <returns>Null where nothing is stored.</returns>
    public Freshness? Judge(IReadOnlyList<MetricStanding> standings, string zone)
    {
        if (standings.Count == 0)
            return null;
        var sources = standings.DistinctBy(standing => standing.Source.ConnectionId).ToList();
        var late = sources.Select(one => Reason(one, zone)).FirstOrDefault(reason => reason is not null);
        return new Freshness(
            sources.Min(one => one.LastSuccessAt),
            late is not null,
            late,
            sources.ConvertAll(one => new FreshnessSource(
                one.Source.PublicId,
                one.Source.Provider,
                ProviderName(one.Source.Provider),
                one.Source.Name
            ))
        );
    }

    /// <summary>Why a source is behind; null where it is not. One missed sync is no reason yet, two are.</summary>
    private string? Reason(MetricStanding one, string zone)
    {
        var name = one.Source.Name;
        switch (one.Status)
        {
            case ConnectionStatus.Paused:
                return $"{name} is paused, so nothing new arrives.";
            case ConnectionStatus.NeedsReauthorisation:
                return $"{name} has to be connected again before new data arrives.";
            case ConnectionStatus.NeedsAttention:
                return $"{name} needs attention before new data arrives.";
            case ConnectionStatus.Disconnected:
                return $"{name} is disconnected: what was read before is kept, and nothing new arrives.";
        }
        if (one.Schedule is not { } schedule || one.LastSuccessAt is not { } last)
            return null;
        var due = cadences.Next(schedule, one.ScheduleZone ?? zone, one.Source.PublicId, last);
        var missed = due is { } first
            ? cadences.Next(schedule, one.ScheduleZone ?? zone, one.Source.PublicId, first)
            : null;
        return missed < clock.GetUtcNow() ? $"{name} has missed its last two syncs." : null;
    }

    private string ProviderName(string key) =>
        providers
            .FirstOrDefault(module => string.Equals(module.Descriptor.Key, key, StringComparison.Ordinal))
            ?.Descriptor.Name
        ?? key;
}
