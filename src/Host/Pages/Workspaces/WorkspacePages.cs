using MediatR;
using Microsoft.AspNetCore.Mvc;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.People;
using Nexus.Host.Identity;

namespace Nexus.Host.Pages.Workspaces;

/// <summary>The workspaces of the person who is signed in, and new ones.</summary>
internal static class WorkspacePages
{
    public static void MapWorkspacePages(this RouteGroupBuilder pages)
    {
        var own = pages.MapGroup(MemberSession.WorkspacesPath);
        own.MapGet("", ShowAsync).WithMetadata(new PersonalEndpoint());
        own.MapPost("", SwitchAsync).RequireScope(ApiScopes.Read).WithMetadata(new PersonalEndpoint());
        own.MapGet("/new", ShowNew).RequireScope(Right.Owner);
        own.MapPost("/new", FoundAsync).RequireScope(Right.Owner);
    }

    private static async Task<IResult> ShowAsync(
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        page.Show<WorkspacesPage>(
            new { Workspaces = await mediator.Send(new ListJoinedWorkspaces.Query(), cancellationToken) }
        );

    private static async Task<IResult> SwitchAsync(
        [FromForm] Guid to,
        [FromForm] string? returnUrl,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var opened = await mediator.Send(new SwitchWorkspace.Command(to), cancellationToken);
        return page.Redirect(
            LocalPath.Of(returnUrl),
            Toast.Done($"You are in {opened.Name} now, in all tabs of this browser.")
        );
    }

    private static IResult ShowNew(PageContext page) => page.Show<NewWorkspacePage>();

    private static async Task<IResult> FoundAsync(
        [FromForm] string? name,
        [FromForm] string? timeZone,
        [FromForm] string? currency,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (founded, refused) = await mediator.TrySendAsync(
            new FoundWorkspace.Command(name, timeZone, currency),
            cancellationToken
        );
        return founded is null
            ? page.Show<NewWorkspacePage>(
                new
                {
                    Name = name,
                    TimeZone = timeZone,
                    Currency = currency,
                    Refused = refused,
                },
                StatusCodes.Status422UnprocessableEntity
            )
            : page.Redirect("/", Toast.Done($"{founded.Name} is yours. You are in it now."));
    }
}
