using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
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

    public bool TryRecall(
        Workspace workspace,
        IReadOnlyCollection<string> metrics,
        [NotNullWhen(true)] out KpiFacts? facts
    )
    {
        facts = null;
        if (!_known.TryGetValue(workspace.Id, out var known) || known.Facts.Workspace != workspace)
            return false;
        var levels = new List<SeriesLevel>();
        foreach (var metric in metrics)
        {
            if (!known.Levels.TryGetValue(metric, out var stored))
                return false;
            levels.AddRange(stored);
        }
        facts = known.Facts with { Levels = levels };
        return true;
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
