using System.Collections.Concurrent;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Infrastructure.Storage.Kpis;

/// <summary>
/// Remembers what workspaces store for as long as their data version stands, so that a dashboard reads its numbers and
/// not once more what there is.
/// </summary>
internal sealed class FactsMemory
{
    private const int MaxWorkspaces = 1_000;
    private const int MaxMetrics = 1_000;

    private readonly ConcurrentDictionary<WorkspaceId, Known> _known = new();

    /// <summary>What was remembered of the metrics, as of its workspace's data version; null where that is not all.</summary>
    public KpiFacts? Recall(WorkspaceId workspace, IReadOnlyCollection<string> metrics)
    {
        if (!_known.TryGetValue(workspace, out var known))
            return null;
        var levels = new List<SeriesLevel>();
        foreach (var metric in metrics)
        {
            if (!known.Levels.TryGetValue(metric, out var stored))
                return null;
            levels.AddRange(stored);
        }
        return known.Facts with { Levels = levels };
    }

    /// <param name="facts">Read in one snapshot, for exactly the metrics.</param>
    public void Remember(IReadOnlyCollection<string> metrics, KpiFacts facts)
    {
        if (_known.Count >= MaxWorkspaces)
            _known.Clear();
        var known = _known.AddOrUpdate(
            facts.Workspace.Id,
            _ => new Known(facts),
            (_, old) => old.Facts.Workspace == facts.Workspace ? old : new Known(facts)
        );
        var levels = facts.Levels.ToLookup(level => level.Metric, StringComparer.Ordinal);
        foreach (var metric in metrics)
        {
            if (known.Levels.Count < MaxMetrics)
                known.Levels[metric] = [.. levels[metric]];
        }
    }

    private sealed record Known(KpiFacts Facts)
    {
        public ConcurrentDictionary<string, IReadOnlyList<SeriesLevel>> Levels { get; } = new(StringComparer.Ordinal);
    }
}
