using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Application.Features.Audit;

namespace Nexus.Host.Api;

/// <summary>The history of a workspace's data.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this RouteGroupBuilder api) => api.MapGet("/audit", List).WithTags("Audit");

    private static async Task<Ok<ListChanges.Answer>> List(
        IMediator mediator,
        string? metric,
        int? batch,
        string? actor,
        string? action,
        string? from,
        string? to,
        string? cursor,
        int? limit,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await mediator.Send(
                new ListChanges.Query(metric, batch, actor, action, from, to, cursor, limit),
                cancellationToken
            )
        );
}
