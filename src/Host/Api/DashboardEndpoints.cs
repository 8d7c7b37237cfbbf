using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Dashboards;
using Nexus.Application.Features.Sharing;
using Nexus.Application.Storage;
using Nexus.Host.Identity;

namespace Nexus.Host.Api;

/// <summary>Dashboards: their tiles, their numbers, and the links that show them to others.</summary>
internal static class DashboardEndpoints
{
    public static void MapDashboards(this RouteGroupBuilder api)
    {
        var dashboards = api.MapGroup("/dashboards").WithTags("Dashboards");
        dashboards.MapGet("/", List);
        dashboards.MapPost("/", Create);
        dashboards.MapGet("/{id:guid}", Get);
        dashboards.MapPatch("/{id:guid}", Change);
        dashboards.MapDelete("/{id:guid}", Delete);
        dashboards.MapPost("/{id:guid}/duplicate", Duplicate);
        dashboards.MapPost("/{id:guid}/fill", Fill);
        dashboards.MapGet("/{id:guid}/data", Read);
        dashboards.MapPost("/{id:guid}/tiles", Add);
        dashboards.MapPut("/{id:guid}/tiles/{tile:guid}", ChangeOne);
        dashboards.MapDelete("/{id:guid}/tiles/{tile:guid}", Remove);
        dashboards.MapPut("/{id:guid}/layout", Arrange);
        dashboards.MapGet("/{id:guid}/share-links", Links).RequireScope(ApiScopes.Write);
        dashboards.MapPost("/{id:guid}/share-links", Share);

        api.MapGet("/dashboard-templates", Templates).WithTags("Dashboards");
        api.MapDelete("/share-links/{id:guid}", Revoke).WithTags("Dashboards");
    }

    private static async Task<Ok<IReadOnlyList<DashboardSummary>>> List(
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new ListDashboards.Query(), cancellationToken));

    private static async Task<Created<DashboardView>> Create(
        CreateDashboard.Command command,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var made = await mediator.Send(command, cancellationToken);
        return TypedResults.Created($"/api/v1/dashboards/{made.Id}", made);
    }

    private static async Task<Ok<DashboardView>> Get(
        Guid id,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new GetDashboard.Query(id), cancellationToken));

    private static async Task<Ok<DashboardView>> Change(
        Guid id,
        DashboardChange change,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await mediator.Send(
                new ChangeDashboard.Command(id, change.Version, change.Name, change.Period, change.Compare),
                cancellationToken
            )
        );

    private static async Task<NoContent> Delete(Guid id, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new DeleteDashboard.Command(id), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Created<DashboardView>> Duplicate(
        Guid id,
        DashboardCopy? copy,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var made = await mediator.Send(new DuplicateDashboard.Command(id, copy?.Name), cancellationToken);
        return TypedResults.Created($"/api/v1/dashboards/{made.Id}", made);
    }

    private static async Task<Ok<DashboardView>> Fill(
        Guid id,
        SeenVersion seen,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new FillFromTemplate.Command(id, seen.Version), cancellationToken));

    private static async Task<Ok<DashboardData>> Read(
        Guid id,
        string? period,
        string? from,
        string? to,
        string? compare,
        string? groupBy,
        [FromQuery] string[]? filter,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await mediator.Send(
                new ReadDashboard.Query(id, new DashboardLook(period, from, to, compare, groupBy, filter)),
                cancellationToken
            )
        );

    private static async Task<Created<AddTile.Answer>> Add(
        Guid id,
        NewTile tile,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var made = await mediator.Send(new AddTile.Command(id, tile.Version, tile.Tile), cancellationToken);
        return TypedResults.Created($"/api/v1/dashboards/{id}", made);
    }

    private static async Task<Ok<DashboardView>> ChangeOne(
        Guid id,
        Guid tile,
        NewTile settings,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await mediator.Send(new ChangeTile.Command(id, tile, settings.Version, settings.Tile), cancellationToken)
        );

    private static async Task<Ok<DashboardView>> Remove(
        Guid id,
        Guid tile,
        int version,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new RemoveTile.Command(id, tile, version), cancellationToken));

    private static async Task<Ok<DashboardView>> Arrange(
        Guid id,
        TileOrder order,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await mediator.Send(new ArrangeTiles.Command(id, order.Version, order.Tiles), cancellationToken)
        );

    private static async Task<Ok<IReadOnlyList<ListShareLinks.Answer>>> Links(
        Guid id,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new ListShareLinks.Query(id), cancellationToken));

    private static async Task<Created<CreateShareLink.Answer>> Share(
        Guid id,
        NewShareLink link,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var made = await mediator.Send(new CreateShareLink.Command(id, link.Days), cancellationToken);
        return TypedResults.Created($"/share/{made.Token}", made);
    }

    private static async Task<NoContent> Revoke(Guid id, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new RevokeShareLink.Command(id), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<IReadOnlyList<ListTemplates.Answer>>> Templates(
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new ListTemplates.Query(), cancellationToken));
}

/// <param name="Version">The version that the caller saw.</param>
public sealed record SeenVersion(int Version);

/// <summary>What of a dashboard changes; what is null stays as it is.</summary>
/// <param name="Version">The version that the change is made against.</param>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Period">7d, 28d, 30d, 90d, month, quarter or year.</param>
/// <param name="Compare">previous, 28d, year or none.</param>
public sealed record DashboardChange(int Version, string? Name = null, string? Period = null, string? Compare = null);

/// <param name="Name">1 to 100 characters; the name of the first, as a copy, unless given.</param>
public sealed record DashboardCopy(string? Name = null);

/// <param name="Version">The version that the change is made against.</param>
public sealed record NewTile(int Version, TileSettings Tile);

/// <param name="Version">The version that the change is made against.</param>
/// <param name="Tiles">Every tile, in the order that they are to have.</param>
public sealed record TileOrder(int Version, IReadOnlyList<ArrangeTiles.Place> Tiles);

/// <param name="Days">How long it lasts, 1 to 365; 30 unless given.</param>
public sealed record NewShareLink(int? Days = null);
