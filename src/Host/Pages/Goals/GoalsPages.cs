using MediatR;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Goals;
using Nexus.Application.Features.Kpis;
using Nexus.Host.Identity;

namespace Nexus.Host.Pages.Goals;

/// <summary>All goals of the workspace, and the way to a new one; each is changed beside its metric.</summary>
internal static class GoalsPages
{
    public static void MapGoalsPages(this RouteGroupBuilder pages)
    {
        pages.MapGet("/goals", ShowAsync);
        pages.MapGet("/goals/new", Choose).RequireScope(ApiScopes.Write);
    }

    private static async Task<IResult> ShowAsync(
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var goals = await mediator.Send(new ListGoals.Query(), cancellationToken);
        var metrics = await mediator.Send(new ListMetrics.Query(All: true), cancellationToken);
        return page.Show<GoalsPage>(
            new
            {
                Goals = goals
                    .OrderBy(goal => Urgency(goal.Status))
                    .ThenBy(goal => goal.To)
                    .ThenBy(goal => goal.Name, StringComparer.OrdinalIgnoreCase)
                    .ToList(),
                Metrics = metrics
                    .Value.OrderBy(metric => !metric.HasData)
                    .ThenBy(metric => metric.Name, StringComparer.OrdinalIgnoreCase)
                    .ToList(),
            }
        );
    }

    /// <summary>Where the goal of a chosen metric is set.</summary>
    private static IResult Choose(string? metric, PageContext page) =>
        page.Redirect(metric is { Length: > 0 } key ? $"/kpis/{Uri.EscapeDataString(key)}/goal" : "/goals");

    /// <summary>What somebody has to look at comes first.</summary>
    private static int Urgency(string status) =>
        status switch
        {
            "behind" => 0,
            "missed" => 1,
            "no_data" => 2,
            "on_track" => 3,
            "not_begun" => 4,
            _ => 5,
        };
}
