using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;

namespace Nexus.Application.Features.Dashboards;

/// <summary>Takes a tile off a dashboard. The data that it showed stays.</summary>
public static class RemoveTile
{
    /// <param name="Version">The version that the change is made against.</param>
    /// <exception cref="RefusedException">
    /// <c>dashboard_not_found</c>, <c>tile_not_found</c>; <c>dashboard_changed</c> (conflict).
    /// </exception>
    [Needs(Right.Write)]
    public sealed record Command(Guid Dashboard, Guid Id, int Version) : ICommand<DashboardView>;

    internal sealed class Handler(DashboardEditing editing) : IRequestHandler<Command, DashboardView>
    {
        public async Task<DashboardView> Handle(Command command, CancellationToken cancellationToken)
        {
            var dashboard = await editing.TakeAsync(command.Dashboard, command.Version, cancellationToken);
            var tile = DashboardEditing.Tile(dashboard, command.Id);
            return await editing.PutTilesAsync(
                dashboard,
                [.. dashboard.Tiles.Where(one => one.Id != tile.Id)],
                "dashboard.tile_removed",
                cancellationToken
            );
        }
    }
}
