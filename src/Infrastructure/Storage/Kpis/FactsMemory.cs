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

    /// <summary>Of one level; sources restate some weeks.</summary>
    private const int MaxOpen = 1_000;

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

    /// <summary>When points of the level are open, as of that version; null where that is not known.</summary>
    /// <param name="workspace">As the snapshot has it that is read.</param>
    public IReadOnlyList<DateTime>? RecallOpen(Workspace workspace, LevelKey level) =>
        At(workspace)?.Open.GetValueOrDefault(level);

    /// <param name="times">Read in the snapshot that has the workspace so.</param>
    public void RememberOpen(Workspace workspace, LevelKey level, IReadOnlyList<DateTime> times)
    {
        if (times.Count <= MaxOpen && At(workspace) is { } known && known.Open.Count < MaxMetrics)
            known.Open[level] = times;
    }

    private Known? At(Workspace workspace) =>
        _known.TryGetValue(workspace.Id, out var known) && known.Facts.Workspace == workspace ? known : null;

    private sealed record Known(KpiFacts Facts)
    {
        public ConcurrentDictionary<LevelKey, IReadOnlyList<DateTime>> Open { get; } = new();

        public ConcurrentDictionary<string, IReadOnlyList<SeriesLevel>> Levels { get; } = new(StringComparer.Ordinal);
    }
}
