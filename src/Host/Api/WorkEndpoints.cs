using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Application.Features.Work;
using Nexus.Application.Storage;

namespace Nexus.Host.Api;

/// <summary>Work that has to be done in the end, and what was given up.</summary>
internal static class WorkEndpoints
{
    public static void MapWork(this RouteGroupBuilder api)
    {
        var work = api.MapGroup("/work-items").WithTags("Work");
        work.MapGet("/", List);
        work.MapPost("/{id:guid}/retry", Retry);
    }

    private static async Task<Ok<Page<WorkItemState>>> List(
        string? state,
        Guid? cursor,
        int? limit,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var size = limit ?? Page.DefaultSize;
        var items = await mediator.Send(new ListWorkItems.Query(state, cursor, size), cancellationToken);
        return TypedResults.Ok(Page.Of(items, size, item => item, item => item.Id));
    }

    private static async Task<NoContent> Retry(Guid id, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new RetryWorkItem.Command(id), cancellationToken);
        return TypedResults.NoContent();
    }
}
