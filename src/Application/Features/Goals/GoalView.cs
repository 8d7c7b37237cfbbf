using Nexus.Application.Features.Kpis;
using Nexus.Application.Storage;
using Nexus.Domain.Goals;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Goals;

/// <summary>A goal with how it stands today.</summary>
/// <param name="Name">Its own, or that of its metric.</param>
/// <param name="Unit">Of the metric.</param>
/// <param name="Direction">good, bad or none: bad makes the target a ceiling.</param>
/// <param name="Currency">Of the value; null where the metric is no money.</param>
/// <param name="Period">month, quarter, year or custom.</param>
/// <param name="From">First day of the period that is judged.</param>
/// <param name="To">First day after it.</param>
/// <param name="Status">no_data, not_begun, on_track, behind, reached or missed.</param>
/// <param name="Value">What the metric has come to; null where nothing is known.</param>
/// <param name="Expected">Where an even pace would have it by the end of today; null where there is no pace.</param>
/// <param name="Progress">Value as a share of the target, 1 for all of it; null without a value.</param>
/// <param name="ElapsedShare">How much of the period has gone by, 0 to 1.</param>
public sealed record GoalView(
    Guid Id,
    string Name,
    string Metric,
    string Unit,
    string Direction,
    decimal Target,
    string? Currency,
    string Period,
    DateOnly From,
    DateOnly To,
    string? Owner,
    int Version,
    string Status,
    decimal? Value,
    decimal? Expected,
    decimal? Progress,
    decimal ElapsedShare
);

/// <summary>Judges goals by what their metrics have come to.</summary>
internal static class GoalJudging
{
    /// <summary>Days that a level is believed for when nothing new is heard of it.</summary>
    private const int LongestSilence = 92;

    /// <summary>The days over which a goal is judged on a day.</summary>
    public static (DateOnly From, DateOnly To) Days(Goal goal, DateOnly today) =>
        goal is { From: { } from, To: { } to } ? (from, to) : GoalPeriod.Around(today, goal.Period);

    /// <summary>What the metric comes to over the goal's period.</summary>
    public static SeriesRequest Request(Goal goal, DateOnly today)
    {
        var (from, to) = Days(goal, today);
        return Over(goal, from, to);
    }

    /// <summary>The level that the period opened with; null for what is no level.</summary>
    public static SeriesRequest? OpeningRequest(Goal goal, MetricDefinition metric, DateOnly today)
    {
        var from = Days(goal, today).From;
        return metric.Aggregation == MetricAggregation.Last ? Over(goal, from.AddDays(-LongestSilence), from) : null;
    }

    private static SeriesRequest Over(Goal goal, DateOnly from, DateOnly to) =>
        new()
        {
            Metric = goal.Metric,
            From = TimeText.Text(from),
            To = TimeText.Text(to),
            Currency = goal.Currency,
        };

    /// <param name="read">What was read by <see cref="Request"/>; null where that was refused.</param>
    /// <param name="opening">What was read by <see cref="OpeningRequest"/>.</param>
    public static GoalView Judge(
        Goal goal,
        MetricDefinition metric,
        SeriesAnswer? read,
        SeriesAnswer? opening,
        DateOnly today
    )
    {
        var (from, to) = Days(goal, today);
        var pace = GoalPace.Of(
            new GoalTerms(goal.Target, metric.Aggregation, metric.Direction, from, to),
            read?.Total,
            opening?.Total,
            today
        );
        return new GoalView(
            goal.Id,
            goal.Name ?? metric.Name,
            metric.Key,
            MetricText.Name(metric.Unit),
            MetricText.Name(metric.Direction),
            goal.Target,
            read?.Currency ?? goal.Currency,
            goal.Period,
            from,
            to,
            goal.Owner,
            goal.Version,
            Name(pace.Status),
            read?.Total,
            pace.Expected is { } expected ? Math.Round(expected, 12) : null,
            pace.Progress is { } progress ? Math.Round(progress, 6) : null,
            Math.Round(pace.ElapsedShare, 6)
        );
    }

    private static string Name(GoalStatus status) =>
        status switch
        {
            GoalStatus.NotBegun => "not_begun",
            GoalStatus.OnTrack => "on_track",
            GoalStatus.Behind => "behind",
            GoalStatus.Reached => "reached",
            GoalStatus.Missed => "missed",
            _ => "no_data",
        };
}
