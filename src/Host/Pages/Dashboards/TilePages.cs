using System.Globalization;
using MediatR;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Dashboards;
using Nexus.Application.Features.Kpis;
using Nexus.Host.Components;
using Nexus.Host.Identity;

namespace Nexus.Host.Pages.Dashboards;

/// <summary>The tiles of a dashboard: to add, change, move, size and remove, by forms that work without scripts.</summary>
internal static class TilePages
{
    public static void MapTilePages(this RouteGroupBuilder dashboard)
    {
        dashboard.MapGet("/tiles/new", ShowNew).RequireScope(ApiScopes.Write);
        dashboard.MapPost("/tiles", Add);
        dashboard.MapGet("/tiles/{tile:guid}", Show).RequireScope(ApiScopes.Write);
        dashboard.MapPost("/tiles/{tile:guid}", Change);
        dashboard.MapPost("/tiles/{tile:guid}/move", Move);
        dashboard.MapPost("/tiles/{tile:guid}/size", Resize);
        dashboard.MapGet("/tiles/{tile:guid}/remove", AskRemoval).RequireScope(ApiScopes.Write);
        dashboard.MapPost("/tiles/{tile:guid}/remove", Remove);
        dashboard.MapPost("/layout", Arrange);
    }

    private static async Task<IResult> ShowNew(
        Guid id,
        string? metric,
        string? kind,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var dashboard = await mediator.Send(new GetDashboard.Query(id), cancellationToken);
        var input = new TileInput(dashboard.Version, kind ?? "value", metric);
        return await FormAsync(dashboard, null, input, Refusals.None, page, mediator, cancellationToken);
    }

    private static async Task<IResult> Add(
        Guid id,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var input = TileInput.Of(request.Form);
        var (added, refused) = await TrySendAsync(
            mediator,
            new AddTile.Command(id, input.Version, input.Settings(before: null)),
            cancellationToken
        );
        if (added is not null)
            return page.Redirect(
                $"/dashboards/{id}?edit=1#t-{added.Tile}",
                Toast.Done("The tile is on the dashboard.")
            );
        var dashboard = await mediator.Send(new GetDashboard.Query(id), cancellationToken);
        return await FormAsync(dashboard, null, input, refused, page, mediator, cancellationToken);
    }

    private static async Task<IResult> Show(
        Guid id,
        Guid tile,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var dashboard = await mediator.Send(new GetDashboard.Query(id), cancellationToken);
        return dashboard.Tiles.FirstOrDefault(one => one.Id == tile) is { } found
            ? await FormAsync(
                dashboard,
                tile,
                TileInput.Of(dashboard, found),
                Refusals.None,
                page,
                mediator,
                cancellationToken
            )
            : Results.NotFound();
    }

    private static async Task<IResult> Change(
        Guid id,
        Guid tile,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var dashboard = await mediator.Send(new GetDashboard.Query(id), cancellationToken);
        var input = TileInput.Of(request.Form);
        var before = dashboard.Tiles.FirstOrDefault(one => one.Id == tile);
        var (changed, refused) = await TrySendAsync(
            mediator,
            new ChangeTile.Command(id, tile, input.Version, input.Settings(before)),
            cancellationToken
        );
        return changed is null
            ? await FormAsync(dashboard, tile, input, refused, page, mediator, cancellationToken)
            : page.Redirect($"/dashboards/{id}?edit=1#t-{tile}", Toast.Done("Saved."));
    }

    private static async Task<IResult> Move(
        Guid id,
        Guid tile,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var dashboard = await mediator.Send(new GetDashboard.Query(id), cancellationToken);
        var order = dashboard.Tiles.Select(one => one.Id).ToList();
        var from = order.IndexOf(tile);
        if (from < 0)
            return Results.NotFound();
        var to = Math.Clamp(from + Math.Sign(TileInput.Number(request.Form["by"]) ?? 0), 0, order.Count - 1);
        order.RemoveAt(from);
        order.Insert(to, tile);
        return await ArrangeAsync(
            id,
            [.. order.Select(one => new ArrangeTiles.Place(one))],
            request,
            page,
            mediator,
            cancellationToken
        );
    }

    private static async Task<IResult> Resize(
        Guid id,
        Guid tile,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var dashboard = await mediator.Send(new GetDashboard.Query(id), cancellationToken);
        var width = TileInput.Number(request.Form["width"]);
        var height = TileInput.Number(request.Form["height"]);
        return await ArrangeAsync(
            id,
            [
                .. dashboard.Tiles.Select(one =>
                    one.Id == tile ? new ArrangeTiles.Place(one.Id, width, height) : new ArrangeTiles.Place(one.Id)
                ),
            ],
            request,
            page,
            mediator,
            cancellationToken
        );
    }

    private static Task<IResult> Arrange(
        Guid id,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        ArrangeAsync(
            id,
            [
                .. request
                    .Form["order"]
                    .ToString()
                    .Split(',', StringSplitOptions.RemoveEmptyEntries)
                    .Select(text => new ArrangeTiles.Place(Guid.TryParse(text, out var tile) ? tile : Guid.Empty)),
            ],
            request,
            page,
            mediator,
            cancellationToken
        );

    private static async Task<IResult> ArrangeAsync(
        Guid id,
        IReadOnlyList<ArrangeTiles.Place> places,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var version = TileInput.Number(request.Form["version"]) ?? 0;
        var (arranged, refused) = await mediator.TrySendAsync(
            new ArrangeTiles.Command(id, version, places),
            cancellationToken
        );
        return arranged is null
            ? await DashboardPages.ShowAsync(id, request, page, mediator, refused, cancellationToken)
            : page.Redirect($"/dashboards/{id}?edit=1");
    }

    private static async Task<IResult> AskRemoval(
        Guid id,
        Guid tile,
        int? version,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var dashboard = await mediator.Send(new GetDashboard.Query(id), cancellationToken);
        return page.Show<ConfirmPage>(
            new
            {
                Title = "Remove this tile?",
                Consequences = (string[])
                    [
                        "It goes from this dashboard for everyone, with its title, its split and its conditions.",
                        "The data that it shows stays, and so does the metric.",
                    ],
                Confirm = "Remove the tile",
                Action = $"/dashboards/{id}/tiles/{tile}/remove",
                Back = $"/dashboards/{id}?edit=1",
                Trail = (Crumb[])[new("Dashboards", "/dashboards"), new(dashboard.Name, $"/dashboards/{id}")],
                Hidden = new Dictionary<string, string>
                {
                    ["version"] = (version ?? dashboard.Version).ToString(CultureInfo.InvariantCulture),
                },
            }
        );
    }

    private static async Task<IResult> Remove(
        Guid id,
        Guid tile,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var version = TileInput.Number(request.Form["version"]) ?? 0;
        var (removed, refused) = await mediator.TrySendAsync(
            new RemoveTile.Command(id, tile, version),
            cancellationToken
        );
        return removed is null
            ? await DashboardPages.ShowAsync(id, request, page, mediator, refused, cancellationToken)
            : page.Redirect($"/dashboards/{id}?edit=1", Toast.Done("The tile is gone; its data stays."));
    }

    private static async Task<IResult> FormAsync(
        DashboardView dashboard,
        Guid? tile,
        TileInput input,
        Refusals refused,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var metrics = await mediator.Send(new ListMetrics.Query(All: true), cancellationToken);
        return page.Show<TilePage>(
            new
            {
                Dashboard = dashboard.Id,
                DashboardName = dashboard.Name,
                Tile = tile,
                Input = input,
                Known = metrics.Value,
                Refused = refused,
            },
            refused.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
    }

    /// <summary>Faults of the settings are those of fields of the form, which has no settings around them.</summary>
    private static async Task<(T? Answer, Refusals Refused)> TrySendAsync<T>(
        IMediator mediator,
        IRequest<T> request,
        CancellationToken cancellationToken
    )
    {
        var (answer, refused) = await mediator.TrySendAsync(request, cancellationToken);
        const string Around = "Tile.";
        var fields = refused.Fields.ToDictionary(
            field => field.Key.StartsWith(Around, StringComparison.Ordinal) ? field.Key[Around.Length..] : field.Key,
            field => field.Value,
            StringComparer.OrdinalIgnoreCase
        );
        return (answer, refused with { Fields = fields });
    }
}
