using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Application.Features.Goals;

namespace Nexus.Host.Api;

/// <summary>What metrics should come to, and how that stands.</summary>
internal static class GoalEndpoints
{
    public static void MapGoals(this RouteGroupBuilder api)
    {
        var goals = api.MapGroup("/goals").WithTags("Goals");
        goals.MapGet("/", List);
        goals.MapPost("/", Create);
        goals.MapPut("/{id:guid}", Change);
        goals.MapDelete("/{id:guid}", Remove);
    }

    private static async Task<Ok<IReadOnlyList<GoalView>>> List(
        string? metric,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new ListGoals.Query(metric), cancellationToken));

    private static async Task<Created<GoalView>> Create(
        GoalSettings goal,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var made = await mediator.Send(new CreateGoal.Command(goal), cancellationToken);
        return TypedResults.Created($"/api/v1/goals?metric={Uri.EscapeDataString(made.Metric)}", made);
    }

    private static async Task<Ok<GoalView>> Change(
        Guid id,
        int version,
        GoalSettings goal,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new ChangeGoal.Command(id, version, goal), cancellationToken));

    private static async Task<NoContent> Remove(Guid id, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new RemoveGoal.Command(id), cancellationToken);
        return TypedResults.NoContent();
    }
}
