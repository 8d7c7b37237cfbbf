using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;

namespace Nexus.Application.Features.Dashboards;

/// <summary>Puts other settings in place of those that a tile has.</summary>
public static class ChangeTile
{
    /// <param name="Version">The version that the change is made against.</param>
    /// <exception cref="RefusedException">
    /// <c>dashboard_not_found</c>, <c>tile_not_found</c>, <c>unknown_metric</c>; <c>dashboard_changed</c> (conflict).
    /// </exception>
    [Needs(Right.Write)]
    public sealed record Command(Guid Dashboard, Guid Id, int Version, TileSettings Tile) : ICommand<DashboardView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Tile).NotNull().SetValidator(new TileSettings.Rules());
    }

    internal sealed class Handler(DashboardEditing editing) : IRequestHandler<Command, DashboardView>
    {
        public async Task<DashboardView> Handle(Command command, CancellationToken cancellationToken)
        {
            await editing.RefuseUnknownAsync(command.Tile.Query, cancellationToken);
            var dashboard = await editing.TakeAsync(command.Dashboard, command.Version, cancellationToken);
            var tile = DashboardEditing.Tile(dashboard, command.Id);
            var changed = command.Tile.Tile(tile.Id);
            return await editing.PutTilesAsync(
                dashboard,
                [.. dashboard.Tiles.Select(one => one.Id == tile.Id ? changed : one)],
                "dashboard.tile_changed",
                cancellationToken
            );
        }
    }
}
