using MediatR;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Goals;
using Nexus.Host.Components;
using Nexus.Host.Identity;

namespace Nexus.Host.Pages.Kpis;

/// <summary>The goals of a metric: to set, change and take away.</summary>
internal static class GoalPages
{
    public static void MapGoalPages(this RouteGroupBuilder metric)
    {
        metric.MapGet("/goal", ShowNew).RequireScope(ApiScopes.Write);
        metric.MapPost("/goal", Create);
        metric.MapGet("/goal/{id:guid}", Show).RequireScope(ApiScopes.Write);
        metric.MapPost("/goal/{id:guid}", Change);
        metric.MapGet("/goal/{id:guid}/remove", AskRemoval).RequireScope(ApiScopes.Write);
        metric.MapPost("/goal/{id:guid}/remove", Remove);
    }

    private static Task<IResult> ShowNew(
        string key,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => FormAsync(key, null, new GoalInput(0), Refusals.None, page, mediator, cancellationToken);

    private static async Task<IResult> Create(
        string key,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var input = GoalInput.Of(request.Form);
        var (made, refused) = await mediator.TrySendAsync(
            new CreateGoal.Command(input.Settings(key)),
            cancellationToken
        );
        return made is null
            ? await FormAsync(key, null, input, refused, page, mediator, cancellationToken)
            : page.Redirect($"/kpis/{key}#goal", Toast.Done("The goal is set."));
    }

    private static async Task<IResult> Show(
        string key,
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var goals = await mediator.Send(new ListGoals.Query(key), cancellationToken);
        return goals.FirstOrDefault(goal => goal.Id == id) is { } found
            ? await FormAsync(key, id, GoalInput.Of(found), Refusals.None, page, mediator, cancellationToken)
            : Results.NotFound();
    }

    private static async Task<IResult> Change(
        string key,
        Guid id,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var input = GoalInput.Of(request.Form);
        var (changed, refused) = await mediator.TrySendAsync(
            new ChangeGoal.Command(id, input.Version, input.Settings(key)),
            cancellationToken
        );
        return changed is null
            ? await FormAsync(key, id, input, refused, page, mediator, cancellationToken)
            : page.Redirect($"/kpis/{key}#goal", Toast.Done("Saved."));
    }

    private static async Task<IResult> AskRemoval(
        string key,
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var metric = await KpiPages.FindAsync(key, mediator, cancellationToken);
        return page.Show<ConfirmPage>(
            new
            {
                Title = "Remove this goal?",
                Consequences = (string[])
                    [
                        "It is no longer shown, and nobody is told whether it is met.",
                        "The figures of the metric stay as they are. The audit trail keeps what the goal was.",
                    ],
                Confirm = "Remove the goal",
                Action = $"/kpis/{key}/goal/{id}/remove",
                Back = $"/kpis/{key}",
                Trail = (Crumb[])[new("Metrics", "/kpis"), new(metric.Name, $"/kpis/{key}")],
            }
        );
    }

    private static async Task<IResult> Remove(
        string key,
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        await mediator.Send(new RemoveGoal.Command(id), cancellationToken);
        return page.Redirect($"/kpis/{key}#goal", Toast.Done("The goal is gone."));
    }

    private static async Task<IResult> FormAsync(
        string key,
        Guid? id,
        GoalInput input,
        Refusals refused,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        page.Show<GoalPage>(
            new
            {
                Metric = await KpiPages.FindAsync(key, mediator, cancellationToken),
                Id = id,
                Input = input,
                Refused = refused,
            },
            refused.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
}
