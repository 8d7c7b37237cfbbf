using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Dashboards;

namespace Nexus.Application.Features.Dashboards;

/// <summary>Makes a dashboard: an empty one, or one from a template with the tiles that the workspace has data for.</summary>
public static class CreateDashboard
{
    /// <param name="Name">1 to 100 characters; the template's unless given.</param>
    /// <param name="Template">Key of a template, or null for an empty dashboard.</param>
    /// <exception cref="RefusedException">
    /// <c>template_unknown</c>, <c>too_many_dashboards</c> (unprocessable).
    /// </exception>
    [Needs(Right.Write)]
    public sealed record Command(string? Name, string? Template = null) : ICommand<DashboardView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Name).DashboardName().When(c => c.Name is not null || c.Template is null);
    }

    internal sealed class Handler(
        IDashboards dashboards,
        DashboardEditing editing,
        TemplateFilling filling,
        IAuditTrail audit,
        TimeProvider clock
    ) : IRequestHandler<Command, DashboardView>
    {
        public async Task<DashboardView> Handle(Command command, CancellationToken cancellationToken)
        {
            await editing.RefuseTooManyAsync(cancellationToken);
            var template = command.Template is { } key
                ? DashboardTemplates.Find(key)
                    ?? throw new RefusedException(
                        RefusalKind.Unprocessable,
                        "template_unknown",
                        $"There is no dashboard template '{key}'.",
                        new Dictionary<string, object?>
                        {
                            ["known"] = DashboardTemplates.All.Select(one => one.Key).ToArray(),
                        }
                    )
                : null;
            var now = clock.GetUtcNow();
            var tiles = template is null ? [] : await filling.TilesAsync(template, [], cancellationToken);
            var dashboard = new Dashboard(
                Guid.CreateVersion7(now),
                command.Name?.Trim() ?? template!.Name,
                template?.Key,
                PeriodChoice.Usual,
                ComparisonChoice.Usual,
                Version: 1,
                now,
                tiles
            );
            await dashboards.AddAsync(dashboard, cancellationToken);
            await audit.AddAsync(
                "dashboard.created",
                dashboard.Id.ToString(),
                before: null,
                new
                {
                    dashboard.Name,
                    dashboard.Template,
                    tiles = tiles.Count,
                },
                batchId: null,
                cancellationToken
            );
            return DashboardView.Of(dashboard);
        }
    }
}
