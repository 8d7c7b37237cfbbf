using System.Globalization;
using Nexus.Application.Features.Goals;
using Nexus.Domain.Goals;
using Nexus.Host.Pages.Dashboards;

namespace Nexus.Host.Pages.Kpis;

/// <summary>What the form of a goal holds, as texts.</summary>
/// <param name="To">Last day, included, as people name spans.</param>
public sealed record GoalInput(
    int Version,
    string? Target = null,
    string? Currency = null,
    string Period = "month",
    string? From = null,
    string? To = null,
    string? Owner = null
)
{
    public static GoalInput Of(GoalView goal) =>
        new(
            goal.Version,
            goal.Target.ToString(CultureInfo.InvariantCulture),
            goal.Currency,
            goal.Period,
            goal.Period == GoalPeriod.Custom ? $"{goal.From:yyyy-MM-dd}" : null,
            goal.Period == GoalPeriod.Custom ? $"{goal.To.AddDays(-1):yyyy-MM-dd}" : null,
            goal.Owner
        );

    public static GoalInput Of(IFormCollection form) =>
        new(
            TileInput.Number(form["version"]) ?? 0,
            form["target"],
            form["currency"] is [{ Length: > 0 } code] ? code : null,
            form["period"].ToString(),
            form["from"],
            form["to"],
            form["owner"]
        );

    public GoalSettings Settings(string metric) =>
        new(metric, Numbers.Read(Target), Period, null, Currency, Day(From), Day(To)?.AddDays(1), Owner);

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day < DateOnly.MaxValue
            ? day
            : null;
}
