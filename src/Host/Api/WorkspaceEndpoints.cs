using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Workspaces;
using Nexus.Domain.Workspaces;
using Nexus.Host.Identity;

namespace Nexus.Host.Api;

/// <summary>Workspaces and their settings.</summary>
internal static class WorkspaceEndpoints
{
    public static void MapWorkspaces(this RouteGroupBuilder api)
    {
        api.MapPost("/workspaces", Create).RequireScope(ApiScopes.Operator).WithTags("Workspaces");

        var own = api.MapGroup("/workspace").WithTags("Workspaces");
        own.MapGet("/", Get);
        own.MapPatch("/", Change).RequireScope(ApiScopes.Admin);
    }

    private static async Task<Created<CreateWorkspace.Answer>> Create(
        CreateWorkspace.Command workspace,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Created("/api/v1/workspace", await mediator.Send(workspace, cancellationToken));

    private static async Task<Ok<WorkspaceView>> Get(IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(WorkspaceView.Of(await mediator.Send(new GetWorkspace.Query(), cancellationToken)));

    private static async Task<Ok<WorkspaceView>> Change(
        ChangeWorkspace.Command changes,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(WorkspaceView.Of(await mediator.Send(changes, cancellationToken)));
}

/// <summary>A workspace as its members see it.</summary>
/// <param name="TimeZone">IANA zone in which its days begin.</param>
/// <param name="Currency">ISO 4217 code of money for which a source names none.</param>
/// <param name="WeekStart">monday to sunday.</param>
public sealed record WorkspaceView(Guid Id, string Name, string TimeZone, string Currency, string WeekStart)
{
    internal static WorkspaceView Of(Workspace workspace) =>
        new(
            workspace.PublicId,
            workspace.Name,
            workspace.TimeZone,
            workspace.Currency,
            workspace.WeekStart.ToString().ToLowerInvariant()
        );
}
