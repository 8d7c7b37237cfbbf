using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Domain.Dashboards;

namespace Nexus.Application.Features.Dashboards;

/// <summary>Adds those tiles of a dashboard's template that there is data for by now.</summary>
public static class FillFromTemplate
{
    /// <param name="Version">The version that the change is made against.</param>
    /// <exception cref="RefusedException">
    /// <c>dashboard_not_found</c>; <c>dashboard_changed</c> (conflict); <c>no_template</c>, <c>too_many_tiles</c>
    /// (unprocessable).
    /// </exception>
    [Needs(Right.Write)]
    public sealed record Command(Guid Dashboard, int Version) : ICommand<DashboardView>;

    internal sealed class Handler(DashboardEditing editing, TemplateFilling filling)
        : IRequestHandler<Command, DashboardView>
    {
        public async Task<DashboardView> Handle(Command command, CancellationToken cancellationToken)
        {
            var dashboard = await editing.TakeAsync(command.Dashboard, command.Version, cancellationToken);
            var template =
                DashboardTemplates.Find(dashboard.Template)
                ?? throw new RefusedException(
                    RefusalKind.Unprocessable,
                    "no_template",
                    "The dashboard was not made from a template. Add tiles one by one."
                );
            var more = await filling.TilesAsync(template, dashboard.Tiles, cancellationToken);
            return await editing.PutTilesAsync(
                dashboard,
                [.. dashboard.Tiles, .. more],
                "dashboard.filled",
                cancellationToken
            );
        }
    }
}
