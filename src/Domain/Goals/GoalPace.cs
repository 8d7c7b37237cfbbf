using Nexus.Domain.Kpis;

namespace Nexus.Domain.Goals;

/// <summary>How a goal stands.</summary>
public enum GoalStatus
{
    /// <summary>There is no value to judge by.</summary>
    NoData,

    /// <summary>Its first day is still to come.</summary>
    NotBegun,

    /// <summary>At least where an even pace would have it today.</summary>
    OnTrack,

    /// <summary>Worse than an even pace, and still to be reached.</summary>
    Behind,

    /// <summary>The target is reached; for a ceiling, the period ended below it.</summary>
    Reached,

    /// <summary>The period is over, or the ceiling broken.</summary>
    Missed,
}

/// <summary>What a goal asks for, apart from whose it is.</summary>
/// <param name="Target">In the unit of the metric.</param>
/// <param name="Aggregation">How the metric adds over time: what adds is paced by days, what does not is held against the target as it is.</param>
/// <param name="Direction">Bad makes the target a ceiling; none counts as good.</param>
/// <param name="From">First day.</param>
/// <param name="To">First day after it.</param>
public sealed record GoalTerms(
    decimal Target,
    MetricAggregation Aggregation,
    MetricDirection Direction,
    DateOnly From,
    DateOnly To
);

/// <summary>Where a goal is, and where an even pace would have it.</summary>
/// <param name="ElapsedShare">Of the period's days that have ended or are under way, 0 to 1.</param>
/// <param name="Expected">What an even pace comes to by the end of today; null for ratios and what is never added.</param>
/// <param name="Progress">The value as a share of the target, 1 for all of it; null without a value or with a target of zero.</param>
public sealed record GoalPace(GoalStatus Status, decimal ElapsedShare, decimal? Expected, decimal? Progress)
{
    /// <param name="actual">The metric's total over the period so far; for levels the latest.</param>
    /// <param name="opening">The level before the period; null where none is known, or the metric is no level.</param>
    /// <param name="today">Today in the workspace's zone.</param>
    public static GoalPace Of(GoalTerms terms, decimal? actual, decimal? opening, DateOnly today)
    {
        var days = terms.To.DayNumber - terms.From.DayNumber;
        var elapsed = Math.Clamp(today.DayNumber + 1 - terms.From.DayNumber, 0, days);
        var share = days == 0 ? 1m : (decimal)elapsed / days;
        decimal? expected = terms.Aggregation switch
        {
            // Multiplied first: a share such as two thirds has no end, and would never be met exactly.
            MetricAggregation.Sum => days == 0 ? terms.Target : terms.Target * elapsed / days,
            MetricAggregation.Last => opening is { } start
                ? start + (days == 0 ? terms.Target - start : (terms.Target - start) * elapsed / days)
                : null,
            _ => null,
        };
        decimal? progress = actual is { } value && terms.Target != 0 ? value / terms.Target : null;
        return new GoalPace(StatusOf(terms, actual, expected, today), share, expected, progress);
    }

    private static GoalStatus StatusOf(GoalTerms terms, decimal? actual, decimal? expected, DateOnly today)
    {
        if (today < terms.From)
            return GoalStatus.NotBegun;
        if (actual is not { } value)
            return GoalStatus.NoData;
        var isCeiling = terms.Direction == MetricDirection.Bad;
        var isOver = today >= terms.To;
        var isMet = isCeiling ? value <= terms.Target : value >= terms.Target;
        if (isOver)
            return isMet ? GoalStatus.Reached : GoalStatus.Missed;
        // What only grows has broken its ceiling for good; a level or a rate may still come down.
        if (isCeiling && !isMet)
            return terms.Aggregation == MetricAggregation.Sum ? GoalStatus.Missed : GoalStatus.Behind;
        if (!isCeiling && isMet)
            return GoalStatus.Reached;
        if (expected is not { } pace)
            return isMet ? GoalStatus.OnTrack : GoalStatus.Behind;
        return (isCeiling ? value <= pace : value >= pace) ? GoalStatus.OnTrack : GoalStatus.Behind;
    }
}
