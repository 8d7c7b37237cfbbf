using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Domain.Dashboards;

namespace Nexus.Application.Features.Dashboards;

/// <summary>Puts the tiles of a dashboard into another order, and gives them other sizes.</summary>
public static class ArrangeTiles
{
    /// <param name="Version">The version that the change is made against.</param>
    /// <param name="Tiles">Every tile of the dashboard, in the order that they are to have.</param>
    /// <exception cref="RefusedException">
    /// <c>dashboard_not_found</c>; <c>dashboard_changed</c> (conflict); <c>tiles_do_not_match</c> (unprocessable).
    /// </exception>
    [Needs(Right.Write)]
    public sealed record Command(Guid Dashboard, int Version, IReadOnlyList<Place> Tiles) : ICommand<DashboardView>;

    /// <param name="Width">3 to 12 columns; as it is unless given.</param>
    /// <param name="Height">1 to 3 rows; as it is unless given.</param>
    public sealed record Place(Guid Id, int? Width = null, int? Height = null);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Tiles).NotNull();
            RuleForEach(c => c.Tiles)
                .ChildRules(place =>
                {
                    place.RuleFor(p => p.Width).InclusiveBetween(TileKinds.NarrowestWidth, TileKinds.Columns);
                    place.RuleFor(p => p.Height).InclusiveBetween(1, TileKinds.TallestHeight);
                });
        }
    }

    internal sealed class Handler(DashboardEditing editing) : IRequestHandler<Command, DashboardView>
    {
        public async Task<DashboardView> Handle(Command command, CancellationToken cancellationToken)
        {
            var dashboard = await editing.TakeAsync(command.Dashboard, command.Version, cancellationToken);
            var asked = command.Tiles.Select(place => place.Id).ToList();
            if (
                asked.Count != dashboard.Tiles.Count
                || !dashboard.Tiles.Select(tile => tile.Id).ToHashSet().SetEquals(asked)
            )
            {
                throw new RefusedException(
                    RefusalKind.Unprocessable,
                    "tiles_do_not_match",
                    "The order has to name every tile of the dashboard once. Load it again and repeat the change."
                );
            }
            var tiles = dashboard.Tiles.ToDictionary(tile => tile.Id);
            return await editing.PutTilesAsync(
                dashboard,
                [
                    .. command.Tiles.Select(place =>
                        tiles[place.Id] with
                        {
                            Width = place.Width ?? tiles[place.Id].Width,
                            Height = place.Height ?? tiles[place.Id].Height,
                        }
                    ),
                ],
                "dashboard.arranged",
                cancellationToken
            );
        }
    }
}
