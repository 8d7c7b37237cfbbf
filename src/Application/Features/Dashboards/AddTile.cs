using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Dashboards;

/// <summary>Puts a tile on a dashboard, behind the others.</summary>
public static class AddTile
{
    /// <param name="Version">The version that the change is made against.</param>
    /// <exception cref="RefusedException">
    /// <c>dashboard_not_found</c>, <c>unknown_metric</c>; <c>dashboard_changed</c> (conflict); <c>too_many_tiles</c>
    /// (unprocessable).
    /// </exception>
    [Needs(Right.Write)]
    public sealed record Command(Guid Dashboard, int Version, TileSettings Tile) : ICommand<Answer>;

    /// <param name="Tile">Id of the new tile.</param>
    public sealed record Answer(Guid Tile, DashboardView Dashboard);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Tile).NotNull().SetValidator(new TileSettings.Rules());
    }

    internal sealed class Handler(DashboardEditing editing, TimeProvider clock) : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            await editing.RefuseUnknownAsync(command.Tile.Query, cancellationToken);
            var dashboard = await editing.TakeAsync(command.Dashboard, command.Version, cancellationToken);
            var tile = command.Tile.Tile(Guid.CreateVersion7(clock.GetUtcNow()));
            IReadOnlyList<DashboardTile> tiles = [.. dashboard.Tiles, tile];
            return new Answer(
                tile.Id,
                await editing.PutTilesAsync(dashboard, tiles, "dashboard.tile_added", cancellationToken)
            );
        }
    }
}
