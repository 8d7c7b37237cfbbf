using Nexus.Application.Features.Kpis;
using Nexus.Application.Features.Kpis.Series;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Goals;

/// <summary>Finds goals, and how they stand.</summary>
internal sealed class GoalLookup(IGoals goals, IKpiReads reads, TimeProvider clock)
{
    /// <exception cref="RefusedException"><c>goal_not_found</c></exception>
    public async Task<Goal> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await goals.FindAsync(id, cancellationToken)
        ?? throw new RefusedException(
            RefusalKind.NotFound,
            "goal_not_found",
            "There is no such goal in this workspace."
        );

    /// <exception cref="RefusedException"><c>unknown_metric</c></exception>
    public async Task RefuseUnknownAsync(string metric, CancellationToken cancellationToken) =>
        (await reads.DescribeAsync([metric], cancellationToken)).Metric(metric);

    /// <summary>Judges goals in one read; those of metrics that are gone are left out.</summary>
    public async Task<IReadOnlyList<GoalView>> JudgeAsync(
        IReadOnlyList<Goal> asked,
        CancellationToken cancellationToken
    )
    {
        if (asked.Count == 0)
            return [];
        var facts = await reads.DescribeAsync(
            asked.SelectMany(goal => FormulaParts.Keys(goal.Metric)).ToHashSet(StringComparer.Ordinal),
            cancellationToken
        );
        var today = ZonedCalendar.Of(facts.Workspace.TimeZone, facts.Workspace.WeekStart).DateOf(clock.GetUtcNow());
        var known = asked.Where(goal => IsKnown(goal.Metric, facts)).ToList();
        var openings = known.ConvertAll(goal => GoalJudging.OpeningRequest(goal, facts.Metric(goal.Metric), today));
        var read = await new SeriesReader(reads, clock).ReadAsync(
            [.. known.Select(goal => GoalJudging.Request(goal, today)), .. openings.OfType<SeriesRequest>()],
            cancellationToken
        );
        var opened = new Queue<SeriesOutcome>(read.Value.Skip(known.Count));
        return
        [
            .. known.Select(
                (goal, i) =>
                    GoalJudging.Judge(
                        goal,
                        facts.Metric(goal.Metric),
                        read.Value[i].Answer,
                        openings[i] is null ? null : opened.Dequeue().Answer,
                        today
                    )
            ),
        ];
    }

    private static bool IsKnown(string metric, KpiFacts facts) =>
        MetricCatalog.TryFind(metric, out _) || facts.CustomMetrics.ContainsKey(metric);
}
