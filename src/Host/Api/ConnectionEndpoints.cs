using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Application.Features.Connections;

namespace Nexus.Host.Api;

/// <summary>The sources of a workspace.</summary>
internal static class ConnectionEndpoints
{
    public static void MapConnections(this RouteGroupBuilder api)
    {
        var connections = api.MapGroup("/connections").WithTags("Connections");
        connections.MapGet("/", List);
        connections.MapGet("/{id:guid}", Get);
    }

    private static async Task<Ok<Page<ConnectionView>>> List(
        IMediator mediator,
        Guid? cursor,
        int? limit,
        CancellationToken cancellationToken
    )
    {
        var size = limit ?? Page.DefaultSize;
        var connections = await mediator.Send(new ListConnections.Query(cursor, size), cancellationToken);
        return TypedResults.Ok(Page.Of(connections, size, connection => connection, connection => connection.Id));
    }

    private static async Task<Ok<ConnectionView>> Get(
        Guid id,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new GetConnection.Query(id), cancellationToken));
}
