using Nexus.Application.Features.Goals;
using Nexus.Domain.Kpis;
using Nexus.Host.Components;

namespace Nexus.Host.Pages.Dashboards;

/// <summary>Sentences about goals.</summary>
internal static class Words
{
    public static string Status(string status) =>
        status switch
        {
            "on_track" => "on track",
            "behind" => "behind",
            "reached" => "reached",
            "missed" => "missed",
            "not_begun" => "not begun",
            _ => "no data yet",
        };

    public static string Tone(string status) =>
        status switch
        {
            "on_track" or "reached" => "good",
            "behind" => "warn",
            "missed" => "bad",
            _ => "",
        };

    /// <summary>Such as <c>€92.0k of €100.0k by 30 Nov 2026, on track: €70.0k would be even pace</c>.</summary>
    public static string Title(GoalView goal)
    {
        var unit = Enum.TryParse<MetricUnit>(goal.Unit, ignoreCase: true, out var known) ? known : MetricUnit.Number;
        var ceiling = goal.Direction == "bad" ? "at most " : "";
        var last = Buckets.Range(goal.To.AddDays(-1), goal.To);
        var pace = goal.Expected is { } expected
            ? $": {Figures.Short(expected, unit, goal.Currency)} would be even pace today"
            : "";
        return $"{Figures.Short(goal.Value, unit, goal.Currency)} of {ceiling}{Figures.Short(goal.Target, unit, goal.Currency)} by {last}, {Status(goal.Status)}{pace}";
    }
}
