using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Application.Features.Annotations;

namespace Nexus.Host.Api;

/// <summary>Notes on what happened, beside KPIs.</summary>
internal static class AnnotationEndpoints
{
    public static void MapAnnotations(this RouteGroupBuilder api)
    {
        var annotations = api.MapGroup("/annotations").WithTags("Annotations");
        annotations.MapGet("/", List);
        annotations.MapPost("/", Add);
        annotations.MapPut("/{id:guid}", Update);
        annotations.MapDelete("/{id:guid}", Remove);
    }

    private static async Task<Ok<Page<AnnotationView>>> List(
        IMediator mediator,
        DateOnly? from,
        DateOnly? to,
        string? metric,
        string? search,
        Guid? connection,
        Guid? cursor,
        int? limit,
        CancellationToken cancellationToken
    )
    {
        var size = limit ?? Page.DefaultSize;
        var found = await mediator.Send(
            new ListAnnotations.Query(from, to, metric, search, connection, cursor, size),
            cancellationToken
        );
        return TypedResults.Ok(Page.Of(found, size, annotation => annotation, annotation => annotation.Id));
    }

    private static async Task<Created<AnnotationView>> Add(
        AnnotationDraft annotation,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var added = await mediator.Send(new AddAnnotation.Command(annotation), cancellationToken);
        return TypedResults.Created($"/api/v1/annotations/{added.Id}", added);
    }

    private static async Task<Ok<AnnotationView>> Update(
        Guid id,
        AnnotationDraft annotation,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new UpdateAnnotation.Command(id, annotation), cancellationToken));

    private static async Task<NoContent> Remove(Guid id, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new RemoveAnnotation.Command(id), cancellationToken);
        return TypedResults.NoContent();
    }
}
