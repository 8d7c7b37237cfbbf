using MediatR;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Dashboards;
using Nexus.Application.Features.Kpis;
using Nexus.Domain.Dashboards;
using Nexus.Host.Components;
using Nexus.Host.Identity;

namespace Nexus.Host.Pages.Dashboards;

/// <summary>Dashboards: to look at, and to put together.</summary>
internal static class DashboardPages
{
    public static void MapDashboardPages(this RouteGroupBuilder pages)
    {
        pages.MapGet("/", First);
        pages.MapGet("/dashboards", List);
        pages
            .MapGet("/dashboards/new", (PageContext page) => page.Show<NewDashboardPage>())
            .RequireScope(ApiScopes.Write);
        pages.MapPost("/dashboards", Create);
        var one = pages.MapGroup("/dashboards/{id:guid}");
        one.MapGet("", Show);
        one.MapGet("/tv", ShowOnScreen);
        one.MapGet("/export.csv", Export);
        one.MapGet("/settings", ShowSettings).RequireScope(ApiScopes.Write);
        one.MapPost("/settings", ChangeSettings);
        one.MapPost("/duplicate", Duplicate);
        one.MapPost("/fill", Fill);
        one.MapGet("/delete", AskToDelete).RequireScope(ApiScopes.Write);
        one.MapPost("/delete", Delete);
        one.MapTilePages();
        one.MapSharingPages();
    }

    private static async Task<IResult> First(PageContext page, IMediator mediator, CancellationToken cancellationToken)
    {
        var dashboards = await mediator.Send(new ListDashboards.Query(), cancellationToken);
        if (dashboards.Count > 0)
            return page.Redirect($"/dashboards/{dashboards[0].Id}");
        var metrics = await mediator.Send(new ListMetrics.Query(All: false), cancellationToken);
        return metrics.Value.Any(metric => metric.HasData) ? page.Redirect("/dashboards") : page.Show<FirstRunPage>();
    }

    private static async Task<IResult> List(
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        page.Show<DashboardsPage>(
            new
            {
                Dashboards = await mediator.Send(new ListDashboards.Query(), cancellationToken),
                Templates = await mediator.Send(new ListTemplates.Query(), cancellationToken),
            }
        );

    private static async Task<IResult> Create(
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var template = request.Form["template"] is [{ Length: > 0 } key] ? key : null;
        var name = request.Form["name"].ToString();
        var (made, refused) = await mediator.TrySendAsync(
            new CreateDashboard.Command(template is null ? name : null, template),
            cancellationToken
        );
        return made is null
            ? page.Show<NewDashboardPage>(
                new { Name = name, Refused = refused },
                StatusCodes.Status422UnprocessableEntity
            )
            : page.Redirect(
                $"/dashboards/{made.Id}" + (template is null ? "?edit=1" : ""),
                Toast.Done($"{made.Name} is ready.")
            );
    }

    private static async Task<IResult> Show(
        Guid id,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        // Links that say ?tv are asked for by people who set up screens.
        if (request.Query.ContainsKey("tv"))
            return page.Redirect(DashboardAddress.Of(request).At($"/dashboards/{id}/tv").ToString());
        return await ShowAsync(id, request, page, mediator, Refusals.None, cancellationToken);
    }

    /// <summary>Shows a dashboard, with what a change of it was refused for.</summary>
    public static async Task<IResult> ShowAsync(
        Guid id,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        Refusals refused,
        CancellationToken cancellationToken
    )
    {
        var address = DashboardAddress.Of(request) with { Path = $"/dashboards/{id}" };
        if (refused.Any)
            address = address with { Edit = true };
        var data = await mediator.Send(new ReadDashboard.Query(id, address.Look), cancellationToken);
        var others = await mediator.Send(new ListDashboards.Query(), cancellationToken);
        return page.Show<DashboardPage>(
            new
            {
                Data = data,
                Address = address,
                Others = others.Where(other => other.Id != id).Take(8).ToList(),
                Missing = await MissingAsync(data, address.Edit, mediator, cancellationToken),
                Marks = await ChartMarks.OfAsync(data.From, data.To, mediator, cancellationToken),
                Refused = refused,
            },
            refused.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
    }

    private static async Task<IResult> ShowOnScreen(
        Guid id,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var address = DashboardAddress.Of(request);
        var data = await mediator.Send(new ReadDashboard.Query(id, address.Look), cancellationToken);
        return page.Show<ScreenPage>(
            new
            {
                Data = data,
                Address = address,
                Marks = await ChartMarks.OfAsync(data.From, data.To, mediator, cancellationToken),
            }
        );
    }

    private static async Task<IResult> Export(
        Guid id,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        ITableWriter tables,
        CancellationToken cancellationToken
    )
    {
        var look = DashboardAddress.Of(request).Look;
        var data = await mediator.Send(new ReadDashboard.Query(id, look), cancellationToken);
        var name = $"{data.Name} {data.From:yyyy-MM-dd} to {data.To.AddDays(-1):yyyy-MM-dd}";
        var workspace = await page.WorkspaceAsync(cancellationToken);
        return Results.File(
            tables.Write(DashboardTable.Of(data)),
            "text/csv; charset=utf-8",
            ExportName.Of(workspace, name)
        );
    }

    private static async Task<IResult> ShowSettings(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        page.Show<DashboardSettingsPage>(
            new { Dashboard = await mediator.Send(new GetDashboard.Query(id), cancellationToken) }
        );

    private static async Task<IResult> ChangeSettings(
        Guid id,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var form = request.Form;
        var name = form["name"].ToString();
        var (changed, refused) = await mediator.TrySendAsync(
            new ChangeDashboard.Command(
                id,
                TileInput.Number(form["version"]) ?? 0,
                name,
                form["period"],
                form["compare"]
            ),
            cancellationToken
        );
        if (changed is not null)
            return page.Redirect($"/dashboards/{id}", Toast.Done("Saved."));
        var dashboard = await mediator.Send(new GetDashboard.Query(id), cancellationToken);
        return page.Show<DashboardSettingsPage>(
            new
            {
                Dashboard = dashboard,
                Name = name,
                Refused = refused,
            },
            StatusCodes.Status422UnprocessableEntity
        );
    }

    private static async Task<IResult> Duplicate(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (copy, refused) = await mediator.TrySendAsync(new DuplicateDashboard.Command(id), cancellationToken);
        return copy is null
            ? page.Redirect($"/dashboards/{id}/settings", Toast.Failed(string.Join(" ", refused.General)))
            : page.Redirect($"/dashboards/{copy.Id}?edit=1", Toast.Done($"{copy.Name} is ready."));
    }

    private static async Task<IResult> Fill(
        Guid id,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var version = TileInput.Number(request.Form["version"]) ?? 0;
        var (filled, refused) = await mediator.TrySendAsync(
            new FillFromTemplate.Command(id, version),
            cancellationToken
        );
        return filled is null
            ? await ShowAsync(id, request, page, mediator, refused, cancellationToken)
            : page.Redirect($"/dashboards/{id}?edit=1", Toast.Done("What there is data for is on the dashboard."));
    }

    private static async Task<IResult> AskToDelete(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var dashboard = await mediator.Send(new GetDashboard.Query(id), cancellationToken);
        return page.Show<ConfirmPage>(
            new
            {
                Title = $"Delete {dashboard.Name}?",
                Consequences = (string[])
                    [
                        $"Its {dashboard.Tiles.Count} tiles go, and links by which it was shared end at once.",
                        "The data that it shows stays as it is.",
                    ],
                Confirm = "Delete the dashboard",
                Action = $"/dashboards/{id}/delete",
                Back = $"/dashboards/{id}/settings",
                Trail = (Crumb[])[new("Dashboards", "/dashboards"), new(dashboard.Name, $"/dashboards/{id}")],
            }
        );
    }

    private static async Task<IResult> Delete(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        await mediator.Send(new DeleteDashboard.Command(id), cancellationToken);
        return page.Redirect("/dashboards", Toast.Done("The dashboard is deleted."));
    }

    private static async Task<IReadOnlyList<MissingTile>> MissingAsync(
        DashboardData data,
        bool editing,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        if (DashboardTemplates.Find(data.Template) is not { } template || (!editing && data.Tiles.Count > 0))
            return [];
        var templates = await mediator.Send(new ListTemplates.Query(), cancellationToken);
        return templates.Single(one => one.Key == template.Key).Missing;
    }
}
