using MediatR;
using Nexus.Application;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Dashboards;
using Nexus.Application.Features.Sharing;
using Nexus.Application.Storage;
using Nexus.Host.Components;
using Nexus.Host.Identity;

namespace Nexus.Host.Pages.Dashboards;

/// <summary>Links that show a dashboard to strangers, and what those see.</summary>
internal static class SharingPages
{
    public static void MapSharingPages(this RouteGroupBuilder dashboard)
    {
        dashboard.MapGet("/share", Show).RequireScope(ApiScopes.Write);
        dashboard.MapPost("/share", Create);
        dashboard.MapGet("/share/{link:guid}/revoke", AskRevocation).RequireScope(ApiScopes.Write);
        dashboard.MapPost("/share/{link:guid}/revoke", Revoke);
    }

    /// <summary>The one page for people who have nothing but a link.</summary>
    public static void MapSharedDashboards(this RouteGroupBuilder pages) =>
        pages.MapGet("/share/{token}", Read).AllowAnonymous();

    private static Task<IResult> Show(
        Guid id,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => PageAsync(id, null, Refusals.None, request, page, mediator, cancellationToken);

    /// <remarks>Answers with the page instead of a redirect: the token is shown once, and kept nowhere to be shown again.</remarks>
    private static async Task<IResult> Create(
        Guid id,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var days = TileInput.Number(request.Form["days"]);
        var (made, refused) = await mediator.TrySendAsync(new CreateShareLink.Command(id, days), cancellationToken);
        return await PageAsync(id, made, refused, request, page, mediator, cancellationToken);
    }

    private static async Task<IResult> AskRevocation(
        Guid id,
        Guid link,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var dashboard = await mediator.Send(new GetDashboard.Query(id), cancellationToken);
        return page.Show<ConfirmPage>(
            new
            {
                Title = "Revoke this link?",
                Consequences = (string[])
                    [
                        "Whoever has it sees nothing of the dashboard any more, from now on. It cannot be opened again; a new link can be made.",
                    ],
                Confirm = "Revoke the link",
                Action = $"/dashboards/{id}/share/{link}/revoke",
                Back = $"/dashboards/{id}/share",
                Trail = (Crumb[])[new("Dashboards", "/dashboards"), new(dashboard.Name, $"/dashboards/{id}")],
            }
        );
    }

    private static async Task<IResult> Revoke(
        Guid id,
        Guid link,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        await mediator.Send(new RevokeShareLink.Command(link), cancellationToken);
        return page.Redirect($"/dashboards/{id}/share", Toast.Done("The link is revoked: it opens nothing any more."));
    }

    private static async Task<IResult> PageAsync(
        Guid id,
        CreateShareLink.Answer? made,
        Refusals refused,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var dashboard = await mediator.Send(new GetDashboard.Query(id), cancellationToken);
        var links = await mediator.Send(new ListShareLinks.Query(id), cancellationToken);
        return page.Show<SharingPage>(
            new
            {
                Dashboard = dashboard,
                Links = links,
                Made = made,
                Origin = $"{request.Scheme}://{request.Host}",
                Refused = refused,
            },
            refused.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
    }

    /// <remarks>
    /// In a scope of its own: whoever reads may be signed in to another workspace, and is a stranger here all the same.
    /// </remarks>
    private static async Task<IResult> Read(
        string token,
        HttpRequest request,
        PageContext page,
        IShareDirectory directory,
        IServiceScopeFactory scopes,
        CancellationToken cancellationToken
    )
    {
        request.HttpContext.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        if (
            !ShareToken.TryRead(token, out var presented)
            || await directory.FindWorkspaceAsync(presented.Hash, cancellationToken) is not { } workspace
        )
            return page.Show<ShareEndedPage>(status: StatusCodes.Status404NotFound);
        await using var scope = scopes.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<IWorkspaceScope>()
            .Enter(workspace, $"share:{presented.Prefix}", Rights.None);
        var address = DashboardAddress.Of(request) with { By = null, Filter = null };
        try
        {
            var shared = await scope
                .ServiceProvider.GetRequiredService<IMediator>()
                .Send(new ReadSharedDashboard.Query(presented, address.Look), cancellationToken);
            return page.Show<SharedDashboardPage>(new { Shared = shared, Address = address });
        }
        catch (RefusedException refused) when (refused.Kind == RefusalKind.NotFound)
        {
            return page.Show<ShareEndedPage>(status: StatusCodes.Status404NotFound);
        }
    }
}
